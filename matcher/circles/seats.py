"""Who sits in a circle, changed by hand: each change keeps what may never be broken."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, false, or_, select, true, update
from sqlalchemy.orm import Session

from features.vocabulary import Role, Tie
from matcher import audit
from matcher.circles.states import MET, UNPUBLISHED, CircleStatus
from matcher.errors import Conflict, NotFound
from matcher.i18n import N_
from matcher.store import circles, people, waiting
from matcher.store.schema import Circle, CircleMember, MemberTie, Plan


def subject(circle_id: str) -> str:
    """How a circle is named as the subject of an entry of the audit trail."""
    return f"circle:{circle_id}"


def join(
    session: Session,
    circle_id: str,
    member_id: str,
    now: datetime,
    *,
    actor: str,
    role: str = "member",
) -> None:
    """Seat a member, or change the role of one who sits there: nothing happens if it is hers.

    In a circle whose members know each other she has met them from now on. A reviewed circle
    becomes a draft again.

    Args:
        session: a transaction for changes.
        circle_id: where.
        member_id: who.
        now: when.
        actor: who asks for it, for the audit trail.
        role: "member" or "facilitator".

    Raises:
        NotFound: there is no such circle or member.
        Conflict: the circle is closed or locked, she does not agree to be matched, she is to be
            kept apart from somebody there, or sits in another circle of the plan or, unless the
            wishes allow it, of the kind; whoever leads in the community may sit in several.

    """
    member = people.get(session, member_id)
    circles.lock_members(session, [member_id])
    circle = open_circle(session, circle_id)
    if member.role == Role.MEMBER:
        _sits_once(session, circle, member_id)
    others = {one.member_id for one in circles.seats(session, circle_id)} - {member_id}
    may_sit(session, circle_id, others | {member_id}, asked={member_id})
    seat = session.get(CircleMember, (circle_id, member_id))
    if seat is not None and seat.left_at is None and seat.role == role:
        return
    if seat is None:
        seat = CircleMember(circle_id=circle_id, member_id=member_id)
        session.add(seat)
    if seat.left_at is not None or seat.joined_at is None:
        seat.joined_at, seat.left_at = now, None
    seat.role = role
    session.flush()
    if circle.status in MET:
        note_met(session, others | {member_id}, now)
        waiting.take_off(session, [member_id])
    changed(session, circle)
    audit.record(
        session, actor, "circle.join", audit.member(member_id), now, circle=circle_id, role=role
    )


def leave(
    session: Session, circle_id: str, member_id: str, now: datetime, *, actor: str, reason: str
) -> None:
    """Free a member's seat. Where the members know each other, that she was there is kept.

    Args:
        session: a transaction for changes.
        circle_id: where.
        member_id: who.
        now: when.
        actor: who asks for it, for the audit trail.
        reason: code of why.

    Raises:
        NotFound: there is no such circle, or she does not sit there.
        Conflict: the circle is closed or locked.

    """
    circles.lock_members(session, [member_id])
    circle = open_circle(session, circle_id)
    seat = session.get(CircleMember, (circle_id, member_id))
    if seat is None or seat.left_at is not None:
        raise NotFound(
            "Member {member_id} does not sit in circle {circle_id}.",
            member_id=member_id,
            circle_id=circle_id,
        )
    free(session, circle, seat, now, actor=actor, reason=reason)


def free(
    session: Session,
    circle: Circle,
    seat: CircleMember,
    now: datetime,
    *,
    actor: str,
    reason: str,
) -> None:
    """As `leave`, of a locked circle too; `circle` was read for update."""
    if circle.status in UNPUBLISHED:
        session.delete(seat)
    else:
        seat.left_at = now
    changed(session, circle)
    facts = {"circle": circle.circle_id, "reason": reason}
    audit.record(session, actor, "circle.leave", audit.member(seat.member_id), now, **facts)


def move(
    session: Session, member_id: str, circle_id: str, to: str, now: datetime, *, actor: str
) -> None:
    """Have a member leave one circle and join another, in the role she has.

    Raises:
        NotFound: as `leave` and `join`; so `Conflict`. Nothing is kept then: the transaction is
            to be rolled back.

    """
    seat = session.get(CircleMember, (circle_id, member_id))
    role = "member" if seat is None else seat.role
    circles.lock_members(session, [member_id])
    for each in sorted({circle_id, to}):  # in one order, whoever else moves between the two
        open_circle(session, each)
    leave(session, circle_id, member_id, now, actor=actor, reason="moved")
    join(session, to, member_id, now, actor=actor, role=role)


def may_sit(session: Session, circle_id: str, members: set[str], *, asked: set[str]) -> None:
    """Make sure that members may share a circle, and that those `asked` about agree to be matched.

    Raises:
        Conflict: they may not.

    """
    for member_id in sorted(asked - circles.agreeing(session, asked)):
        raise Conflict(
            "Member {member_id} has not agreed to be matched. Ask her first.", member_id=member_id
        )
    apart = circles.tied(session, members, Tie.APART)
    if any(asked & {a, b} for a, b in apart):
        raise Conflict(
            "Two members of circle {circle_id} are to be kept apart. Seat one of them elsewhere.",
            circle_id=circle_id,
        )


def _sits_once(session: Session, circle: Circle, member_id: str) -> None:
    """Make sure that she is a member of no other circle that stands in the way of this one.

    Raises:
        Conflict: she is.

    """
    plan = None if circle.plan_id is None else session.get(Plan, circle.plan_id)
    again = plan is not None and bool(plan.wishes.get("who", {}).get("again", False))
    goes_on = and_(Circle.kind == circle.kind, Circle.status.in_(MET), false() if again else true())
    of_plan = and_(Circle.plan_id == circle.plan_id, Circle.status != CircleStatus.CLOSED)
    query = (
        select(Circle.circle_id)
        .join(CircleMember, CircleMember.circle_id == Circle.circle_id)
        .where(CircleMember.member_id == member_id, CircleMember.left_at.is_(None))
        .where(CircleMember.role == Role.MEMBER, Circle.circle_id != circle.circle_id)
        .where(or_(goes_on, of_plan))
    )
    other = session.scalars(query.order_by(Circle.circle_id).limit(1)).first()
    if other is not None:
        raise Conflict(
            N_("Member {member_id} sits in circle {circle_id} already. Move her instead."),
            member_id=member_id,
            circle_id=other,
        )


def note_met(session: Session, members: set[str], now: datetime) -> int:
    """Note that all pairs of members have met; returns how many had not before."""
    known = circles.tied(session, members, Tie.MET)
    new = [pair for pair in circles.pairs(members) if pair not in known]
    session.add_all(
        MemberTie(member_a=a, member_b=b, kind=Tie.MET.value, since=now) for a, b in new
    )
    session.flush()
    return len(new)


def note_shared(session: Session, circle_ids: Collection[str]) -> None:
    """Note that all pairs who were in one of the circles at one time have met, since when."""
    pairs = circles.shared()
    tied = or_(
        and_(MemberTie.member_a == pairs.c.one, MemberTie.member_b == pairs.c.other),
        and_(MemberTie.member_a == pairs.c.other, MemberTie.member_b == pairs.c.one),
    )
    query = (
        select(pairs.c.one, pairs.c.other, pairs.c.since)
        .outerjoin(MemberTie, and_(tied, MemberTie.kind == Tie.MET.value))
        .where(pairs.c.circle_id.in_(circle_ids), MemberTie.kind.is_(None))
    )
    since: dict[tuple[str, str], datetime] = {}
    for one, other, at in session.execute(query):
        pair = (min(one, other), max(one, other))  # databases may order texts otherwise
        since[pair] = min(at, since.get(pair, at))
    session.add_all(
        MemberTie(member_a=a, member_b=b, kind=Tie.MET.value, since=at)
        for (a, b), at in since.items()
    )
    session.flush()


def in_unpublished(session: Session, member_ids: list[str]) -> list[CircleMember]:
    """The seats of members in circles that they do not know of yet, by circle."""
    status = [one.value for one in UNPUBLISHED]
    query = (
        select(CircleMember)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(CircleMember.member_id.in_(member_ids), Circle.status.in_(status))
    )
    return list(session.scalars(query.order_by(CircleMember.circle_id, CircleMember.member_id)))


def open_circle(session: Session, circle_id: str) -> Circle:
    """A circle that may be changed, locked for it.

    Raises:
        NotFound: there is no such circle.
        Conflict: it is closed, or an admin locked it.

    """
    circle = circles.get(session, circle_id, for_update=True)
    if circle.status == CircleStatus.CLOSED:
        raise Conflict("The circle {circle_id} is closed: it stays as it was.", circle_id=circle_id)
    if circle.locked:
        raise Conflict("The circle {circle_id} is locked. Unlock it first.", circle_id=circle_id)
    return circle


def changed(session: Session, circle: Circle) -> None:
    """What was reviewed is so no longer, and its plan is at another revision."""
    if circle.status == CircleStatus.REVIEWED:
        circle.status = CircleStatus.DRAFT.value
    session.flush()
    revised(session, circle)


def revised(session: Session, circle: Circle) -> None:
    """Count a change of a circle in the revision of its plan."""
    if circle.plan_id is not None:
        counted = update(Plan).where(Plan.plan_id == circle.plan_id)
        session.execute(counted.values(revision=Plan.revision + 1))
