"""Export of everything as the CSV files that import reads: the admin's own backup."""

import csv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.rows import CircleRow
from matcher.store.schema import Consent
from matcher.store.session import Store
from matcher.transfer.cells import to_cell
from matcher.transfer.circles import known_seats
from matcher.transfer.files import FILES, File
from models.base import Progress, silent

AT_ONCE = 5_000
"""Rows fetched at once."""


def export_folder(store: Store, folder: Path, *, progress: Progress = silent) -> None:
    """Write the six files as of one moment, consented or not: it is the admin's backup.

    All are written beside their places first and put there when the last one is complete, so a
    reader never meets half of one, and what goes wrong on the way leaves the folder as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".export-") as beside, store.read() as session:
        for done, file in enumerate(FILES):
            progress("export", done, len(FILES))
            with (Path(beside) / file.name).open("w", encoding="utf-8", newline="") as text:
                writer = csv.writer(text)
                writer.writerow(file.columns)
                writer.writerows(_rows(session, file))
        for file in FILES:
            (Path(beside) / file.name).replace(folder / file.name)
    progress("export", len(FILES), len(FILES))


def _rows(session: Session, file: File) -> Iterator[list[str]]:
    if file.row is CircleRow:
        yield from ([to_cell(value) for value in row] for row in known_seats(session, AT_ONCE))
        return
    consents = _consents(session) if "consent" in file.columns else {}
    table = file.table
    query = select(*(table.c[name] for name in file.kept)).order_by(*table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        cells = [to_cell(value) for value in row]
        if "consent" in file.columns:
            cells.append(";".join(consents.get(row[0], ())))
        yield cells


def _consents(session: Session) -> dict[str, list[str]]:
    """What each member agrees to at present."""
    query = select(Consent.member_id, Consent.purpose).where(Consent.withdrawn_at.is_(None))
    found: dict[str, list[str]] = {}
    for member_id, purpose in session.execute(query.order_by(Consent.member_id, Consent.purpose)):
        found.setdefault(member_id, []).append(purpose)
    return found
