"""Keys of the HTTP API: who may call it, and how much she may do.

A key is ``lk_<key id>_<secret>``. The id names it in lists, logs and the audit trail; the secret
has 256 random bits, so a plain SHA-256 is enough to keep it (slow hashes protect guessable
passwords, which this is not), and it is compared in constant time.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import audit
from matcher.errors import NotFound
from matcher.store.schema import ApiKey

SHAPE = re.compile(r"lk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class KeyRole(StrEnum):
    """What a key may do; each includes those before it.

    A reader reads, an editor also writes, an admin also erases.
    """

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: "KeyRole") -> bool:
        """Whether this role may do all that `other` may."""
        order = list(KeyRole)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: without its secret."""

    key_id: str
    role: KeyRole
    label: str
    created_at: datetime
    revoked_at: datetime | None


def create_key(
    session: Session, role: KeyRole, label: str, now: datetime, *, actor: str = "cli"
) -> str:
    """Add a key and return it in full: the only time its secret can be seen."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            key_id=key_id,
            secret_sha256=_digest(secret),
            role=role.value,
            label=label,
            created_at=now,
        )
    )
    session.flush()
    audit.record(session, actor, "key.create", key_id, now, role=role.value)
    return f"lk_{key_id}_{secret}"


def verify(session: Session, presented: str) -> Key | None:
    """The key that was presented, or None if it is unknown, altered or revoked."""
    key = recognise(session, presented)
    return key if key is not None and key.revoked_at is None else None


def recognise(session: Session, presented: str) -> Key | None:
    """The same, a revoked key as well, so that its holder may be told; it must open nothing."""
    shape = SHAPE.fullmatch(presented)
    row = session.get(ApiKey, shape[1]) if shape else None
    if shape is None or row is None:
        return None
    good = hmac.compare_digest(row.secret_sha256, _digest(shape[2]))
    return _shown(row) if good else None


def revoke(session: Session, key: str, now: datetime, *, actor: str = "cli") -> str:
    """Make a key useless from now on; revoking it again changes nothing.

    Args:
        session: the transaction.
        key: its id, or the key in full.
        now: aware UTC.
        actor: who does it, for the audit trail.

    Returns:
        its id, which may be shown.

    Raises:
        NotFound: there is no such key.

    """
    shape = SHAPE.fullmatch(key)
    row = session.get(ApiKey, shape[1] if shape else key)
    if row is None:
        raise NotFound("No key has that id. `lingkar keys list` shows those there are.")
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(session, actor, "key.revoke", row.key_id, now)
    return row.key_id


def list_keys(session: Session) -> Sequence[Key]:
    """All keys, oldest first, revoked ones too."""
    rows = session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.key_id))
    return [_shown(row) for row in rows]


def _shown(row: ApiKey) -> Key:
    return Key(row.key_id, KeyRole(row.role), row.label, row.created_at, row.revoked_at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
