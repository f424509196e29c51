"""Consent and erasure: what a member allows, and her right to be gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from features.encoder import CacheError, VectorCache
from features.vocabulary import Purpose
from matcher import audit
from matcher.circles import forgetting
from matcher.store import people
from matcher.store.schema import Base, CircleMember, Consent, Enrolment, Member, MemberTie, Story
from matcher.store.session import after_commit, scrub_after_commit
from models.bundle import VECTORS


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased.

    Attributes:
        reference: the name under which the audit trail keeps that an erasure took place; give it
            to her as a receipt, for nothing else connects it to her.
        enrolments: rows erased; so are `stories`, `ties` and `circles` (her places in them).

    """

    reference: str
    enrolments: int
    stories: int
    ties: int
    circles: int


def consents(session: Session, member_id: str) -> frozenset[Purpose]:
    """What she agrees to at present; nothing if nobody has that id."""
    query = select(Consent.purpose).where(
        Consent.member_id == member_id, Consent.withdrawn_at.is_(None)
    )
    return frozenset(Purpose(purpose) for purpose in session.scalars(query))


def grant(
    session: Session, member_id: str, purpose: Purpose, now: datetime, *, actor: str = "member"
) -> None:
    """Note that she agrees to `purpose` from now on; nothing happens if she does already.

    Raises:
        NotFound: there is no such member.

    """
    people.get(session, member_id, for_update=True)
    consent = session.get(Consent, (member_id, purpose))
    if consent is None:
        session.add(Consent(member_id=member_id, purpose=purpose, granted_at=now))
    elif consent.withdrawn_at is not None:
        consent.granted_at, consent.withdrawn_at = now, None
    else:
        return
    audit.record(
        session, actor, "consent.grant", audit.member(member_id), now, purpose=purpose.value
    )
    session.flush()


def withdraw(
    session: Session, member_id: str, purpose: Purpose, now: datetime, *, actor: str = "member"
) -> None:
    """Note that she no longer agrees to `purpose`; nothing happens if she does not anyway.

    Whoever no longer agrees to be matched is out of all that is only planned at once (see
    `matcher.circles.forgetting`).

    Raises:
        NotFound: there is no such member.

    """
    people.get(session, member_id, for_update=True)
    consent = session.get(Consent, (member_id, purpose))
    if consent is None or consent.withdrawn_at is not None:
        return
    consent.withdrawn_at = now
    if purpose is Purpose.MATCH:
        forgetting.take_out(session, [member_id], now, actor=actor, reason="consent")
    audit.record(
        session, actor, "consent.withdraw", audit.member(member_id), now, purpose=purpose.value
    )
    session.flush()


def set_consents(
    session: Session,
    member_id: str,
    purposes: Iterable[Purpose],
    now: datetime,
    *,
    actor: str = "member",
) -> None:
    """Make `purposes` exactly what she agrees to.

    Raises:
        NotFound: there is no such member.

    """
    wanted = frozenset(purposes)
    for purpose in Purpose:
        change = grant if purpose in wanted else withdraw
        change(session, member_id, purpose, now, actor=actor)


def erase_member(
    session: Session, member_id: str, actor: str, now: datetime, *, bundles: Path
) -> Erasure:
    """Remove a member and all that is hers: profile, consents, enrolments, stories, ties, circles.

    Plans of circles lose her id, and what was written beside it.

    The audit trail keeps that it happened, not to whom, and earlier entries about her lose her
    id. On SQLite the erased text is overwritten on disk as the transaction ends; on a server its
    own housekeeping (PostgreSQL: autovacuum) does that a little later. Once the transaction is in,
    the vectors that training keeps of members' texts go too, hers among them; the next training
    makes those of the others again.

    Args:
        session: of `Store.begin`, which raises `CacheError` where the vectors cannot be removed.
        member_id: who.
        actor: who asks for it, for the audit trail.
        now: aware UTC.
        bundles: folder of bundles, beside which the vectors are kept.

    Raises:
        NotFound: there is no such member.

    """
    people.get(session, member_id, for_update=True)

    def rows(table: type[Base], *of_hers: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(or_(*of_hers))
        return session.scalars(query).one()

    counts = {
        "enrolments": rows(Enrolment, Enrolment.member_id == member_id),
        "stories": rows(Story, Story.author_id == member_id),
        "ties": rows(MemberTie, MemberTie.member_a == member_id, MemberTie.member_b == member_id),
        "circles": rows(CircleMember, CircleMember.member_id == member_id),
    }
    forgetting.take_out(session, [member_id], now, actor=actor, reason="erased", known=True)
    erasure = Erasure(audit.forget(session, audit.member(member_id)), **counts)
    session.execute(delete(Member).where(Member.member_id == member_id))  # the rest cascades
    session.expire_all()
    audit.record(session, actor, "member.erase", erasure.reference, now, **counts)
    scrub_after_commit(session)
    after_commit(session, partial(_forget_vectors, bundles / VECTORS))
    return erasure


def _forget_vectors(folder: Path) -> None:
    """Remove the vectors of all texts: which are hers is not known any more."""
    try:
        VectorCache(folder).forget_rest()
    except CacheError as error:
        raise CacheError(
            "Her data is erased from the store, but vectors of what she wrote are still in "
            "{folder}: {reason}. Delete that folder; the next training makes it anew.",
            **error.facts,
        ) from error
