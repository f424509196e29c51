"""Import of CSV files: all of them in one transaction, each row judged on its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Table
from sqlalchemy.orm import Session

from matcher import audit
from matcher.domain.rows import CircleRow, Id
from matcher.errors import ImportRefused
from matcher.i18n import N_
from matcher.store import people
from matcher.store.session import Store
from matcher.transfer.circles import write_circles
from matcher.transfer.consents import apply_changes, consent_changes
from matcher.transfer.files import FILES, File
from matcher.transfer.reading import CsvFile, Line, open_csv
from matcher.transfer.report import FileCounts, ImportReport, RowProblem, problem
from matcher.transfer.staging import Staging, add_programmes
from models.base import Progress, silent

CHUNK = 2_000
"""Rows handed to the database at once."""

Refused: TypeAlias = dict[str, dict[str, int]]
"""By table, for each id that refused rows gave themselves, the line of the last of them."""

_ID = TypeAdapter[str](Id)


def import_folder(
    store: Store,
    folder: Path,
    *,
    strict: bool = False,
    now: datetime,
    progress: Progress = silent,
    actor: str = "cli",
) -> ImportReport:
    """Read what there is of the six files into the store.

    Rows that cannot be used are left out and reported; with `strict` one of them refuses all.
    Whatever goes wrong, the store holds either everything the report says or what it held before.

    Args:
        store: where to.
        folder: where from.
        strict: whether one refused row refuses the import; the report then says so.
        now: the time that written rows and consents are stamped with.
        progress: told after every few thousand lines.
        actor: who the audit trail says did it.

    Raises:
        ImportRefused: there is no such folder, no file in it, or a file cannot be read at all.
        StoreError: the database is out of reach or locked.

    """
    found = [(file, folder / file.name) for file in FILES if (folder / file.name).is_file()]
    if not folder.is_dir():
        raise ImportRefused(
            N_("There is no folder {folder}. Name the folder that holds the CSV files."),
            folder=str(folder),
        )
    if not found:
        raise ImportRefused(
            N_("{folder} has none of the files {names}."), folder=str(folder), names=_names()
        )
    return _import(store, found, strict=strict, now=now, progress=progress, actor=actor)


def import_file(
    store: Store,
    path: Path,
    *,
    strict: bool = False,
    now: datetime,
    progress: Progress = silent,
    actor: str = "cli",
) -> ImportReport:
    """Read a single file, whose name says what it holds; otherwise as `import_folder`."""
    found = [(file, path) for file in FILES if file.name == path.name.lower() and path.is_file()]
    if not found:
        raise ImportRefused(
            N_("{file} is not there, or not named like one of {names}."),
            file=path.name,
            names=_names(),
        )
    return _import(store, found, strict=strict, now=now, progress=progress, actor=actor)


def _names() -> str:
    return ", ".join(file.name for file in FILES)


class _Strict(Exception):
    """Rolls the transaction back."""


def _import(
    store: Store,
    found: Sequence[tuple[File, Path]],
    *,
    strict: bool,
    now: datetime,
    progress: Progress,
    actor: str,
) -> ImportReport:
    report = ImportReport()
    refused: Refused = defaultdict(dict)
    try:
        with store.begin() as session:
            people.lock_all(session)  # it withdraws consents and seats members, file by file
            for file, path in found:
                _Import(session, file, report, refused).run(path, now, actor, progress)
            if strict and report.refused:
                raise _Strict
            read = sum(counts.read for counts in report.files.values())
            audit.record(session, actor, "import", "", now, rows=read, refused=report.refused)
    except _Strict:
        return report
    report.committed = True
    return report


class _Import:
    """One file on its way in: read, judge, stage; check what it points at; merge."""

    def __init__(
        self, session: Session, file: File, report: ImportReport, refused: Refused
    ) -> None:
        self.session, self.file, self.report, self.refused = session, file, report, refused
        self.counts = report.files[file.name] = FileCounts()
        self.problems: list[RowProblem] = []

    def run(self, path: Path, now: datetime, actor: str, progress: Progress) -> None:
        """All the steps of one file."""
        staging = Staging(self.session, self.file)
        with open_csv(path, self.file.required, self.file.columns) as lines:
            self._stage(staging, lines, progress, _count_lines(path))
        self._refuse_pointing_nowhere(staging)
        self._keep_last_of_repeated(staging)
        self._write(staging, lines.columns, now, actor)
        staging.drop()
        counts = self.counts
        counts.unchanged = counts.read - counts.refused - counts.new - counts.changed
        self.report.problems += sorted(self.problems, key=lambda problem: problem.line)

    def _stage(self, staging: Staging, lines: CsvFile, progress: Progress, total: int) -> None:
        step = f"import {self.file.name}"
        unknown = [name for name in lines.columns if name and name not in self.file.columns]
        for name in unknown:
            self._remark(1, name, "unknown_column")
        for chunk in _chunks(lines):
            self.counts.read += len(chunk)
            judged = (self._judged(line, unknown) for line in chunk)
            staging.add([values for values in judged if values is not None])
            progress(step, min(chunk[-1].number, total), total)
        progress(step, total, total)

    def _judged(self, line: Line, unknown: Sequence[str]) -> dict[str, Any] | None:
        """What to stage of a row; None where it is refused."""
        if line.fault:
            self._refuse(line.number, "", line.fault)
            return None
        for name in unknown:
            line.cells.pop(name, None)
        try:
            row = self.file.row.model_validate(line.cells)
        except ValidationError as error:
            self.counts.refused += 1
            for each in error.errors(include_url=False, include_input=False):
                column = str(each["loc"][0]) if each["loc"] else ""
                self.problems.append(RowProblem(self.file.name, line.number, column, each))
            with suppress(ValidationError):  # the id itself cannot be used: nothing can name it
                own = _ID.validate_python(line.cells.get(self.file.key[0]))
                self._remember(own, line.number)
            return None
        return self.file.values(row) | {"line": line.number}

    def _refuse_pointing_nowhere(self, staging: Staging) -> None:
        """Every member and class that a row names must be there, or the row is refused."""
        for column, target in self.file.points_at.items():
            found = staging.pointing_nowhere(column, target)
            for line, pointed_at in found:
                self._refuse_pointing(line, column, target, {pointed_at})
            staging.take_out(line for line, _ in found)
        if column := self.file.lists_own:
            listing = staging.listing_unknown(column)
            for line, own, _ in listing:
                self._remember(own, line)
            for line, _, unknown in listing:
                self._refuse_pointing(line, column, self.file.table, unknown)
            staging.take_out(line for line, *_ in listing)

    def _refuse_pointing(self, line: int, column: str, target: Table, ids: Set[str]) -> None:
        """Refuse a row for `ids` that are not there, naming the line to mend where it has one."""
        refused, thing = self.refused[target.name], _THINGS[target.name]
        if ids <= refused.keys():
            self._refuse(line, column, f"refused_{thing}", there=min(refused[one] for one in ids))
        else:
            self._refuse(line, column, f"no_such_{thing}")

    def _remember(self, own: str, line: int) -> None:
        """That the row which calls itself `own` is refused, for those that point at it."""
        self.refused[self.file.table.name][own] = line

    def _keep_last_of_repeated(self, staging: Staging) -> None:
        """Of rows with the same key the last one counts."""
        pairs = staging.repeated()
        for line, before in pairs:
            self._remark(line, self.file.key[0], "repeated", first=before)
        staging.take_out(before for _, before in pairs)

    def _write(self, staging: Staging, columns: Sequence[str], now: datetime, actor: str) -> None:
        if "programme" in self.file.columns:
            add_programmes(self.session, staging.table)
        if self.file.row is CircleRow:
            self._write_circles(staging, columns, now, actor)
            return
        changes = []
        if "consent" in self.file.columns and "consent" in columns:
            changes = consent_changes(self.session, staging.table)
            staging.touch({change.line for change in changes})
        self.counts.new, self.counts.changed = staging.merge(columns, now)
        apply_changes(self.session, changes, now, actor)

    def _write_circles(
        self, staging: Staging, columns: Sequence[str], now: datetime, actor: str
    ) -> None:
        """Seats lie in one table, their circles in another, and both have rules of their own."""
        written = write_circles(self.session, staging.table, columns, now, actor)
        self.counts.new, self.counts.changed = written.new, written.changed
        for one in written.refused:
            self._refuse(one.line, one.column, one.code, **one.facts)

    def _refuse(self, line: int, column: str, code: str, **facts: int | str) -> None:
        self.counts.refused += 1
        self.problems.append(problem(self.file.name, line, column, code, refused=True, **facts))

    def _remark(self, line: int, column: str, code: str, **facts: int) -> None:
        self.problems.append(problem(self.file.name, line, column, code, refused=False, **facts))


_THINGS = {"members": "member", "classes": "class"}
"""What advice calls a row of each table that others point at."""


def _count_lines(path: Path) -> int:
    """How many line ends the file has: what its progress is measured by."""
    with path.open("rb") as raw:
        return sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 20), b""))


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
