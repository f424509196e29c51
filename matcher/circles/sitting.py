"""Who may sit in circles, and who has met there: asked of many circles with few statements."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, false, insert, or_, select, true
from sqlalchemy.orm import Session

from features.vocabulary import Role, SeatRole, Tie
from matcher.circles.states import MET, CircleStatus
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles
from matcher.store.schema import Circle, CircleMember, Member, MemberTie, Plan


def may_sit(
    session: Session, members: Mapping[str, set[str]], asked: Mapping[str, set[str]]
) -> None:
    """Make sure that members may share circles, and that those `asked` about agree to be matched.

    Args:
        session: a transaction in which the members are locked.
        members: ids of all who are to sit in a circle, by its id.
        asked: those of them who are looked at, by the same ids.

    Raises:
        Conflict: they may not.

    """
    who = set[str]().union(*asked.values())
    for member_id in sorted(who - circles.agreeing(session, who)):
        raise Conflict(
            "Member {member_id} has not agreed to be matched. Ask her first.", member_id=member_id
        )
    apart = circles.tied(session, set[str]().union(*members.values()), Tie.APART)
    for circle_id, here in sorted(members.items()):
        if any({a, b} <= here and {a, b} & asked[circle_id] for a, b in apart):
            raise Conflict(
                "Two members of circle {circle_id} are to be kept apart. "
                "Seat one of them elsewhere.",
                circle_id=circle_id,
            )


def sit_once(session: Session, found: Iterable[Circle], asked: Mapping[str, set[str]]) -> None:
    """Make sure that whoever sits as a member has no other seat that stands in the way.

    That is one in another circle of the plan or, unless the wishes allow it, in one of the kind
    that goes on. Whoever is more than a member of the community may sit in several.

    Args:
        session: a transaction in which the members are locked.
        found: circles.
        asked: who sits in each of them as a member, or is to, by its id.

    Raises:
        Conflict: somebody would sit twice.

    """
    groups: dict[tuple[str | None, str], dict[str, set[str]]] = {}
    for circle in found:
        where = groups.setdefault((circle.plan_id, circle.kind), {})
        for member_id in asked[circle.circle_id]:
            where.setdefault(member_id, set()).add(circle.circle_id)
    for (plan_id, kind), where in groups.items():
        seated = _seated(session, plan_id, kind, where)
        for member_id in sorted(_plain(session, where)):
            here = where[member_id]
            for circle_id in sorted((here | seated.get(member_id, set())) - {min(here)}):
                raise Conflict(
                    N_("Member {member_id} sits in circle {circle_id} already. Move her instead."),
                    member_id=member_id,
                    circle_id=circle_id,
                )


def note_met(session: Session, groups: Iterable[Collection[str]], now: datetime) -> int:
    """Note that all pairs of members of each group have met; returns how many had not before."""
    pairs = {pair for group in groups for pair in circles.pairs(group)}
    known = circles.tied(session, {one for pair in pairs for one in pair}, Tie.MET)
    new = [
        {"member_a": a, "member_b": b, "kind": Tie.MET.value, "since": now}
        for a, b in sorted(pairs - known)
    ]
    session.flush()
    if new:
        session.execute(insert(MemberTie), new)
    return len(new)


def _plain(session: Session, member_ids: Collection[str]) -> set[str]:
    """Those who are members of the community and nothing more."""
    found: set[str] = set()
    for ids in circles.batches(member_ids):
        query = select(Member.member_id).where(Member.member_id.in_(ids))
        found.update(session.scalars(query.where(Member.role == Role.MEMBER)))
    return found


def _seated(
    session: Session, plan_id: str | None, kind: str, member_ids: Collection[str]
) -> dict[str, set[str]]:
    """The circles in which members sit as such and that stand in the way of another seat."""
    plan = None if plan_id is None else session.get(Plan, plan_id)
    again = plan is not None and bool(plan.wishes.get("who", {}).get("again", False))
    goes_on = and_(Circle.kind == kind, Circle.status.in_(MET), false() if again else true())
    of_plan = and_(Circle.plan_id == plan_id, Circle.status != CircleStatus.CLOSED)
    query = (
        select(CircleMember.member_id, CircleMember.circle_id)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(CircleMember.left_at.is_(None), CircleMember.role == SeatRole.MEMBER)
        .where(or_(goes_on, of_plan))
    )
    found: dict[str, set[str]] = {}
    for ids in circles.batches(member_ids):
        for member_id, circle_id in session.execute(query.where(CircleMember.member_id.in_(ids))):
            found.setdefault(member_id, set()).add(circle_id)
    return found
