"""Circles and who sits in them: read them, and ask what binds members.

Whoever changes anything about circles locks rows in one order, so that no two transactions wait for
each other on a database server (on SQLite writers queue up anyway):

1. members (`lock_members`): all who move, and all who sit where somebody joins, for she meets them;
   whoever is erased, or whose consent changes, is locked for that alone (`people.get`), and an
   import has them all to itself (`people.lock_all`);
2. circles (`locked`, `lock_of_plan`): what changes many circles of a plan locks them all;
3. plans, 4. jobs.

Of each, all at once and by id. Rows of the waiting list and ties go with the members and circles.
What is locked is read afresh: what was read before may be of another time, and must not be written
back over an erasure.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from sqlalchemy import Subquery, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from features.vocabulary import Purpose, Tie
from matcher.errors import NotFound
from matcher.store.schema import Circle, CircleMember, Consent, Member, MemberTie

BATCH = 1_000
"""Ids in one statement."""


def get(session: Session, circle_id: str, *, for_update: bool = False) -> Circle:
    """The circle with that id, locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    found = session.get(
        Circle, circle_id, with_for_update=for_update or None, populate_existing=for_update
    )
    if found is None:
        raise NotFound("There is no circle {circle_id}.", circle_id=circle_id)
    return found


def page(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 50,
    kind: str | None = None,
    status: str | None = None,
    plan_id: str | None = None,
) -> list[Circle]:
    """Up to `limit` circles by id, from the one that follows `after` on, of those that are such."""
    query = select(Circle).order_by(Circle.circle_id).limit(limit)
    if after is not None:
        query = query.where(Circle.circle_id > after)
    for column, wanted in (
        (Circle.kind, kind),
        (Circle.status, status),
        (Circle.plan_id, plan_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return list(session.scalars(query))


def of_plan(
    session: Session, plan_id: str, *, after: str | None = None, limit: int | None = None
) -> list[Circle]:
    """The circles of a plan by id; up to `limit`, from the one that follows `after` on."""
    query = select(Circle).where(Circle.plan_id == plan_id).order_by(Circle.circle_id).limit(limit)
    if after is not None:
        query = query.where(Circle.circle_id > after)
    return list(session.scalars(query))


def seated(session: Session, plan_id: str) -> set[str]:
    """Who sits in the circles of a plan now."""
    query = select(CircleMember.member_id).join(Circle, Circle.circle_id == CircleMember.circle_id)
    return set(
        session.scalars(query.where(Circle.plan_id == plan_id, CircleMember.left_at.is_(None)))
    )


def seats(session: Session, circle_id: str) -> list[CircleMember]:
    """Who sits in a circle now, by id."""
    query = select(CircleMember).where(
        CircleMember.circle_id == circle_id, CircleMember.left_at.is_(None)
    )
    return list(session.scalars(query.order_by(CircleMember.member_id)))


def roles(session: Session, circle_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Who sits in circles now, and in what role: by circle, then by member, as the store has it."""
    found: dict[str, dict[str, str]] = {one: {} for one in circle_ids}
    columns = (CircleMember.circle_id, CircleMember.member_id, CircleMember.role)
    for ids in batches(found):
        query = select(*columns).where(CircleMember.circle_id.in_(ids))
        for circle_id, member_id, role in session.execute(
            query.where(CircleMember.left_at.is_(None))
        ):
            found[circle_id][member_id] = role
    return found


def times(session: Session, circle_ids: Iterable[str]) -> dict[tuple[str, str], CircleMember]:
    """All members' times in circles, those who left too, by member and circle."""
    found: dict[tuple[str, str], CircleMember] = {}
    for ids in batches(circle_ids):
        query = select(CircleMember).where(CircleMember.circle_id.in_(ids))
        fresh = query.execution_options(populate_existing=True)
        found.update(((one.member_id, one.circle_id), one) for one in session.scalars(fresh))
    return found


def locked(session: Session, circle_ids: Iterable[str]) -> dict[str, Circle]:
    """Circles by id, as they are now, locked until the transaction ends.

    Raises:
        NotFound: one is not there.

    """
    wanted, found = set(circle_ids), dict[str, Circle]()
    for ids in batches(wanted):
        query = select(Circle).where(Circle.circle_id.in_(ids)).order_by(Circle.circle_id)
        fresh = query.with_for_update().execution_options(populate_existing=True)
        found.update((one.circle_id, one) for one in session.scalars(fresh))
    for circle_id in sorted(wanted - found.keys()):
        raise NotFound("There is no circle {circle_id}.", circle_id=circle_id)
    return found


def history(session: Session, member_id: str) -> list[CircleMember]:
    """A member's time in circles, those she left too, oldest first."""
    query = select(CircleMember).where(CircleMember.member_id == member_id)
    return list(session.scalars(query.order_by(CircleMember.joined_at, CircleMember.circle_id)))


def lock_members(session: Session, member_ids: Iterable[str]) -> None:
    """Have none of them erased, and no consent of theirs changed, until the transaction ends."""
    for ids in batches(member_ids):
        query = select(Member.member_id).where(Member.member_id.in_(ids))
        session.execute(query.order_by(Member.member_id).with_for_update(read=True))


def lock_of_plan(session: Session, plan_id: str) -> None:
    """Have nobody else change the circles of a plan until the transaction ends."""
    query = select(Circle.circle_id).where(Circle.plan_id == plan_id)
    session.execute(query.order_by(Circle.circle_id).with_for_update())


def sitting(session: Session, plan_id: str, member_ids: Iterable[str]) -> set[str]:
    """Those of the members who sit in a circle of a plan."""
    found: set[str] = set()
    for ids in batches(member_ids):
        query = (
            select(CircleMember.member_id, Circle.plan_id)
            .join(Circle, Circle.circle_id == CircleMember.circle_id)
            .where(CircleMember.left_at.is_(None), CircleMember.member_id.in_(ids))
        )  # all plans: asked for one alone, SQLite looks for each member in each of its circles
        found.update(one for one, plan in session.execute(query) if plan == plan_id)
    return found


def agreeing(session: Session, member_ids: Iterable[str]) -> set[str]:
    """Those of the members who agree to be matched at present."""
    found: set[str] = set()
    for ids in batches(member_ids):
        agreed = (Consent.purpose == Purpose.MATCH.value, Consent.withdrawn_at.is_(None))
        query = select(Consent.member_id).where(Consent.member_id.in_(ids), *agreed)
        found.update(session.scalars(query))
    return found


def tied(session: Session, member_ids: Collection[str], kind: Tie) -> set[tuple[str, str]]:
    """The pairs among members that are tied so, each in order."""
    among, found = set(member_ids), set[tuple[str, str]]()
    for ids in batches(among):
        query = select(MemberTie.member_a, MemberTie.member_b).where(MemberTie.kind == kind)
        if len(among) == len(ids):
            query = query.where(MemberTie.member_b.in_(ids))
        rows = session.execute(query.where(MemberTie.member_a.in_(ids)))
        found.update((a, b) for a, b in rows if b in among)
    return found


def shared() -> Subquery:
    """The pairs who were in one circle at one time.

    Columns: `circle_id`, its `status`, the members `one` and `other`, and `since` when.
    """
    one, other = aliased(CircleMember), aliased(CircleMember)
    same = and_(one.circle_id == other.circle_id, one.member_id < other.member_id)
    return (
        select(
            *(one.circle_id, Circle.status),
            *(one.member_id.label("one"), other.member_id.label("other")),
            case((one.joined_at > other.joined_at, one.joined_at), else_=other.joined_at).label(
                "since"
            ),
        )
        .join(other, same)
        .join(Circle, Circle.circle_id == one.circle_id)
        .where(or_(one.left_at.is_(None), one.left_at > other.joined_at))
        .where(or_(other.left_at.is_(None), other.left_at > one.joined_at))
        .subquery()
    )


def pairs(member_ids: Iterable[str]) -> list[tuple[str, str]]:
    """All pairs of members, each in order."""
    return list(combinations(sorted(member_ids), 2))


def batches(member_ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once and in order, as many at a time as fit into a statement."""
    ids = sorted(set(member_ids))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
