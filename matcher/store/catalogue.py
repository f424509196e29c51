"""Classes and programmes: read and write them, and notice when they changed."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.store.rows import Change, update_stamped, upsert_stamped
from matcher.store.schema import Class, Programme


def get(session: Session, class_id: str, *, for_update: bool = False) -> Class:
    """The class with that id, locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Class, class_id, with_for_update=for_update or None)
    if found is None:
        raise NotFound("There is no class {class_id}.", class_id=class_id)
    return found


def page(session: Session, *, after: str | None = None, limit: int = 50) -> list[Class]:
    """Up to `limit` classes by id, from the one that follows `after` on."""
    query = select(Class).order_by(Class.class_id).limit(limit)
    if after is not None:
        query = query.where(Class.class_id > after)
    return list(session.scalars(query))


def upsert(
    session: Session, class_id: str, values: Mapping[str, object], *, now: datetime
) -> Change:
    """Store a new class, or change what differs from `values`; a new programme is entered too."""
    _enter_programme(session, values)
    return upsert_stamped(session, Class, {"class_id": class_id}, values, now)


def update(
    session: Session,
    class_id: str,
    values: Mapping[str, object],
    *,
    now: datetime,
    expected: datetime | None = None,
) -> Change:
    """Change some columns of a class; `expected` is the `updated_at` the change rests on.

    Raises:
        NotFound: there is no such class.
        Conflict: it was changed after `expected`.

    """
    found = get(session, class_id, for_update=True)
    _enter_programme(session, values)
    return update_stamped(session, found, values, now, expected)


def programmes(session: Session) -> list[Programme]:
    """All programmes by name."""
    return list(session.scalars(select(Programme).order_by(Programme.name)))


def revision(session: Session) -> str:
    """A short text that differs whenever a class came, went or changed.

    One narrow query: cheap enough to ask before each answer whether a cached catalogue holds.
    """
    query = select(Class.class_id, Class.updated_at).order_by(Class.class_id)
    state = "\n".join(f"{class_id} {at.timestamp()}" for class_id, at in session.execute(query))
    return blake2b(state.encode(), digest_size=8).hexdigest()


def _enter_programme(session: Session, values: Mapping[str, object]) -> None:
    name = values.get("programme")
    if isinstance(name, str) and session.get(Programme, name) is None:
        session.add(Programme(name=name))
        session.flush()
