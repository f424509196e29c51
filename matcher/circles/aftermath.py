"""What follows from a change by hand: who waits and why, and when circles meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from matcher import audit
from matcher.audit import Fact
from matcher.circles import seats
from matcher.circles.changes import Move
from matcher.circles.hours import Slot
from matcher.circles.moving import net
from matcher.circles.standing import Standing
from matcher.circles.states import BY_HAND, MET
from matcher.store import circles, plans, waiting
from matcher.store.schema import Circle


def wait(
    session: Session, stood: Standing, plan_id: str, moves: Sequence[Move], now: datetime
) -> None:
    """Keep with a plan who waits because of moves that were made, and who no longer does.

    Whoever left a circle that its members know of waits on the list of all plans as well.

    Args:
        session: the transaction in which they were made.
        stood: the circles as they stood.
        plan_id: which plan.
        moves: with `origin` told.
        now: when.

    """
    sits = circles.sitting(session, plan_id, [one.member_id for one in moves])
    plan = plans.get(session, plan_id)
    reasons = dict((plan.result or {}).get("waiting", {}))
    known: dict[str, str] = {}
    waited: dict[str, int] = {}
    left = {member_id for (member_id, _), _ in net(moves)[0]}
    for move in moves:
        if move.member_id in sits:
            if reasons.get(move.member_id) == BY_HAND:
                del reasons[move.member_id]
        elif move.member_id in left:
            because = BY_HAND if move.because is None else move.because
            reasons[move.member_id] = because
            if move.origin is not None and _known(stood, move.origin):
                known[move.member_id], waited[move.member_id] = because, move.waited
    waiting.put_all(session, known, plan_id, now)
    waiting.count(session, {one: times for one, times in waited.items() if times})
    if plan.result is not None:
        told = {one: why for one, why in reasons.items() if why}
        plan.result = {**plan.result, "waiting": told}
    session.flush()


def _known(stood: Standing, circle_id: str) -> bool:
    """Whether the members of a circle know of it."""
    return stood.circles[stood.place[circle_id]].status in MET


def meet(
    session: Session,
    hours: Mapping[str, Slot | None],
    by_hand: Mapping[str, bool],
    now: datetime,
    actor: str,
) -> None:
    """Set the hours of circles.

    Args:
        session: a transaction for changes.
        hours: of circles, by id; None takes one away.
        by_hand: whether an hour is an admin's choice, which stays when members move, by id; of
            the others that is as it was.
        now: when.
        actor: who asks for it, for the audit trail.

    """
    later: list[Circle] = []
    for circle_id, circle in sorted(circles.locked(session, hours).items()):
        slot = hours[circle_id]
        start, lasts = (None, None) if slot is None else (slot.start, slot.hours)
        wanted = (start, lasts, by_hand.get(circle_id, circle.hour_by_hand))
        if (circle.meets_utc_hour, circle.meets_hours, circle.hour_by_hand) != wanted:
            circle.meets_utc_hour, circle.meets_hours, circle.hour_by_hand = wanted
            later.append(circle)
    seats.changed(session, *later)
    for action, chosen in (("circle.meeting", True), ("circle.hour", False)):
        told = [
            (seats.subject(one.circle_id), _hour(one))
            for one in later
            if by_hand.get(one.circle_id, False) is chosen
        ]
        audit.record_all(session, actor, action, now, told)


def _hour(circle: Circle) -> dict[str, Fact]:
    """The hour of a circle, for the audit trail."""
    if circle.meets_utc_hour is None or circle.meets_hours is None:
        return {}
    return {"utc_hour": circle.meets_utc_hour, "hours": circle.meets_hours}
