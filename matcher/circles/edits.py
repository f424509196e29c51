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
from matcher import audit
from matcher.audit import Fact
from matcher.circles import seats, undoing
from matcher.circles.hours import Slot
from matcher.circles.moving import Move, moved, place_of
from matcher.circles.plans import subject
from matcher.circles.pricing import Price, price_of
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CHANGED, MET, CircleStatus
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles, plans, waiting
from matcher.store.schema import Circle

NEVER: Final = frozenset({"apart", "one seat", "size"})
"""Rules that no change by hand may break."""
BY_HAND: Final = "by_hand"
"""Why somebody waits who was taken out of her circle."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed.

    Attributes:
        moves: of members, one after the other.
        anyway: hard rules that may be broken.
        hours: of circles, where they are not to be chosen anew; None takes an hour away.

    """

    moves: tuple[Move, ...]
    anyway: frozenset[str] = frozenset()
    hours: Mapping[str, Slot | None] | None = None


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
    it best now (see `matcher.circles.pricing.meetings_after`).

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
    stood = _hold(session, plan_id, revision, change.moves, encoder)
    then = moved(stood, change.moves)
    cost = price_of(stood, then)
    refuse(cost, change.anyway)
    before = {one.circle_id: one.slots[0] for one in cost.circles}
    _seat(session, cost.moves, now, actor)
    _wait(session, stood, plan_id, cost.moves, now)
    hours = {one.circle_id: one.slots[1] for one in cost.circles} | dict(change.hours or {})
    _meet(session, {one: hours[one] for one in before}, now, actor)
    plan = plans.get(session, plan_id)
    session.refresh(plan)
    facts: dict[str, Fact] = {"moves": len(cost.moves), "circles": len(before)}
    facts["anyway"] = ",".join(cost.hard)
    audit.record(session, actor, "plan.edit", subject(plan_id), now, **facts)
    mended = frozenset(one.rule for one in cost.mends if one.hard)
    undo = Change(_back(stood, cost.moves), mended, before)
    undoing.keep(plan, undo.moves, undo.anyway, before)
    return Edit(plan.revision, cost, undo)


def merge(standing: Standing, from_id: str, into_id: str) -> tuple[Move, ...]:
    """The moves that bring all of one circle into another; it is empty then.

    Who leads the one that is left leads the other too only if nobody does there.

    Raises:
        NotFound: a circle is none of these.
        Conflict: one of them is locked, or both are the same.

    """
    left, kept = place_of(standing, from_id), place_of(standing, into_id)
    if left == kept:
        raise Conflict(N_("A circle cannot be merged with itself. Name two."))
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


def _seat(session: Session, moves: Sequence[Move], now: datetime, actor: str) -> None:
    """Have all leave, then have all join: a swap never seats the two together."""
    left, joined = net(moves)
    seats.shift(session, [key for key, _ in left], dict(joined), now, actor=actor)


def net(
    moves: Sequence[Move],
) -> tuple[list[tuple[tuple[str, str], str]], list[tuple[tuple[str, str], str]]]:
    """Who leaves which circle in the end, and who joins which in what role, by member and circle.

    Args:
        moves: one after the other, with `origin` and `role` told.

    """
    left: dict[tuple[str, str], str] = {}
    joined: dict[tuple[str, str], str] = {}
    for move in moves:
        role = str(move.role)
        if move.origin is not None and joined.pop((move.member_id, move.origin), None) is None:
            left[move.member_id, move.origin] = role
        if move.to is not None:
            if left.get((move.member_id, move.to)) == role:
                del left[move.member_id, move.to]
            else:
                joined[move.member_id, move.to] = role
    return sorted(left.items()), sorted(joined.items())


def _wait(
    session: Session, stood: Standing, plan_id: str, moves: Sequence[Move], now: datetime
) -> None:
    """Keep with the plan who waits because of the moves, and who no longer does."""
    sits = circles.sitting(session, plan_id, [one.member_id for one in moves])
    plan = plans.get(session, plan_id)
    reasons = dict((plan.result or {}).get("waiting", {}))
    known: dict[str, str] = {}
    left = {member_id for (member_id, _), _ in net(moves)[0]}
    for move in moves:
        if move.member_id in sits:
            if reasons.get(move.member_id) == BY_HAND:
                del reasons[move.member_id]
        elif move.member_id in left:
            reasons.setdefault(move.member_id, BY_HAND)
            if move.origin is not None and _known(stood, move.origin):
                known[move.member_id] = BY_HAND
    waiting.put_all(session, known, plan_id, now)
    if plan.result is not None:
        plan.result = {**plan.result, "waiting": reasons}
    session.flush()


def _known(stood: Standing, circle_id: str) -> bool:
    """Whether the members of a circle know of it."""
    return stood.circles[stood.place[circle_id]].status in MET


def _meet(session: Session, hours: Mapping[str, Slot | None], now: datetime, actor: str) -> None:
    """Set the hours of circles."""
    later: list[Circle] = []
    for circle_id, circle in sorted(circles.locked(session, hours).items()):
        slot = hours[circle_id]
        wanted = (None, None) if slot is None else (slot.start, slot.hours)
        if (circle.meets_utc_hour, circle.meets_hours) != wanted:
            circle.meets_utc_hour, circle.meets_hours = wanted
            later.append(circle)
    seats.changed(session, *later)
    told = [(seats.subject(one.circle_id), dict[str, Fact]()) for one in later]
    audit.record_all(session, actor, "circle.hour", now, told)


def _back(stood: Standing, moves: Sequence[Move]) -> tuple[Move, ...]:
    """The moves that take others back."""
    back = []
    for move in reversed(moves):
        role = move.role
        if move.origin is not None and move.origin in stood.place:
            leads = (
                stood.frame.row[move.member_id] in stood.circles[stood.place[move.origin]].leaders
            )
            role = "facilitator" if leads else "member"
        back.append(Move(move.member_id, move.origin, move.to, move.to is None, role))
    return tuple(back)
