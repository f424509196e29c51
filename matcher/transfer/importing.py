"""Import of a folder: all its files in one transaction, each row judged on its own."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import audit
from matcher.domain.rows import MemberRow, Row
from matcher.errors import ImportRefused
from matcher.i18n import N_
from matcher.store.session import Store
from matcher.transfer.consents import apply_consents
from matcher.transfer.files import FILES, File
from matcher.transfer.reading import Line, read_lines
from matcher.transfer.report import FileCounts, ImportReport, RowProblem
from matcher.transfer.writing import Key, add_programmes, write
from models.base import Progress, silent

CHUNK = 2_000
"""Rows compared and written at once."""


def import_folder(
    store: Store,
    folder: Path,
    *,
    strict: bool = False,
    now: datetime,
    progress: Progress = silent,
    actor: str = "cli",
) -> ImportReport:
    """Read what there is of the five files into the store.

    Rows that cannot be used are left out and reported; with `strict` one of them refuses all.
    Whatever goes wrong, the store holds either everything the report says or what it held before.

    Raises:
        ImportRefused: there is no such folder, no file in it, or a file cannot be read at all.
        StoreError: the database is out of reach or locked.

    """
    files = [file for file in FILES if (folder / file.name).is_file()]
    if not files:
        raise ImportRefused(
            N_("{folder} has none of the files {names}."),
            folder=str(folder),
            names=", ".join(file.name for file in FILES),
        )
    report = ImportReport()
    try:
        with store.begin() as session:
            for file in files:
                _Import(session, file, report, path=folder / file.name, now=now).run(progress)
            if strict and report.refused:
                raise _Strict
            read = sum(counts.read for counts in report.files.values())
            audit.record(session, actor, "import", "", now, rows=read, refused=report.refused)
    except _Strict:
        return report
    report.committed = True
    return report


class _Strict(Exception):
    """Rolls the transaction back."""


class _Import:
    """One file on its way in."""

    def __init__(
        self, session: Session, file: File, report: ImportReport, *, path: Path, now: datetime
    ) -> None:
        self.session, self.file, self.report = session, file, report
        self.path, self.now = path, now
        self.counts = report.files[file.name] = FileCounts()
        self.known = {
            column: set(session.scalars(select(table.primary_key.columns[0])))
            for column, table in file.points_at.items()
        }
        self.columns = frozenset(file.columns)
        self.was_empty = session.execute(select(file.table).limit(1)).first() is None
        self.seen: dict[Key, int] = {}
        self.remarked: set[str] = set()

    def run(self, progress: Progress) -> None:
        """Read, judge, compare, write: a chunk at a time."""
        total = self.path.stat().st_size
        lines = read_lines(self.path, self.file.required, self.file.columns)
        read_bytes = 0
        for chunk in _chunks(lines):
            usable = list(self._usable(chunk))
            self._write(usable)
            read_bytes += sum(sum(map(len, cells.values())) for _, cells in chunk)
            progress(f"import {self.file.name}", min(read_bytes, total), total)
        progress(f"import {self.file.name}", total, total)

    def _usable(self, chunk: list[Line]) -> Iterator[tuple[int, Row, dict[str, str]]]:
        for line, cells in chunk:
            self.counts.read += 1
            row = self._validated(line, cells)
            if row is not None and self._points_somewhere(line, row):
                yield line, row, cells

    def _validated(self, line: int, cells: dict[str, str]) -> Row | None:
        unknown = cells.keys() - self.columns
        if unknown:
            self._remark_columns(sorted(unknown))
            cells = {name: cell for name, cell in cells.items() if name in self.columns}
        try:
            return self.file.row.model_validate(cells)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            self.counts.refused += 1
            self.report.problems += [
                RowProblem(self.file.name, line, ".".join(map(str, each["loc"][:1])), each)
                for each in details
            ]
            return None

    def _remark_columns(self, names: list[str]) -> None:
        """Say once a column that nobody knows it; its cells are passed over."""
        for name in names:
            if name not in self.remarked:
                self.remarked.add(name)
                self._remark(1, name, "unknown_column")

    def _points_somewhere(self, line: int, row: Row) -> bool:
        """Whether every member and class the row names exists; else it is refused."""
        for column, ids in self.known.items():
            value = getattr(row, column)
            if value is not None and value not in ids:
                self.counts.refused += 1
                code = "no_such_class" if column == "class_id" else "no_such_member"
                self._remark(line, column, code, refused=True)
                return False
        return True

    def _write(self, usable: list[tuple[int, Row, dict[str, str]]]) -> None:
        latest: dict[Key, dict[str, Any]] = {}
        may_exist: set[Key] = set()
        for line, row, _ in usable:
            values = self.file.values(row)
            key = tuple(values[name] for name in self.file.key)
            if key in self.seen:
                self._remark(line, self.file.key[0], "repeated", first=self.seen[key])
                self.counts.unchanged += key in latest
            if key in self.seen or not self.was_empty:
                may_exist.add(key)
            self.seen[key] = line
            latest[key] = values
        if "programme" in self.file.kept:
            add_programmes(self.session, {values["programme"] for values in latest.values()})
        new, changed = write(self.session, self.file, latest, may_exist, self.now)
        self.counts.new += new
        self.counts.changed += changed
        self.counts.unchanged += len(latest) - new - changed
        self._apply_consents(usable)

    def _apply_consents(self, usable: list[tuple[int, Row, dict[str, str]]]) -> None:
        """Only where the file has the column: a file without it says nothing about consent."""
        wishes = {
            row.member_id: row.consent
            for _, row, cells in usable
            if isinstance(row, MemberRow) and "consent" in cells
        }
        if wishes:
            apply_consents(self.session, wishes, self.now)

    def _remark(
        self, line: int, column: str, code: str, *, refused: bool = False, **facts: int
    ) -> None:
        error = ErrorDetails(type=code, loc=(column,), msg=code, input=None, ctx=dict(facts))
        self.report.problems.append(RowProblem(self.file.name, line, column, error, refused))


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
