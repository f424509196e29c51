"""The life of a circle: draft, reviewed, published, running, closed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from features.vocabulary import SeatRole
from matcher import audit
from matcher.audit import Fact
from matcher.circles import seats, sitting
from matcher.circles.states import CHANGED, CircleStatus, circle_step
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles, waiting
from matcher.store.schema import Circle


def advance(
    session: Session, circle_id: str, wanted: CircleStatus, now: datetime, *, actor: str
) -> Circle:
    """Bring a circle to another status; nothing happens if it is there already.

    As it is published, somebody sits there, its members agree to be matched, nobody is with whom
    she is to be kept apart from, and none has another seat that stands in the way (see
    `matcher.circles.sitting.sit_once`); from then on all pairs of them have met, and none of them
    waits any more. As it is closed, whoever sits in it leaves it as `seats.leave` says.

    Args:
        session: a transaction for changes.
        circle_id: which.
        wanted: what it is to become.
        now: when.
        actor: who asks for it, for the audit trail.

    Raises:
        NotFound: there is no such circle.
        Conflict: it cannot become that from where it is, or may not be published.

    """
    circle = circles.get(session, circle_id)
    advance_all(session, [circle_id], wanted, now, actor=actor)
    return circle


def advance_all(
    session: Session,
    circle_ids: Collection[str],
    wanted: CircleStatus,
    now: datetime,
    *,
    actor: str,
) -> list[Circle]:
    """`advance` of many circles, all or none, with few statements however many there are.

    Returns:
        those that were not there already, by id.

    Raises:
        NotFound: there is no such circle.
        Conflict: as `advance`. The transaction is to be rolled back then.

    """
    before = circles.roles(session, circle_ids)
    circles.lock_members(session, {one for seated in before.values() for one in seated})
    found = circles.locked(session, circle_ids)
    rows = [one for _, one in sorted(found.items()) if one.status != wanted]
    was = {one.circle_id: one.status for one in rows}
    for status in was.values():
        circle_step(status, wanted)
    present = circles.roles(session, was)
    if any(present[one].keys() - before[one].keys() for one in was):
        raise Conflict(CHANGED)
    if wanted is CircleStatus.PUBLISHED:
        _publish(session, rows, present, now)
    if wanted is CircleStatus.CLOSED:
        _close(session, rows, now, actor)
    for one in rows:
        one.status = wanted.value
    session.flush()
    seats.revised(session, *rows)
    told: list[tuple[str, dict[str, Fact]]] = [
        (
            seats.subject(one),
            {"before": was[one], "after": wanted.value, "members": len(present[one])},
        )
        for one in was
    ]
    audit.record_all(session, actor, "circle.advance", now, told)
    return rows


def set_lock(
    session: Session, circle_id: str, locked: bool, now: datetime, *, actor: str
) -> Circle:
    """Keep a circle as it is while the rest of its plan is formed anew, or no longer.

    Raises:
        NotFound: there is no such circle.

    """
    circle = circles.get(session, circle_id, for_update=True)
    if circle.locked != locked:
        circle.locked = locked
        session.flush()
        seats.revised(session, circle)
        audit.record(session, actor, "circle.lock", seats.subject(circle_id), now, locked=locked)
    return circle


def set_meeting(
    session: Session, circle_id: str, utc_hour: int, hours: int, now: datetime, *, actor: str
) -> Circle:
    """Have a circle meet weekly from an hour chosen by hand; a reviewed one is a draft again.

    No later change chooses its hour anew.

    Args:
        session: a transaction for changes.
        circle_id: which.
        utc_hour: 0 (Monday 00:00 UTC) to 167.
        hours: how long, from 1.
        now: when this is set.
        actor: who asks for it, for the audit trail.

    Raises:
        NotFound: there is no such circle.
        Conflict: that is no hour of a week, or the circle is closed or locked.

    """
    if not (0 <= utc_hour < 168 and 1 <= hours <= 24):
        raise Conflict("A circle meets from an hour of the week, 0 to 167, for 1 to 24 hours.")
    circle = seats.open_circle(session, circle_id)
    meets = (circle.meets_utc_hour, circle.meets_hours, circle.hour_by_hand)
    if meets != (utc_hour, hours, True):
        circle.meets_utc_hour, circle.meets_hours, circle.hour_by_hand = utc_hour, hours, True
        seats.changed(session, circle)
        facts = {"utc_hour": utc_hour, "hours": hours}
        audit.record(session, actor, "circle.meeting", seats.subject(circle_id), now, **facts)
    return circle


def free_meeting(session: Session, circle_id: str, now: datetime, *, actor: str) -> Circle:
    """Have the hour of a circle chosen anew whenever members move; until then it stays.

    Raises:
        NotFound: there is no such circle.
        Conflict: it is closed or locked.

    """
    circle = seats.open_circle(session, circle_id)
    if circle.hour_by_hand:
        circle.hour_by_hand = False
        session.flush()
        seats.revised(session, circle)
        audit.record(session, actor, "circle.hour", seats.subject(circle_id), now)
    return circle


def _publish(
    session: Session, rows: Sequence[Circle], seated: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """What is asked of circles that members come to know of, and what follows for these."""
    for one in rows:
        if not seated[one.circle_id]:
            raise Conflict(
                N_("Nobody sits in circle {circle_id}. Seat somebody there first."),
                circle_id=one.circle_id,
            )
    members = {one: set(roles) for one, roles in seated.items()}
    sitting.may_sit(session, members, members)
    plain = {
        circle_id: {one for one, role in roles.items() if role == SeatRole.MEMBER}
        for circle_id, roles in seated.items()
    }
    sitting.sit_once(session, rows, plain)
    sitting.note_met(session, members.values(), now)
    waiting.take_off(session, set[str]().union(*members.values()))


def _close(session: Session, rows: Sequence[Circle], now: datetime, actor: str) -> None:
    """Free every seat of circles."""
    for circle in rows:
        for seat in circles.seats(session, circle.circle_id):
            seats.free(session, circle, seat, now, actor=actor, reason="closed")
