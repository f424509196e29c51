"""Folders to import and what is in a store: helpers of the tests in this room."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, select

from matcher.domain.rows import Row
from matcher.store.schema import AuditEntry, Base, Consent
from matcher.store.session import Store
from matcher.transfer import ImportReport, import_folder
from matcher.transfer.cells import to_cell
from matcher.transfer.files import FILES

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 3, tzinfo=UTC)

MEMBERS = "member_id,goals,province,vision,consent\n"
CLASSES = "class_id,title\n"
ENROLMENTS = "member_id,class_id,enrolled_at,status\n"

Contents = dict[str, list[dict[str, Any]]]


def write_files(folder: Path, **texts: str) -> Path:
    """Write ``name.csv`` for each keyword."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def write_rows(folder: Path, rows: Mapping[str, Sequence[Row]]) -> Path:
    """Write validated rows by file name, all columns of each file."""
    folder.mkdir(exist_ok=True)
    for file in FILES:
        with (folder / file.name).open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(file.columns)
            for row in rows.get(file.name, ()):
                writer.writerow([to_cell(getattr(row, name)) for name in file.columns])
    return folder


def load(store: Store, folder: Path, **options: Any) -> ImportReport:
    """Import with the tests' clock."""
    return import_folder(store, folder, **({"now": NOW} | options))


def contents(store: Store, *, times: bool = True) -> Contents:
    """Every row of every table but the audit trail; without `times`, no times of writing."""
    stamps = () if times else ("updated_at", "granted_at", "withdrawn_at")
    found: Contents = {}
    with store.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name != AuditEntry.__tablename__:
                columns = [column for column in table.c if column.name not in stamps]
                query = select(*columns).order_by(*table.primary_key.columns)
                found[table.name] = [dict(row) for row in session.execute(query).mappings()]
    return found


def audited(store: Store) -> list[tuple[str, str, str, Any]]:
    """(actor, action, subject, facts) of every audit entry, in order."""
    with store.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))
        return [(entry.actor, entry.action, entry.subject, entry.facts) for entry in entries]


def consents(store: Store) -> dict[tuple[str, str], bool]:
    """Whether each consent ever given still stands."""
    with store.read() as session:
        return {
            (c.member_id, c.purpose): c.withdrawn_at is None
            for c in session.scalars(select(Consent))
        }


def empty(store: Store) -> None:
    """Remove every row."""
    with store.begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            assert isinstance(table, Table)
            session.execute(delete(table))
