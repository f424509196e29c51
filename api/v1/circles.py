"""Circles one by one: listed, read, brought through their life, and who sits in them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.endpoint import Call, Created, endpoint
from api.services import services
from api.v1.moves import HourRow, Rules
from api.v1.paging import Page, Paging, cut
from matcher.access import KeyRole
from matcher.circles import edits, life, seats
from matcher.circles.hours import Slot
from matcher.circles.states import CircleStatus
from matcher.domain.rows import Id, Name
from matcher.store import circles
from matcher.store.schema import Circle

TAG = "Circles"


class SeatRow(BaseModel):
    """A member in a circle."""

    member_id: str = Field(description="Who.")
    role: str = Field(description="`member` or `facilitator`.", examples=["member"])


class CircleRow(BaseModel):
    """A circle as it is now; what it is worth is told by those of its plan."""

    circle_id: str = Field(description="Its id.")
    name: str = Field(description="What it is called.")
    kind: str = Field(description="What it is.", examples=["circles"])
    status: CircleStatus = Field(description="Where it is in its life.")
    plan_id: str | None = Field(description="The plan that formed it; null: none did.")
    locked: bool = Field(description="Whether it stays as it is.")
    meeting: HourRow | None = Field(description="When it meets weekly; null: no hour yet.")
    hour_by_hand: bool = Field(description="Whether that hour was chosen by hand, and stays.")
    members: list[SeatRow] = Field(description="Who sits in it, by id.")


class Which(Paging):
    """Which circles, and which part of the list."""

    kind: Literal["circles", "cohorts", "meetups", "pairs", "mentoring"] | None = Field(
        None, description="Only those of this kind."
    )
    status: Literal["draft", "reviewed", "published", "running", "closed"] | None = Field(
        None, description="Only those with this status."
    )
    plan: Id | None = Field(None, description="Only those of this plan.")


class StatusAsked(BaseModel):
    """Where a circle is to go."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"to": "reviewed"}]})

    to: CircleStatus = Field(description="What it is to become.")
    anyway: Rules = Field(
        (), description="Codes of hard rules that it may break as it is published."
    )


class LockAsked(BaseModel):
    """Whether a circle is to stay as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"locked": True}]})

    locked: bool = Field(description="True locks it, false unlocks it.")


class MeetingAsked(BaseModel):
    """When a circle is to meet."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"utc_hour_of_week": 36, "hours": 1}]}
    )

    utc_hour_of_week: int | None = Field(
        ge=0,
        lt=168,
        description="0 is Monday 00:00 UTC; null: the hour is no longer by hand, and is chosen "
        "anew when somebody joins or leaves.",
    )
    hours: int = Field(1, ge=1, le=24, description="It lasts.")
    anyway: Rules = Field((), description="`hours` where it need not suit all.")


class CircleAsked(BaseModel):
    """A circle that nobody sits in yet."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Mawar"}]})

    name: Name = Field(min_length=1, description="What it is to be called.")


class SeatAsked(BaseModel):
    """Who is to sit in a circle."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"member_id": "sample-00001"}]}
    )

    member_id: Id = Field(description="Who.")
    role: Literal["member", "facilitator"] = Field("member", description="Hers there.")
    anyway: Rules = Field((), description="Codes of hard rules that may be broken; some never may.")


class Leaving(BaseModel):
    """Why somebody leaves."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        "by_hand", pattern=seats.REASON, description="A code of why.", examples=["moved_house"]
    )


@endpoint("GET", "/circles", role=KeyRole.READER, tag=TAG, summary="List circles")
def list_circles(call: Call, query: Which) -> Page[CircleRow]:
    """Sorted by id. Follow `next` until it is null."""
    found = circles.page(
        call.session,
        after=query.key(),
        limit=query.limit + 1,
        kind=query.kind,
        status=query.status,
        plan_id=query.plan,
    )
    some, following = cut(found, query.limit, lambda one: [one.circle_id])
    rows = [_row(call.session, one) for one in some]
    return Page[CircleRow](items=rows, next=following)


@endpoint(
    "GET",
    "/circles/{circle_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read a circle",
    problems=(404,),
)
def read_circle(call: Call, circle_id: Id) -> CircleRow:
    """Who sits in it, in which role, and when it meets."""
    return _row(call.session, circles.get(call.session, circle_id))


@endpoint(
    "POST",
    "/plans/{plan_id}/circles",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Add an empty circle to a plan",
    writes=True,
    problems=(404, 409),
)
def add_circle(call: Call, plan_id: Id, body: CircleAsked) -> Created[CircleRow]:
    """A draft that nobody sits in: `/plans/{plan_id}/moves` brings members into it."""
    made = edits.add_circle(call.session, plan_id, body.name, call.now, actor=call.actor)
    return Created(_row(call.session, made), f"/circles/{made.circle_id}")


@endpoint(
    "POST",
    "/circles/{circle_id}/status",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Bring a circle to another status",
    writes=True,
    problems=(404, 409),
)
def advance_circle(call: Call, circle_id: Id, body: StatusAsked) -> CircleRow:
    """Draft, reviewed, published, running, closed. 409 where it cannot become that."""
    from matcher.circles import publishing  # noqa: PLC0415 (heavy to import)

    circle = publishing.advance(
        call.session,
        circle_id,
        body.to,
        call.now,
        actor=call.actor,
        encoder=services().encoders.get(call.session),
        anyway=body.anyway,
    )
    return _row(call.session, circle)


@endpoint(
    "PUT",
    "/circles/{circle_id}/lock",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Lock or unlock a circle",
    writes=True,
    problems=(404,),
)
def lock_circle(call: Call, circle_id: Id, body: LockAsked) -> CircleRow:
    """A locked circle stays as it is while the rest of its plan is formed anew."""
    circle = life.set_lock(call.session, circle_id, body.locked, call.now, actor=call.actor)
    return _row(call.session, circle)


@endpoint(
    "PUT",
    "/circles/{circle_id}/meeting",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Set when a circle meets",
    writes=True,
    problems=(404, 409),
)
def set_meeting(call: Call, circle_id: Id, body: MeetingAsked) -> CircleRow:
    """An hour that is set so is not chosen anew when somebody joins or leaves.

    409 where it does not suit all: they are not free, it is no civil hour where they live, or
    another circle of theirs meets.
    """
    from matcher.circles import weekly  # noqa: PLC0415 (heavy to import)

    if body.utc_hour_of_week is None:
        circle = life.free_meeting(call.session, circle_id, call.now, actor=call.actor)
    else:
        slot = Slot(body.utc_hour_of_week, body.hours)
        circle = weekly.set_slot(
            call.session, circle_id, slot, call.now, actor=call.actor, anyway=body.anyway
        )
    return _row(call.session, circle)


@endpoint(
    "POST",
    "/circles/{circle_id}/members",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Seat a member, or change her role",
    writes=True,
    problems=(404, 409),
)
def seat_member(call: Call, circle_id: Id, body: SeatAsked) -> CircleRow:
    """409 where it breaks a hard rule. `/plans/{plan_id}/moves` tells first what it would cost."""
    from matcher.circles import joining  # noqa: PLC0415 (heavy to import)

    joining.join(
        call.session,
        circle_id,
        body.member_id,
        call.now,
        actor=call.actor,
        encoder=services().encoders.get(call.session),
        role=body.role,
        anyway=body.anyway,
    )
    return _row(call.session, circles.get(call.session, circle_id))


@endpoint(
    "DELETE",
    "/circles/{circle_id}/members/{member_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Free a member's seat",
    writes=True,
    problems=(404, 409),
)
def free_seat(call: Call, circle_id: Id, member_id: Id, query: Leaving) -> CircleRow:
    """Where the members know each other, that she was there is kept."""
    seats.leave(call.session, circle_id, member_id, call.now, actor=call.actor, reason=query.reason)
    return _row(call.session, circles.get(call.session, circle_id))


def _row(session: Session, one: Circle) -> CircleRow:
    meeting = None
    if one.meets_utc_hour is not None and one.meets_hours is not None:
        meeting = HourRow(utc_hour_of_week=one.meets_utc_hour, hours=one.meets_hours)
    return CircleRow(
        circle_id=one.circle_id,
        name=one.name,
        kind=one.kind,
        status=CircleStatus(one.status),
        plan_id=one.plan_id,
        locked=one.locked,
        meeting=meeting,
        hour_by_hand=one.hour_by_hand,
        members=[
            SeatRow(member_id=seat.member_id, role=seat.role)
            for seat in circles.seats(session, one.circle_id)
        ],
    )
