"""Import of CSV files: all of them in one transaction, each row judged on its own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Table
from sqlalchemy.orm import Session

from matcher import audit
from matcher.errors import ImportRefused
from matcher.i18n import N_
from matcher.store.session import Store
from matcher.transfer.consents import apply_changes, consent_changes
from matcher.transfer.files import FILES, File
from matcher.transfer.reading import CsvFile, Line, open_csv
from matcher.transfer.report import FileCounts, ImportReport, RowProblem, problem
from matcher.transfer.staging import Staging, add_programmes
from models.base import Progress, silent

CHUNK = 2_000
"""Rows handed to the database at once."""


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
    try:
        with store.begin() as session:
            for file, path in found:
                _Import(session, file, report).run(path, now, actor, progress)
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

    def __init__(self, session: Session, file: File, report: ImportReport) -> None:
        self.session, self.file, self.report = session, file, report
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
            return None
        return self.file.values(row) | {"line": line.number}

    def _refuse_pointing_nowhere(self, staging: Staging) -> None:
        """Every member and class that a row names must be there, or the row is refused."""
        for column, target in self.file.points_at.items():
            lines = staging.pointing_nowhere(column, target)
            self._refuse_staged(staging, lines, column, f"no_such_{_thing(target)}")
        if column := self.file.lists_own:
            lines = staging.listing_unknown(column)
            self._refuse_staged(staging, lines, column, f"no_such_{_thing(self.file.table)}")

    def _refuse_staged(
        self, staging: Staging, lines: Sequence[int], column: str, code: str
    ) -> None:
        for line in lines:
            self._refuse(line, column, code)
        staging.take_out(lines)

    def _keep_last_of_repeated(self, staging: Staging) -> None:
        """Of rows with the same key the last one counts."""
        pairs = staging.repeated()
        for line, before in pairs:
            self._remark(line, self.file.key[0], "repeated", first=before)
        staging.take_out(before for _, before in pairs)

    def _write(self, staging: Staging, columns: Sequence[str], now: datetime, actor: str) -> None:
        if "programme" in self.file.columns:
            add_programmes(self.session, staging.table)
        changes = []
        if "consent" in self.file.columns and "consent" in columns:
            changes = consent_changes(self.session, staging.table)
            staging.touch({change.line for change in changes})
        self.counts.new, self.counts.changed = staging.merge(columns, now)
        apply_changes(self.session, changes, now, actor)

    def _refuse(self, line: int, column: str, code: str) -> None:
        self.counts.refused += 1
        self.problems.append(problem(self.file.name, line, column, code))

    def _remark(self, line: int, column: str, code: str, **facts: int) -> None:
        self.problems.append(problem(self.file.name, line, column, code, refused=False, **facts))


def _thing(table: Table) -> str:
    return {"members": "member", "classes": "class"}[table.name]


def _count_lines(path: Path) -> int:
    """How many line ends the file has: what its progress is measured by."""
    with path.open("rb") as raw:
        return sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 20), b""))


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
