"""The consent column of members.csv, turned into consents given and withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from features.vocabulary import Purpose
from matcher.store.schema import Consent
from matcher.transfer.writing import KEYS


def apply_consents(
    session: Session, wishes: Mapping[str, tuple[Purpose, ...]], now: datetime
) -> None:
    """Make each member's consents those of her row: new ones given, others withdrawn now."""
    members = sorted(wishes)
    for start in range(0, len(members), KEYS):
        part = members[start : start + KEYS]
        query = select(Consent).where(Consent.member_id.in_(part))
        known = {(c.member_id, c.purpose): c for c in session.scalars(query)}
        wanted = {(member, purpose.value) for member in part for purpose in wishes[member]}
        new = [
            {"member_id": member, "purpose": purpose, "granted_at": now}
            for member, purpose in sorted(wanted - known.keys())
        ]
        if new:
            session.execute(insert(Consent), new)
        for key, consent in known.items():
            if key not in wanted and consent.withdrawn_at is None:
                consent.withdrawn_at = now
            elif key in wanted and consent.withdrawn_at is not None:
                consent.granted_at, consent.withdrawn_at = now, None
        session.flush()
        session.expunge_all()
