"""Export of everything as the CSV files that import reads: the admin's own backup."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.schema import Consent
from matcher.store.session import Store
from matcher.transfer.files import FILES, File
from models.base import Progress, silent

AT_ONCE = 5_000
"""Rows fetched at once."""


def export_folder(store: Store, folder: Path, *, progress: Progress = silent) -> None:
    """Write the five files as of one moment.

    Each file is written beside its place and then put there, so a reader never meets half of one.
    Text is written as it is: a cell that starts with ``=`` stays so, or it would not import back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with store.read() as session:
        for done, file in enumerate(FILES):
            progress("export", done, len(FILES))
            beside = folder / f".{file.name}.{os.getpid()}"
            with beside.open("w", encoding="utf-8", newline="") as text:
                writer = csv.writer(text)
                writer.writerow(file.columns)
                writer.writerows(_rows(session, file))
            beside.replace(folder / file.name)
    progress("export", len(FILES), len(FILES))


def _rows(session: Session, file: File) -> Iterator[list[str]]:
    consents = _consents(session) if "consent" in file.columns else {}
    table = file.table
    query = select(*(table.c[name] for name in file.kept)).order_by(*table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        cells = [_cell(value) for value in row]
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


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case tuple():
            return ";".join(value)
        case _:
            return str(value)
