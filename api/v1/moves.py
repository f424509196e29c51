"""Circles of a plan changed by hand: what it costs first, then the change, and the way back."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.endpoint import Call, endpoint
from api.services import services
from api.v1.move_views import MoveRow, PriceView, move_rows, price_view
from api.v1.plan_views import PlanView, plan_view
from matcher.access import KeyRole
from matcher.circles import again, edits
from matcher.circles.board import places, swaps
from matcher.circles.changes import Change, Move
from matcher.circles.hours import Slot
from matcher.circles.pricing import price
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CHANGED
from matcher.domain.rows import Id
from matcher.errors import Conflict

TAG = "Moves"
Rules = Annotated[tuple[str, ...], Field(max_length=50)]


class HourRow(BaseModel):
    """When a circle is to meet."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"utc_hour_of_week": 36, "hours": 1}]}
    )

    utc_hour_of_week: int = Field(ge=0, lt=168, description="0 is Monday 00:00 UTC.")
    hours: int = Field(ge=1, le=24, description="It lasts.")


class _Asked(BaseModel):
    """What every change says."""

    revision: int = Field(description="Of the plan that you have seen; 409 if it has another now.")
    anyway: Rules = Field((), description="Codes of hard rules that may be broken; some never may.")
    dry_run: bool = Field(False, description="Only tell the price; nothing is changed.")


class MovesAsked(_Asked):
    """Moves to be made as one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "revision": 3,
                    "dry_run": True,
                    "moves": [{"member_id": "sample-00001", "to": "2f9c4e1d7a30b658-00002"}],
                }
            ]
        },
    )

    moves: list[MoveRow] = Field(
        min_length=1, max_length=100_000, description="Made one after the other, all or none."
    )
    hours: dict[Id, HourRow | None] = Field(
        default_factory=dict, description="Of changed circles; left out: what suits best."
    )
    by_hand: list[Id] | None = Field(
        None,
        max_length=100_000,
        description="Of `hours`, the circles whose hour counts as chosen by hand; null: all.",
    )


class MergeAsked(_Asked):
    """Two circles to become one."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "revision": 3,
                    "from": "2f9c4e1d7a30b658-00001",
                    "into": "2f9c4e1d7a30b658-00002",
                }
            ]
        },
    )

    origin: Id = Field(alias="from", description="The circle that is empty afterwards.")
    into: Id = Field(description="The circle that all sit in afterwards.")


class ImproveAsked(BaseModel):
    """A search from where the circles stand."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seconds": 30}]})

    seconds: float = Field(30, ge=0.1, le=86_400, description="The search may take.")
    seed: int = Field(0, ge=0, lt=2**31, description="Of the search.")


class RepairAsked(ImproveAsked):
    """A search for the best change that moves few."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"at_most": 5, "seconds": 10}]}
    )

    at_most: int = Field(ge=0, le=100_000, description="How many who sit in a circle may move.")


class EditView(BaseModel):
    """A change, made or only priced."""

    revision: int = Field(description="Of the plan now.")
    price: PriceView = Field(description="What it brings.")
    undo: MovesAsked | None = Field(description="Sent to `/moves`, it takes the change back.")


class PlacesView(BaseModel):
    """The best places for a member."""

    revision: int = Field(description="Of the plan that the prices are of.")
    places: list[PriceView] = Field(description="The best first; those that break nothing hard.")


class SwapsView(BaseModel):
    """The best members to change places with."""

    revision: int = Field(description="Of the plan that the prices are of.")
    swaps: list[PriceView] = Field(
        description="The best first, two moves each; they break nothing hard and are worth more "
        "than to leave all as it is."
    )


class ProposalView(BaseModel):
    """What a repair proposes."""

    revision: int = Field(description="Of the plan that it rests on; send it with the moves.")
    price: PriceView = Field(description="What it would bring now.")


@endpoint(
    "POST",
    "/plans/{plan_id}/moves",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Move members, or ask what it would cost",
    problems=(404, 409),
)
def move_members(call: Call, plan_id: Id, body: MovesAsked) -> EditView:
    """All moves are made, or none: 409 tells why. Two moves make a swap."""
    stood = _stood(call, plan_id)
    moves = tuple(one.move() for one in body.moves)
    hours = {
        circle_id: None if one is None else Slot(one.utc_hour_of_week, one.hours)
        for circle_id, one in body.hours.items()
    }
    by_hand = None if body.by_hand is None else frozenset(body.by_hand)
    return _made(call, stood, body, Change(moves, frozenset(body.anyway), hours, by_hand))


@endpoint(
    "POST",
    "/plans/{plan_id}/merge",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Merge two circles",
    problems=(404, 409),
)
def merge_circles(call: Call, plan_id: Id, body: MergeAsked) -> EditView:
    """All of one join the other; what it would break is told, and refused, as for moves."""
    stood = _stood(call, plan_id)
    moves = edits.merge(stood, body.origin, body.into)
    return _made(call, stood, body, Change(moves, frozenset(body.anyway)))


@endpoint(
    "GET",
    "/plans/{plan_id}/places/{member_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="The best places for a member",
    problems=(404, 409),
)
def list_places(call: Call, plan_id: Id, member_id: Id) -> PlacesView:
    """For one who waits, joins late, or sits in a circle: at most five, each with its price."""
    stood = _stood(call, plan_id)
    found = [price_view(one, call.language) for one in places(stood, member_id)]
    return PlacesView(revision=stood.revision, places=found)


@endpoint(
    "GET",
    "/plans/{plan_id}/swaps/{member_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="The best members to change places with",
    problems=(404, 409),
)
def list_swaps(call: Call, plan_id: Id, member_id: Id) -> SwapsView:
    """Where circles are full: at most five swaps, whose moves go to `/moves` as they are.

    409 where she sits in no circle, or is to stay where she is.
    """
    stood = _stood(call, plan_id)
    found = [price_view(one, call.language) for one in swaps(stood, member_id)]
    return SwapsView(revision=stood.revision, swaps=found)


@endpoint(
    "POST",
    "/plans/{plan_id}/improve",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Form all drafts but the locked ones anew",
    writes=True,
    problems=(404, 409),
)
def improve_plan(call: Call, plan_id: Id, body: ImproveAsked) -> PlanView:
    """A worker does it; if somebody changes the plan meanwhile, nothing is replaced."""
    return _asked(call, plan_id, again.IMPROVE, body)


@endpoint(
    "POST",
    "/plans/{plan_id}/repair",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Find the best change that moves few",
    writes=True,
    problems=(404, 409),
)
def repair_plan(call: Call, plan_id: Id, body: RepairAsked) -> PlanView:
    """Drafts are changed at once; for circles that members know of it becomes a proposal."""
    return _asked(call, plan_id, again.REPAIR, body)


@endpoint(
    "GET",
    "/plans/{plan_id}/proposal",
    role=KeyRole.READER,
    tag=TAG,
    summary="What a repair proposes",
    problems=(404, 409),
)
def read_proposal(call: Call, plan_id: Id) -> ProposalView:
    """Send its revision and moves to `/moves` to make it. 404 where there is none."""
    found = again.proposal(call.session, plan_id)
    stood = _stood(call, plan_id)
    revision, moves = found
    return ProposalView(revision=revision, price=_priced(call, stood, moves))


def _asked(call: Call, plan_id: str, kind: str, body: ImproveAsked | RepairAsked) -> PlanView:
    """The plan, once a worker is asked to form it again."""
    again.ask(call.session, plan_id, kind, body.model_dump(), call.now, actor=call.actor)
    return plan_view(call.session, plan_id, call.language, call.now)


def _stood(call: Call, plan_id: str) -> Standing:
    """The circles as they stand; read apart from any change, so that they can be kept."""
    return standing(call.session, plan_id, services().encoders.get(call.session))


def _priced(call: Call, stood: Standing, moves: tuple[Move, ...]) -> PriceView:
    return price_view(price(stood, moves), call.language)


def _made(call: Call, stood: Standing, asked: _Asked, change: Change) -> EditView:
    if asked.dry_run:
        if stood.revision != asked.revision:
            raise Conflict(CHANGED)
        edits.demand_leaders(stood, change)
        priced = price_view(price(stood, change.moves, change.hours), call.language)
        return EditView(revision=stood.revision, price=priced, undo=None)
    encoder = services().encoders.get(call.session)
    with services().store.begin() as session:
        done = edits.apply(
            session,
            stood.plan_id,
            asked.revision,
            change,
            call.now,
            actor=call.actor,
            encoder=encoder,
        )
    undo = MovesAsked(
        revision=done.revision,
        anyway=tuple(sorted(done.undo.anyway)),
        moves=move_rows(done.undo.moves),
        hours={
            circle_id: None
            if slot is None
            else HourRow(utc_hour_of_week=slot.start, hours=slot.hours)
            for circle_id, slot in (done.undo.hours or {}).items()
        },
        by_hand=sorted(done.undo.by_hand or ()),
    )
    return EditView(revision=done.revision, price=price_view(done.price, call.language), undo=undo)
