"""Rows into tables: insert what is new, update what changed, leave the rest alone.

Existing rows are read and compared here instead of relying on one database's upsert, so any
SQLAlchemy URL works and the report can tell new, changed and unchanged apart.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from matcher.store.schema import Programme
from matcher.transfer.files import File

Key: TypeAlias = tuple[Any, ...]
"""The key columns' values of a row."""

KEYS = 500
"""Keys asked for in one statement: below every database's limit of parameters."""


def write(
    session: Session,
    file: File,
    rows: Mapping[Key, dict[str, Any]],
    may_exist: Collection[Key],
    now: datetime,
) -> tuple[int, int]:
    """Write rows by key; returns how many were new and how many changed.

    Args:
        session: the transaction.
        file: where they belong.
        rows: the values to be, by key.
        may_exist: keys that are not known to be new; only these are looked up.
        now: the time to stamp written rows with.

    """
    before = _existing(session, file, {key[0] for key in may_exist})
    stamp = {"updated_at": now} if file.stamped else {}
    new = [values | stamp for key, values in rows.items() if key not in before]
    changed = [
        values | stamp
        for key, values in rows.items()
        if key in before and before[key] != tuple(values[name] for name in file.kept)
    ]
    if new:
        session.execute(insert(file.table), new)
    if changed:
        _update(session, file, changed)
    return len(new), len(changed)


def add_programmes(session: Session, names: Collection[str | None]) -> None:
    """Make sure that the programmes classes name are there."""
    known = set(session.scalars(select(Programme.name)))
    missing = sorted({name for name in names if name} - known)
    if missing:
        session.execute(insert(Programme), [{"name": name} for name in missing])


def _existing(session: Session, file: File, first: Collection[Any]) -> dict[Key, tuple[Any, ...]]:
    """Rows whose first key column is in `first`, by their whole key."""
    table, kept = file.table, file.kept
    places = [kept.index(name) for name in file.key]
    wanted = sorted(first)
    found: dict[Key, tuple[Any, ...]] = {}
    for start in range(0, len(wanted), KEYS):
        part = wanted[start : start + KEYS]
        query = select(*(table.c[name] for name in kept)).where(table.c[file.key[0]].in_(part))
        for row in session.execute(query):
            values = tuple(row)
            found[tuple(values[place] for place in places)] = values
    return found


def _update(session: Session, file: File, rows: list[dict[str, Any]]) -> None:
    table = file.table
    statement = update(table)
    for name in file.key:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    fields: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in rows[0] if name not in file.key
    }
    session.connection().execute(
        statement.values(fields),
        [
            {f"key_{name}": row[name] for name in file.key}
            | {f"new_{name}": row[name] for name in fields}
            for row in rows
        ],
    )
