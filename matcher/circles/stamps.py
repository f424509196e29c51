"""Whether anything changed that circles rest on, asked of the store without reading it all.

What changed is told by the audit trail, in which every change of a member, a consent, an enrolment
and a class, every erasure and every import has its entry; ties, which imports and the meeting of
circles bring, are counted as well.
"""

from collections.abc import Hashable
from typing import Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from features.vocabulary import SeatRole, Tie
from matcher.circles.states import MET
from matcher.store.schema import AuditEntry, Circle, CircleMember, MemberTie

RECENT: Final = 64
"""Entries that a stamp holds: one that was begun before the last may come in after it."""
OTHERS: Final = ("circle.", "plan.", "job.", "key.")
"""How actions begin that change nothing that members bring."""

LEAVING: Final = ("consent.withdraw", "member.erase")
"""Actions after which nothing of somebody may be kept any more."""


def of_members(session: Session) -> Hashable:
    """Changes with what members bring, what they agree to, and who is tied to whom."""
    no_other = and_(*(AuditEntry.action.not_like(f"{name}%") for name in OTHERS))
    last = select(AuditEntry.entry_id).where(no_other).order_by(AuditEntry.entry_id.desc())
    bound = select(func.count()).where(MemberTie.kind.in_((Tie.APART, Tie.TOGETHER)))
    return tuple(session.scalars(last.limit(RECENT))), session.scalar(bound)


def of_leaving(session: Session, since: int | None) -> tuple[int, frozenset[int]]:
    """Where the audit trail is, and its entries of who withdrew or was erased of late.

    Args:
        session: best from `Store.read`.
        since: where it was at the last look, or a little before, counts as of late; None: now.

    """
    last = session.scalar(select(func.max(AuditEntry.entry_id))) or 0
    begins = min(last, last if since is None else since) - RECENT
    query = select(AuditEntry.entry_id).where(AuditEntry.entry_id > begins)
    return last, frozenset(session.scalars(query.where(AuditEntry.action.in_(LEAVING))))


def of_places(session: Session, but: str) -> Hashable:
    """Changes with who sits in circles that go on, who leads them, and when those meet.

    Args:
        session: best from `Store.read`.
        but: plan whose circles do not count.

    """
    query = (
        select(
            *(Circle.circle_id, Circle.meets_utc_hour, Circle.meets_hours),
            *(func.count(), func.max(CircleMember.joined_at)),
        )
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(Circle.status.in_(MET), CircleMember.left_at.is_(None))
        .group_by(Circle.circle_id, Circle.meets_utc_hour, Circle.meets_hours)
        .order_by(Circle.circle_id)
    )
    leads = (
        select(Circle.circle_id, CircleMember.member_id)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(Circle.status.in_(MET), CircleMember.left_at.is_(None))
        .where(CircleMember.role == SeatRole.FACILITATOR)
        .order_by(Circle.circle_id, CircleMember.member_id)
    )
    other = Circle.plan_id.is_distinct_from(but)
    query, leads = query.where(other), leads.where(other)
    return tuple(tuple(one) for each in (query, leads) for one in session.execute(each))


def who_left(session: Session, plan_id: str) -> set[str]:
    """The ids of those who once left a circle of a plan that goes on: they are not asked back."""
    query = (
        select(CircleMember.member_id)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(Circle.plan_id == plan_id, Circle.status.in_(MET))
        .where(CircleMember.left_at.is_not(None))
    )
    return set(session.scalars(query))
