"""Who sits in a circle, changed by hand: each change keeps what may never be broken."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from features.vocabulary import SeatRole, Tie
from matcher import audit
from matcher.circles import sitting
from matcher.circles.states import BY_HAND, CHANGED, MET, UNPUBLISHED, CircleStatus
from matcher.errors import Conflict, DataError, NotFound
from matcher.i18n import N_
from matcher.store import circles, people, plans, waiting
from matcher.store.schema import Circle, CircleMember, MemberTie, Plan

REASON: Final = "^[a-z_]{1,32}$"
"""What a code of why somebody leaves looks like: it goes on record, where no story belongs."""
Key: TypeAlias = tuple[str, str]
"""Of a seat: ids of the member and the circle."""
Stored: TypeAlias = dict[Key, CircleMember]
"""Seats, those that were left too, by their keys."""


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
    people.get(session, member_id)
    shift(session, [], {(member_id, circle_id): role}, now, actor=actor)


def leave(
    session: Session, circle_id: str, member_id: str, now: datetime, *, actor: str, reason: str
) -> None:
    """Free a member's seat. Where the members know each other, that she was there is kept.

    Out of a draft she waits from now on, as whom an admin took out: no search seats her again.

    Args:
        session: a transaction for changes.
        circle_id: where.
        member_id: who.
        now: when.
        actor: who asks for it, for the audit trail.
        reason: code of why, as `REASON` has it.

    Raises:
        NotFound: there is no such circle, or she does not sit there.
        Conflict: the circle is closed or locked.
        DataError: the reason is told in words instead of a code.

    """
    if re.fullmatch(REASON, reason) is None:
        raise DataError(
            N_(
                "Give the reason as a short code such as moved_house: small letters and _ only, "
                "32 at most. What she told you in confidence stays out of the record."
            )
        )
    shift(session, [(member_id, circle_id)], {}, now, actor=actor, reason=reason)
    circle = circles.get(session, circle_id)
    if circle.status in UNPUBLISHED and circle.plan_id is not None:
        _stay_out(session, circle.plan_id, member_id)


def _stay_out(session: Session, plan_id: str, member_id: str) -> None:
    """Keep with a plan that somebody was taken out by hand, if she sits in none of its circles."""
    plan = plans.get(session, plan_id, for_update=True)
    if plan.result is not None and not circles.sitting(session, plan_id, [member_id]):
        waits = {**plan.result.get("waiting", {}), member_id: BY_HAND}
        plan.result = {**plan.result, "waiting": waits}
        session.flush()


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
    _vacate(session, circle, seat, now)
    changed(session, circle)
    facts = {"circle": circle.circle_id, "reason": reason}
    audit.record(session, actor, "circle.leave", audit.member(seat.member_id), now, **facts)


def shift(
    session: Session,
    left: Sequence[Key],
    joined: Mapping[Key, str],
    now: datetime,
    *,
    actor: str,
    reason: str = "moved",
) -> None:
    """Have members leave circles, then have others join: a swap never seats the two together.

    It is as `leave` and `join` of each, with few statements however many there are.

    Args:
        session: a transaction for changes.
        left: who leaves which circle, by member and circle.
        joined: who joins which one, in what role.
        now: when.
        actor: who asks for it, for the audit trail.
        reason: code of why those leave.

    Raises:
        NotFound: there is no such circle, or somebody does not sit where she is to leave.
        Conflict: as `join`. The transaction is to be rolled back then.

    """
    keys = [*left, *joined]
    held = lock_for(session, {member_id for member_id, _ in keys}, {there for _, there in joined})
    found = circles.locked(session, {circle_id for _, circle_id in keys})
    for circle in found.values():
        demand_open(circle)
    stored = circles.times(session, found)
    there = _there(stored)
    if any(there.get(circle_id, set()) - held for _, circle_id in joined):
        raise Conflict(CHANGED)
    for key in left:
        _free(session, found[key[1]], stored, key, now)
    session.flush()
    new = {
        key: role
        for key, role in joined.items()
        if key not in stored or stored[key].left_at is not None or stored[key].role != role
    }
    _demand_room(session, found, stored, joined)
    for key, role in new.items():
        _seat(session, stored, key, role, now)
    session.flush()
    _meet(session, found, stored, new, now)
    changed(session, *(found[circle_id] for _, circle_id in (*left, *new)))
    told = [(audit.member(one), {"circle": there, "reason": reason}) for one, there in left]
    audit.record_all(session, actor, "circle.leave", now, told)
    told = [
        (audit.member(one), {"circle": there, "role": role}) for (one, there), role in new.items()
    ]
    audit.record_all(session, actor, "circle.join", now, told)


def lock_for(
    session: Session, member_ids: Collection[str], joined: Collection[str]
) -> frozenset[str]:
    """Lock members who move, and those who sit in the circles that somebody joins; all these.

    Her ties to those are written with the circles locked, too late to wait for one of them.
    """
    there = circles.roles(session, joined).values()
    held = frozenset({*member_ids, *(one for seated in there for one in seated)})
    circles.lock_members(session, held)
    return held


def _free(session: Session, circle: Circle, stored: Stored, key: Key, now: datetime) -> None:
    """Free the seat of one who leaves."""
    seat = stored.get(key)
    if seat is None or seat.left_at is not None:
        raise NotFound(
            "Member {member_id} does not sit in circle {circle_id}.",
            member_id=key[0],
            circle_id=key[1],
        )
    _vacate(session, circle, seat, now)
    if circle.status in UNPUBLISHED:
        del stored[key]


def _vacate(session: Session, circle: Circle, seat: CircleMember, now: datetime) -> None:
    """Nobody sits there any more; in a circle that its members know of, that she did is kept."""
    if circle.status in UNPUBLISHED:
        session.delete(seat)
    else:
        seat.left_at = now


def _demand_room(
    session: Session, found: Mapping[str, Circle], stored: Stored, joined: Mapping[Key, str]
) -> None:
    """Make sure that all who join may sit there."""
    asked: dict[str, set[str]] = {}
    plain: dict[str, set[str]] = {}
    for (member_id, circle_id), role in joined.items():
        asked.setdefault(circle_id, set()).add(member_id)
        plain.setdefault(circle_id, set()).update({member_id} if role == SeatRole.MEMBER else ())
    there = _there(stored)
    sitting.sit_once(session, [found[one] for one in plain], plain)
    together = {one: who | there.get(one, set()) for one, who in asked.items()}
    sitting.may_sit(session, together, asked)


def _seat(session: Session, stored: Stored, key: Key, role: str, now: datetime) -> None:
    """Give one who joins her seat; the one that she once left, where she comes back."""
    seat = stored.get(key)
    if seat is None:
        seat = stored[key] = CircleMember(member_id=key[0], circle_id=key[1], joined_at=now)
        session.add(seat)
    if seat.left_at is not None:
        seat.joined_at, seat.left_at = now, None
    seat.role = role


def _meet(
    session: Session,
    found: Mapping[str, Circle],
    stored: Stored,
    new: Mapping[Key, str],
    now: datetime,
) -> None:
    """Note whom those meet who joined circles whose members know each other."""
    known = {(one, there) for one, there in new if found[there].status in MET}
    there = _there(stored)
    sitting.note_met(session, [there[one] for one in sorted({one for _, one in known})], now)
    waiting.take_off(session, {one for one, _ in known})


def _there(stored: Stored) -> dict[str, set[str]]:
    """Who sits in each circle."""
    found: dict[str, set[str]] = {}
    for (member_id, circle_id), seat in stored.items():
        if seat.left_at is None:
            found.setdefault(circle_id, set()).add(member_id)
    return found


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


def taken(
    session: Session, member_ids: list[str], status: Collection[CircleStatus]
) -> list[CircleMember]:
    """The seats that members have in circles at one of those statuses, by circle."""
    query = (
        select(CircleMember)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(CircleMember.member_id.in_(member_ids), CircleMember.left_at.is_(None))
        .where(Circle.status.in_([one.value for one in status]))
    )
    return list(session.scalars(query.order_by(CircleMember.circle_id, CircleMember.member_id)))


def open_circle(session: Session, circle_id: str) -> Circle:
    """A circle that may be changed, locked for it.

    Raises:
        NotFound: there is no such circle.
        Conflict: it is closed, or an admin locked it.

    """
    circle = circles.get(session, circle_id, for_update=True)
    demand_open(circle)
    return circle


def demand_open(circle: Circle) -> None:
    """Make sure that a circle may be changed.

    Raises:
        Conflict: it is closed, or an admin locked it.

    """
    if circle.status == CircleStatus.CLOSED:
        raise Conflict(
            "The circle {circle_id} is closed: it stays as it was.", circle_id=circle.circle_id
        )
    if circle.locked:
        raise Conflict(
            "The circle {circle_id} is locked. Unlock it first.", circle_id=circle.circle_id
        )


def changed(session: Session, *those: Circle) -> None:
    """What was reviewed is so no longer, and its plan is at another revision: one a change."""
    for circle in those:
        if circle.status == CircleStatus.REVIEWED:
            circle.status = CircleStatus.DRAFT.value
    session.flush()
    revised(session, *those)


def revised(session: Session, *those: Circle) -> None:
    """Count a change of each circle in the revision of its plan."""
    counts = Counter(one.plan_id for one in those if one.plan_id is not None)
    for plan_id, times in sorted(counts.items()):
        counted = update(Plan).where(Plan.plan_id == plan_id)
        session.execute(counted.values(revision=Plan.revision + times))
