"""The circles of a plan as they are now, and who waits."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field
from sqlalchemy import select

from api.endpoint import Call, endpoint
from api.services import services
from api.v1.paging import Page, Paging, cut
from api.v1.plan_views import waiting
from features.regions import INDEX, Zone
from matcher.access import KeyRole
from matcher.circles.hours import Slot, zone_of
from matcher.circles.states import CircleStatus
from matcher.circles.words import rule_name, when, why_waiting, zones
from matcher.domain.rows import Id
from matcher.errors import DataError
from matcher.store import circles, plans
from matcher.store.schema import Circle, CircleMember, Member

if TYPE_CHECKING:
    from matcher.circles.standing import Standing

TAG = "Plans"


class Naming(Paging):
    """Which part of a list of members, and whether they are named."""

    names: bool = Field(False, description="Whether names come along; else ids only.")


class SeatView(BaseModel):
    """A member in a circle."""

    member_id: str = Field(description="Who.")
    role: str = Field(description="`member` or `facilitator`.", examples=["member"])
    name: str | None = Field(description="What to call her; null unless names were asked for.")


class MeetingView(BaseModel):
    """A weekly meeting."""

    utc_hour_of_week: int = Field(description="It begins; 0 is Monday 00:00 UTC.")
    hours: int = Field(description="It lasts.")
    local: dict[str, str] = Field(
        description="When it begins on the clocks of its members, by zone.",
        examples=[{"WIB": "Rabu, 19.00 WIB", "WIT": "Rabu, 21.00 WIT"}],
    )


class BreakView(BaseModel):
    """A rule that a circle does not keep now."""

    rule: str = Field(description="Its code.", examples=["provinces"])
    text: str = Field(description="What it is about, in words.")
    units: int = Field(description="By how much.")
    hard: bool = Field(description="Whether it is never to be broken.")


class CircleView(BaseModel):
    """A circle as it is now."""

    circle_id: str = Field(description="Its id.")
    name: str = Field(description="What it is called.")
    status: CircleStatus = Field(description="Where it is in its life.")
    locked: bool = Field(description="Whether it stays as it is when the rest is improved.")
    members: list[SeatView] = Field(description="Who sits in it, by id.")
    meeting: MeetingView | None = Field(description="Null: no hour yet.")
    quality: float | None = Field(
        description="Mean pair score; null where it is closed or holds fewer than two."
    )
    breaks: list[BreakView] = Field(description="Rules it does not keep; none where it is closed.")


class WaitingView(BaseModel):
    """A member who found no place."""

    member_id: str = Field(description="Who.")
    reason: str = Field(description="Code of why.", examples=["hours"])
    text: str = Field(description="Why, in words.")
    name: str | None = Field(description="What to call her; null unless names were asked for.")


@endpoint(
    "GET",
    "/plans/{plan_id}/circles",
    role=KeyRole.READER,
    tag=TAG,
    summary="List the circles of a plan",
    problems=(404,),
)
def list_plan_circles(call: Call, plan_id: Id, query: Naming) -> Page[CircleView]:
    """As they are now, after every change by hand. Follow `next` until it is null."""
    plans.get(call.session, plan_id)
    found = circles.of_plan(call.session, plan_id, after=query.key(), limit=query.limit + 1)
    some, following = cut(found, query.limit, lambda one: [one.circle_id])
    seats = _seats(call, [one.circle_id for one in some])
    standing = _standing(call, plan_id, some)
    sits = {seat.member_id for own in seats.values() for seat, _ in own}
    agreeing = circles.agreeing(call.session, sits)
    items = [
        _circle(call, one, seats.get(one.circle_id, []), standing, agreeing, named=query.names)
        for one in some
    ]
    return Page[CircleView](items=items, next=following)


@endpoint(
    "GET",
    "/plans/{plan_id}/waiting",
    role=KeyRole.READER,
    tag=TAG,
    summary="List who found no place",
    problems=(404,),
)
def list_plan_waiting(call: Call, plan_id: Id, query: Naming) -> Page[WaitingView]:
    """Those who sit in none of its circles now, and what stood in the way. By id."""
    plan = plans.get(call.session, plan_id)
    found = waiting(plan, circles.seated(call.session, plan_id))
    after = query.key() or ""
    some, following = cut(
        [one for one in found if one[0] > after][: query.limit + 1],
        query.limit,
        lambda one: [one[0]],
    )
    names = _names(call, [one for one, _ in some]) if query.names else {}
    items = [
        WaitingView(
            member_id=one,
            reason=reason,
            text=why_waiting(plan.kind, reason, call.language),
            name=names.get(one),
        )
        for one, reason in some
    ]
    return Page[WaitingView](items=items, next=following)


def _standing(call: Call, plan_id: str, some: Sequence[Circle]) -> "Standing | None":
    """What the circles are worth now; None where all are closed, or a wish makes no sense now."""
    from matcher.circles.standing import standing  # noqa: PLC0415 (heavy to import)

    if all(one.status == CircleStatus.CLOSED for one in some):
        return None
    try:
        return standing(call.session, plan_id, services().encoders.get(call.session))
    except DataError:
        return None


def _circle(
    call: Call,
    one: Circle,
    seats: Sequence[tuple[CircleMember, Member]],
    standing: "Standing | None",
    agreeing: Collection[str],
    *,
    named: bool,
) -> CircleView:
    """A circle as it is now; of those who are not `agreeing` it tells only that they sit there."""
    place = standing.place.get(one.circle_id) if standing else None
    quality, breaks = None, []
    if standing is not None and place is not None and len(standing.members[place]) > 1:
        quality = float(standing.verdict.quality[place])
        breaks = [found for found in standing.verdict.breaks if found.circle == place]
    return CircleView(
        circle_id=one.circle_id,
        name=one.name,
        status=CircleStatus(one.status),
        locked=one.locked,
        members=[
            SeatView(
                member_id=seat.member_id,
                role=seat.role,
                name=member.display_name if named and seat.member_id in agreeing else None,
            )
            for seat, member in seats
        ],
        meeting=_meeting(
            one,
            [_zone(member) for seat, member in seats if seat.member_id in agreeing],
            call.language,
        ),
        quality=quality,
        breaks=[
            BreakView(
                rule=found.rule,
                text=rule_name(found.rule, call.language),
                units=found.units,
                hard=found.hard,
            )
            for found in breaks
        ],
    )


def _meeting(one: Circle, present: Sequence[Zone], language: str) -> MeetingView | None:
    if one.meets_utc_hour is None or one.meets_hours is None:
        return None
    slot = Slot(one.meets_utc_hour, one.meets_hours)
    return MeetingView(
        utc_hour_of_week=slot.start,
        hours=slot.hours,
        local={zone.name: when(slot, zone, language) for zone in zones(present)},
    )


def _zone(member: Member) -> Zone:
    return zone_of(-1 if member.province is None else INDEX[member.province])


def _seats(
    call: Call, circle_ids: Sequence[str]
) -> Mapping[str, list[tuple[CircleMember, Member]]]:
    """Who sits in the circles now, by circle and id."""
    query = (
        select(CircleMember, Member)
        .join(Member, Member.member_id == CircleMember.member_id)
        .where(CircleMember.circle_id.in_(circle_ids), CircleMember.left_at.is_(None))
        .order_by(CircleMember.circle_id, CircleMember.member_id)
    )
    seats: dict[str, list[tuple[CircleMember, Member]]] = {}
    for seat, member in call.session.execute(query):
        seats.setdefault(seat.circle_id, []).append((seat, member))
    return seats


def _names(call: Call, ids: Sequence[str]) -> dict[str, str]:
    query = select(Member.member_id, Member.display_name).where(Member.member_id.in_(ids))
    return dict(call.session.execute(query).tuples().all())
