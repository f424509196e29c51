"""Who is in which class: one row a pair."""

from collections.abc import Mapping

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from features.vocabulary import Status
from matcher.errors import NotFound
from matcher.store import catalogue, people, rows
from matcher.store.rows import Change
from matcher.store.schema import Enrolment


def get(session: Session, member_id: str, class_id: str) -> Enrolment:
    """The enrolment of that member in that class.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Enrolment, (member_id, class_id))
    if found is None:
        raise NotFound(
            "Member {member_id} is not enrolled in class {class_id}.",
            member_id=member_id,
            class_id=class_id,
        )
    return found


def of_member(session: Session, member_id: str) -> list[Enrolment]:
    """All enrolments of a member, oldest first; none if nobody has that id."""
    query = select(Enrolment).where(Enrolment.member_id == member_id)
    return list(session.scalars(query.order_by(Enrolment.enrolled_at, Enrolment.class_id)))


def page(
    session: Session, *, after: tuple[str, str] | None = None, limit: int = 50
) -> list[Enrolment]:
    """Up to `limit` enrolments by member and class, from the one that follows `after` on."""
    key = (Enrolment.member_id, Enrolment.class_id)
    query = select(Enrolment).order_by(*key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) > after)
    return list(session.scalars(query))


def upsert(session: Session, member_id: str, class_id: str, values: Mapping[str, object]) -> Change:
    """Enrol a member, or change what differs from `values` (by column name).

    Raises:
        NotFound: there is no such member or class.

    """
    people.get(session, member_id)
    catalogue.get(session, class_id)
    return rows.upsert(session, Enrolment, {"member_id": member_id, "class_id": class_id}, values)


def seats_taken(session: Session) -> dict[str, int]:
    """For each class with anybody in it now, how many seats are taken.

    Who finished or dropped out freed hers: a class that is held again has its seats again.
    """
    query = (
        select(Enrolment.class_id, func.count())
        .where(Enrolment.status == Status.ENROLLED)
        .group_by(Enrolment.class_id)
    )
    return dict(session.execute(query).all())
