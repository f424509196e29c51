"""What the query modules share: writing one row so that writing it twice changes nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from matcher.errors import Conflict
from matcher.store.schema import Base, Class, Member

Stamped = TypeVar("Stamped", Member, Class)
"""Rows that carry the time of their last change."""


class Change(StrEnum):
    """What writing a row came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def upsert(
    session: Session, table: type[Base], key: Mapping[str, str], values: Mapping[str, object]
) -> Change:
    """Insert the row with this primary `key`, or change what differs from `values`."""
    row = session.get(table, tuple(key.values()), with_for_update=True)
    if row is None:
        session.add(table(**key, **values))
        session.flush()
        return Change.NEW
    return _assign(session, row, values)


def upsert_stamped(
    session: Session,
    table: type[Stamped],
    key: Mapping[str, str],
    values: Mapping[str, object],
    now: datetime,
) -> Change:
    """As `upsert`, for rows that carry the time of their last change."""
    row = session.get(table, tuple(key.values()), with_for_update=True)
    if row is None:
        session.add(table(**key, **values, updated_at=now))
        session.flush()
        return Change.NEW
    return update_stamped(session, row, values, now, None)


def update_stamped(
    session: Session,
    row: Member | Class,
    values: Mapping[str, object],
    now: datetime,
    expected: datetime | None,
) -> Change:
    """Change what differs and move `updated_at` on.

    Args:
        session: a transaction for changes, in which `row` was read for update.
        row: what to change.
        values: by column name.
        now: the time of the change; two changes never get the same one.
        expected: the `updated_at` the change was decided on; None: whatever it is.

    Raises:
        Conflict: somebody changed the row after `expected`.

    """
    if expected is not None and row.updated_at != expected:
        raise Conflict(
            "This was changed by somebody else meanwhile. Nothing was changed now. "
            "Read it again, then repeat your change."
        )
    change = _assign(session, row, values)
    if change is Change.CHANGED:
        row.updated_at = max(now, row.updated_at + timedelta(microseconds=1))
        session.flush()
    return change


def _assign(session: Session, row: Base, values: Mapping[str, object]) -> Change:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    session.flush()
    return Change.CHANGED if changed else Change.UNCHANGED
