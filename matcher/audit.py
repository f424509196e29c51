"""The audit trail: who did what to whom, when. Never what a member wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import TypeAlias

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from matcher.store.schema import AuditEntry

Fact: TypeAlias = bool | int | float | str | None


def member(member_id: str) -> str:
    """How a member is named as the subject of an entry; nowhere else in it."""
    return f"member:{member_id}"


def record(
    session: Session, actor: str, action: str, subject: str, now: datetime, **facts: Fact
) -> None:
    """Add an entry to the transaction.

    Args:
        session: the transaction in which it was done: both are kept, or neither.
        actor: who did it: "cli", the id of an API key, ...
        action: what, e.g. "member.erase".
        subject: to whom or what, e.g. ``member("m-17")``.
        now: when.
        **facts: codes and counts that tell more; no ids and no text of a member.

    """
    session.add(AuditEntry(at=now, actor=actor, action=action, subject=subject, facts=facts))


def record_all(
    session: Session,
    actor: str,
    action: str,
    now: datetime,
    told: Sequence[tuple[str, Mapping[str, Fact]]],
) -> None:
    """Add an entry for each of many subjects, with one statement: as `record` of each in turn.

    Args:
        session: the transaction in which it was done.
        actor: who did it.
        action: what.
        now: when.
        told: subjects and the facts of each.

    """
    session.flush()
    same = {"at": now, "actor": actor, "action": action}
    rows = [{**same, "subject": subject, "facts": dict(facts)} for subject, facts in told]
    if rows:
        session.execute(insert(AuditEntry), rows)


def forget(session: Session, subject: str) -> str:
    """Put a random name in the place of `subject` in all its entries, with no way back.

    What was done stays on record; to whom does not.

    Returns:
        the new name.

    """
    pseudonym = f"erased:{token_hex(8)}"
    session.execute(
        update(AuditEntry).where(AuditEntry.subject == subject).values(subject=pseudonym)
    )
    return pseudonym
