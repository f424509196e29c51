"""Changes of a plan's circles by hand: all of a change is made, or nothing; each can be taken back.

Whoever changes a plan says which revision of it she has seen. What may never be is refused: members
who are to be apart, a member without her consent, a circle of another size than was asked for, one
who sits twice. Any other hard rule is broken only where it is named, and that goes on record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from features.encoder import Encoder
from features.vocabulary import SeatRole
from matcher import audit
from matcher.audit import Fact
from matcher.circles import aftermath, seats, undoing
from matcher.circles.changes import Change, Move
from matcher.circles.moving import net, place_of
from matcher.circles.plans import subject
from matcher.circles.pricing import Price, price, unsuited
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CHANGED, CircleStatus
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles, plans, waiting
from matcher.store.schema import Circle

LED: Final = frozenset({"facilitator"})
"""The rule that each circle is led by one who may lead."""
MAY_NOT_LEAD: Final = N_(
    "By the wishes of the plan member {member_id} may not lead. Seat her as a member."
)
NEVER: Final = frozenset({"apart", "one seat", "size"})
"""Rules that no change by hand may break."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that was made.

    Attributes:
        revision: of the plan now.
        price: what the change brought.
        undo: takes it back, asked for with that revision: all sit where they sat, in the roles they
            had, and the circles meet when they met. A circle that was reviewed stays a draft.

    """

    revision: int
    price: Price
    undo: Change


def apply(
    session: Session,
    plan_id: str,
    revision: int,
    change: Change,
    now: datetime,
    *,
    actor: str,
    encoder: Encoder,
) -> Edit:
    """Change who sits in the circles of a plan, and when they meet.

    Whoever sits nowhere afterwards waits. A circle that was changed meets at the hour that suits
    it best now (see `matcher.circles.suiting.meetings_after`).

    Args:
        session: a transaction for changes, in which nothing was changed yet.
        plan_id: which.
        revision: of the plan, that whoever asks has seen.
        change: what is asked for.
        now: when.
        actor: who asks for it, for the audit trail.
        encoder: of what members wrote.

    Raises:
        NotFound: there is no such plan or circle, or a member takes no part in it.
        Conflict: the plan is at another revision; a move cannot be made; or a hard rule would
            break that is not named, or never may. Nothing is kept then: the transaction is to be
            rolled back.

    """
    if not change.moves:
        raise Conflict(N_("There is nothing to change. Name whom to move."))
    ids = [one.member_id for one in change.moves]
    stood = _hold(session, plan_id, revision, change.moves, encoder)
    cost = price(stood, change.moves, change.hours)
    refuse(cost, change.anyway)
    demand_leaders(stood, change)
    before = {one.circle_id: one.slots[0] for one in cost.circles}
    waited = waiting.times(session, ids)
    _seat(session, cost.moves, now, actor)
    aftermath.wait(session, stood, plan_id, cost.moves, now)
    _meet(session, cost, change, now, actor)
    plan = plans.get(session, plan_id)
    session.refresh(plan)
    facts: dict[str, Fact] = {"moves": len(cost.moves), "circles": len(before)}
    facts["anyway"] = ",".join(cost.hard)
    audit.record(session, actor, "plan.edit", subject(plan_id), now, **facts)
    mended = frozenset(one.rule for one in cost.mends if one.hard)
    again = _back(stood, cost.moves, waited)
    led = LED if any(one.role == SeatRole.FACILITATOR for one in again) else frozenset[str]()
    back = Change(
        again,
        mended | unsuited(stood, before) | led,
        before,
        frozenset(one for one in before if stood.circles[stood.place[one]].by_hand),
    )
    undoing.keep(plan, back)
    return Edit(plan.revision, cost, back)


def merge(standing: Standing, from_id: str, into_id: str) -> tuple[Move, ...]:
    """The moves that bring all of one circle into another; it is empty then.

    Who leads the one that is left leads the other too only if nobody does there.

    Raises:
        NotFound: a circle is none of these.
        Conflict: one of them is locked, both are the same, or nobody sits in the first.

    """
    left, kept = place_of(standing, from_id), place_of(standing, into_id)
    if left == kept:
        raise Conflict(N_("A circle cannot be merged with itself. Name two."))
    if not len(standing.members[left]):
        raise Conflict(N_("Nobody sits in that circle. Close it instead."))
    ids, there = standing.roster.members.ids, set(standing.members[kept].tolist())
    lead = standing.circles[left].leaders if not standing.circles[kept].leaders else ()
    return tuple(
        Move(
            ids[row],
            None if row in there else into_id,
            from_id,
            role="facilitator" if row in lead else "member",
        )
        for row in standing.members[left].tolist()
    )


def add_circle(session: Session, plan_id: str, name: str, now: datetime, *, actor: str) -> Circle:
    """A new draft of a plan that nobody sits in yet.

    Args:
        session: a transaction for changes.
        plan_id: which.
        name: what it is called.
        now: when.
        actor: who asks for it, for the audit trail.

    Raises:
        NotFound: there is no such plan.
        Conflict: its circles are not formed yet.

    """
    plan = plans.get(session, plan_id, for_update=True)
    if plan.result is None:
        raise Conflict(N_("This plan has no circles yet. Wait until they are formed."))
    taken = {one.circle_id for one in circles.of_plan(session, plan_id)}
    number = len(taken)
    while f"{plan_id}-{number:05}" in taken:
        number += 1
    made = Circle(
        circle_id=f"{plan_id}-{number:05}",
        name=name,
        kind=plan.kind,
        status=CircleStatus.DRAFT.value,
        created_at=now,
        plan_id=plan_id,
    )
    session.add(made)
    session.flush()
    seats.revised(session, made)
    audit.record(session, actor, "circle.create", seats.subject(made.circle_id), now, members=0)
    return made


def _hold(
    session: Session, plan_id: str, revision: int, moves: Sequence[Move], encoder: Encoder
) -> Standing:
    """The circles as they stand, which nobody else changes until the transaction ends."""
    joined = {one.to for one in moves if one.to is not None}
    seats.lock_for(session, {one.member_id for one in moves}, joined)
    circles.lock_of_plan(session, plan_id)
    plan = plans.get(session, plan_id, for_update=True)
    if plan.revision != revision:
        raise Conflict(CHANGED)
    return standing(session, plan_id, encoder)


def refuse(cost: Price, anyway: Collection[str]) -> None:
    """Make sure that a change of that price may be made.

    Raises:
        Conflict: a hard rule would break that is not named, or never may.

    """
    never = [rule for rule in cost.hard if rule in NEVER]
    if never:
        raise Conflict(
            N_("This would break what may never be broken: {rules}."), rules=", ".join(never)
        )
    other = [rule for rule in cost.hard if rule not in anyway]
    if other:
        raise Conflict(
            N_("This would break: {rules}. Say so if it is to be done anyway."),
            rules=", ".join(other),
        )


def demand_leaders(stood: Standing, change: Change) -> None:
    """Make sure that whoever is to lead may, by the wishes of the plan.

    Raises:
        Conflict: somebody may not, and the rule that a circle is led is not named.

    """
    if stood.wishes.facilitator is None or not LED.isdisjoint(change.anyway):
        return
    for one in change.moves:
        leads = stood.roster.leads[stood.frame.row[one.member_id]]
        if one.role == SeatRole.FACILITATOR and not leads:
            raise Conflict(MAY_NOT_LEAD, member_id=one.member_id)


def _seat(session: Session, moves: Sequence[Move], now: datetime, actor: str) -> None:
    """Have all leave, then have all join: a swap never seats the two together."""
    left, joined = net(moves)
    seats.shift(session, [key for key, _ in left], dict(joined), now, actor=actor)


def _meet(session: Session, cost: Price, change: Change, now: datetime, actor: str) -> None:
    """Set the hours of the circles that changed, and which of those told are by hand."""
    hours = change.hours or {}
    chosen = hours.keys() if change.by_hand is None else change.by_hand
    slots = {one.circle_id: one.slots[1] for one in cost.circles}
    by_hand = {one: one in chosen and slot is not None for one, slot in hours.items()}
    aftermath.meet(session, slots, by_hand, now, actor)


def _back(stood: Standing, moves: Sequence[Move], waited: Mapping[str, int]) -> tuple[Move, ...]:
    """The moves that take others back; `waited` has how often who waits on the list did."""
    back = []
    for move in reversed(moves):
        role = move.role
        if move.origin is not None and move.origin in stood.place:
            leads = (
                stood.frame.row[move.member_id] in stood.circles[stood.place[move.origin]].leaders
            )
            role = "facilitator" if leads else "member"
        one = move.member_id
        because = stood.reasons.get(one, "") if move.origin is None else None
        times = waited.get(one, 0) if move.origin is None else 0
        back.append(Move(one, move.origin, move.to, move.to is None, role, because, times))
    return tuple(back)
