"""The consent column of members.csv, turned into consents given and withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from features.vocabulary import Purpose
from matcher import audit
from matcher.circles import forgetting
from matcher.store.schema import AuditEntry, Consent


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """A purpose that a member's row gives or withdraws, other than the store has it."""

    line: int
    member_id: str
    purpose: Purpose
    given: bool
    first_time: bool


def consent_changes(session: Session, staged: Table) -> list[ConsentChange]:
    """What differs between the consents of staged rows and those in the store."""
    query = (
        select(
            *(staged.c.line, staged.c.member_id, staged.c.consent),
            *(Consent.purpose, Consent.withdrawn_at),
        )
        .outerjoin(Consent, Consent.member_id == staged.c.member_id)
        .order_by(staged.c.line)
    )
    changes = []
    for (line, member_id, wanted), rows in groupby(session.execute(query), lambda row: row[:3]):
        known = {row.purpose: row.withdrawn_at is None for row in rows}
        changes += [
            ConsentChange(line, member_id, purpose, purpose in wanted, purpose not in known)
            for purpose in Purpose
            if (purpose in wanted) != known.get(purpose, False)
        ]
    return changes


def apply_changes(
    session: Session, changes: Sequence[ConsentChange], now: datetime, actor: str
) -> None:
    """Write the changes, each with its audit entry.

    What `matcher.privacy.set_consents` does for one member, in a few statements for all.
    """
    connection = session.connection()
    given = {"granted_at": now, "withdrawn_at": None}
    if new := [_key(change) | given for change in changes if change.first_time]:
        connection.execute(insert(Consent), new)
    for giving, values in ((True, given), (False, {"withdrawn_at": now})):
        if keys := [
            {"member": change.member_id, "for": change.purpose.value}
            for change in changes
            if change.given is giving and not change.first_time
        ]:
            where = (Consent.member_id == bindparam("member"), Consent.purpose == bindparam("for"))
            connection.execute(update(Consent).where(*where).values(values), keys)
    withdrawn = [c.member_id for c in changes if c.purpose is Purpose.MATCH and not c.given]
    if withdrawn:
        forgetting.take_out(session, withdrawn, now, actor=actor, reason="consent")
    if changes:
        connection.execute(insert(AuditEntry), [_entry(change, now, actor) for change in changes])


def _key(change: ConsentChange) -> dict[str, Any]:
    return {"member_id": change.member_id, "purpose": change.purpose.value}


def _entry(change: ConsentChange, now: datetime, actor: str) -> Mapping[str, Any]:
    return {
        "at": now,
        "actor": actor,
        "action": "consent.grant" if change.given else "consent.withdraw",
        "subject": audit.member(change.member_id),
        "facts": {"purpose": change.purpose.value},
    }
