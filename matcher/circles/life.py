"""The life of a circle: draft, reviewed, published, running, closed."""

from datetime import datetime

from sqlalchemy.orm import Session

from matcher import audit
from matcher.circles import seats
from matcher.circles.states import CircleStatus, circle_step
from matcher.errors import Conflict
from matcher.store import circles, waiting
from matcher.store.schema import Circle


def advance(
    session: Session, circle_id: str, wanted: CircleStatus, now: datetime, *, actor: str
) -> Circle:
    """Bring a circle to another status; nothing happens if it is there already.

    As it is published, its members agree to be matched and nobody is with whom she is to be kept
    apart from; from then on all pairs of them have met, and none of them waits any more. As it is
    closed, whoever sits in it leaves it as `seats.leave` says.

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
    members = {seat.member_id for seat in circles.seats(session, circle_id)}
    circles.lock_members(session, members)
    circle = circles.get(session, circle_id, for_update=True)
    if circle.status == wanted:
        return circle
    before = circle.status
    circle_step(before, wanted)
    present = circles.seats(session, circle_id)
    if not {seat.member_id for seat in present} <= members:
        raise Conflict(
            "This was changed by somebody else meanwhile. Nothing was changed now. "
            "Read it again, then repeat your change."
        )
    if wanted is CircleStatus.PUBLISHED:
        _publish(session, circle_id, {seat.member_id for seat in present}, now)
    if wanted is CircleStatus.CLOSED:
        for seat in present:
            seats.free(session, circle, seat, now, actor=actor, reason="closed")
    circle.status = wanted.value
    session.flush()
    seats.revised(session, circle)
    facts = {"before": before, "after": wanted.value, "members": len(present)}
    audit.record(session, actor, "circle.advance", seats.subject(circle_id), now, **facts)
    return circle


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
    """Have a circle meet weekly from an hour of the week on; a reviewed one is a draft again.

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
    if (circle.meets_utc_hour, circle.meets_hours) != (utc_hour, hours):
        circle.meets_utc_hour, circle.meets_hours = utc_hour, hours
        seats.changed(session, circle)
        facts = {"utc_hour": utc_hour, "hours": hours}
        audit.record(session, actor, "circle.meeting", seats.subject(circle_id), now, **facts)
    return circle


def _publish(session: Session, circle_id: str, members: set[str], now: datetime) -> None:
    seats.may_sit(session, circle_id, members, asked=members)
    seats.note_met(session, members, now)
    waiting.take_off(session, members)
