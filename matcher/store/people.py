"""Members: read and write them one by one, or page by page."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.store.rows import Change, update_stamped, upsert_stamped
from matcher.store.schema import Member


def get(session: Session, member_id: str, *, for_update: bool = False) -> Member:
    """The member with that id, locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    member = session.get(Member, member_id, with_for_update=for_update or None)
    if member is None:
        raise NotFound("There is no member {member_id}.", member_id=member_id)
    return member


def present(session: Session, member_ids: Collection[str]) -> set[str]:
    """Those of a few ids that members have."""
    return set(session.scalars(select(Member.member_id).where(Member.member_id.in_(member_ids))))


def lock_all(session: Session) -> None:
    """Have nobody else change or lock a member until the transaction ends; readers go on.

    On SQLite the transaction alone does that.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE members IN EXCLUSIVE MODE"))


def page(session: Session, *, after: str | None = None, limit: int = 50) -> list[Member]:
    """Up to `limit` members by id, from the one that follows `after` on."""
    query = select(Member).order_by(Member.member_id).limit(limit)
    if after is not None:
        query = query.where(Member.member_id > after)
    return list(session.scalars(query))


def upsert(
    session: Session, member_id: str, values: Mapping[str, object], *, now: datetime
) -> Change:
    """Store a new member, or change what differs from `values` (by column name)."""
    return upsert_stamped(session, Member, {"member_id": member_id}, values, now)


def update(
    session: Session,
    member_id: str,
    values: Mapping[str, object],
    *,
    now: datetime,
    expected: datetime | None = None,
) -> Change:
    """Change some columns of a member; `expected` is the `updated_at` the change rests on.

    Raises:
        NotFound: there is no such member.
        Conflict: she was changed after `expected`.

    """
    return update_stamped(session, get(session, member_id, for_update=True), values, now, expected)
