"""A file's usable rows in a temporary table: checked and merged there, whole sets at a time.

So memory stays flat however long the file, a row is compared with the *last* of its key before
anything is written, and plain SQL keeps it the same on every database.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Insert,
    Integer,
    MetaData,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from matcher.store.column_types import Codes, UtcTime
from matcher.store.schema import Programme
from matcher.transfer.files import File


class Staging:
    """The temporary table of one file, within one transaction.

    Attributes:
        table: ``line`` (where the row starts) and ``touched`` (whether what another table keeps
            of it has changed) beside the columns of the file.

    """

    def __init__(self, session: Session, file: File) -> None:
        self._session, self._file = session, file
        self.table = Table(
            f"staged_{file.table.name}",
            MetaData(),
            Column("line", Integer, primary_key=True, autoincrement=False),
            Column("touched", Boolean),
            *(Column(name, _type_of(file, name)) for name in file.columns),
            prefixes=["TEMPORARY"],
        )
        self.table.create(session.connection())

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Put in rows, each with its ``line``."""
        if rows:
            self._session.execute(insert(self.table), rows)

    def take_out(self, lines: Iterable[int]) -> None:
        """Remove rows by line."""
        if gone := [{"at": line} for line in lines]:
            where = self.table.c.line == bindparam("at")
            self._session.connection().execute(delete(self.table).where(where), gone)

    def touch(self, lines: Iterable[int]) -> None:
        """Mark rows as changed."""
        if touched := [{"at": line} for line in lines]:
            where = self.table.c.line == bindparam("at")
            statement = update(self.table).where(where).values(touched=True)
            self._session.connection().execute(statement, touched)

    def drop(self) -> None:
        """Remove the table; a rollback does it too."""
        self.table.drop(self._session.connection())

    def pointing_nowhere(self, column: str, target: Table) -> list[tuple[int, str]]:
        """(line, id) for each row whose `column` holds an id that is not a key of `target`."""
        (key,) = target.primary_key.columns
        value = self.table.c[column]
        query = select(self.table.c.line, value).where(
            value.is_not(None), ~exists().where(key == value).correlate(self.table)
        )
        found = self._session.execute(query.order_by(self.table.c.line))
        return [(line, pointed_at) for line, pointed_at in found]

    def listing_unknown(self, column: str) -> list[tuple[int, str, frozenset[str]]]:
        """Rows whose list in `column` names a row neither staged nor stored, nor usable.

        Returns:
            (line, own key, the keys it lists that are not there).

        """
        (key,) = self._file.table.primary_key.columns
        staged = self._session.execute(
            select(self.table.c.line, self.table.c[key.name], self.table.c[column])
        ).all()
        stored = set(self._session.scalars(select(key)))
        refused: set[int] = set()
        while True:
            known = stored | {own for line, own, _ in staged if line not in refused}
            unknown = {line for line, _, ids in staged if not known.issuperset(ids)}
            if unknown <= refused:
                return sorted(
                    (line, own, frozenset(ids) - known)
                    for line, own, ids in staged
                    if line in refused
                )
            refused |= unknown

    def repeated(self) -> list[tuple[int, int]]:
        """(line, the line before it) for each row that has the key of an earlier one."""
        table = self.table
        key = [table.c[name] for name in self._file.key]
        before = func.lag(table.c.line).over(partition_by=key, order_by=table.c.line)
        pairs = select(table.c.line, before.label("before")).subquery()
        query = select(pairs).where(pairs.c.before.is_not(None)).order_by(pairs.c.line)
        return [(line, before) for line, before in self._session.execute(query)]

    def merge(self, columns: Collection[str], now: datetime) -> tuple[int, int]:
        """Write into the table of the file: rows that differ from stored ones, and new ones.

        Args:
            columns: what the file speaks of; other columns of stored rows stay as they are.
            now: the time to stamp written rows with.

        Returns:
            how many rows were new, and how many changed.

        """
        changed = self._update([name for name in self._file.kept if name in columns], now)
        return self._insert(now), changed

    def _update(self, columns: Sequence[str], now: datetime) -> int:
        target = self._file.table
        fields = [name for name in columns if name not in self._file.key]
        differs = (target.c[name].is_distinct_from(self.table.c[name]) for name in fields)
        values: dict[str, Any] = {name: self.table.c[name] for name in fields} | self._stamp(now)
        if not values:
            return 0
        statement = update(target).values(values)
        return self._count(statement.where(self._same_key(), or_(self.table.c.touched, *differs)))

    def _insert(self, now: datetime) -> int:
        stamp = self._stamp(now)
        rows = select(
            *(self.table.c[name] for name in self._file.kept),
            *(literal(value, UtcTime) for value in stamp.values()),
        ).where(~exists().where(self._same_key()).correlate(self.table))
        names = [*self._file.kept, *stamp]
        return self._count(insert(self._file.table).from_select(names, rows))

    def _same_key(self) -> ColumnElement[bool]:
        return and_(*(self._file.table.c[name] == self.table.c[name] for name in self._file.key))

    def _stamp(self, now: datetime) -> dict[str, datetime]:
        return {"updated_at": now} if self._file.stamped else {}

    def _count(self, statement: Insert | Update) -> int:
        """Rows that the statement wrote."""
        counted = statement.execution_options(preserve_rowcount=True)
        return self._session.connection().execute(counted).rowcount


def _type_of(file: File, name: str) -> TypeEngine[Any]:
    """The type in the store; of what lies in another table, consents are codes, others texts."""
    if name in file.kept:
        return file.table.c[name].type
    return Codes() if name == "consent" else Text()


def add_programmes(session: Session, staged: Table) -> None:
    """Make sure that the programmes which staged classes name are there."""
    missing = (
        select(staged.c.programme, literal(""))
        .where(
            staged.c.programme.is_not(None),
            ~exists().where(Programme.name == staged.c.programme).correlate(staged),
        )
        .distinct()
    )
    session.execute(insert(Programme).from_select(["name", "description"], missing))
