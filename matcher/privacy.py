"""Consent and erasure: what a member allows, and her right to be gone."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from features.vocabulary import Purpose
from matcher import audit
from matcher.store import people
from matcher.store.schema import Base, CircleMember, Consent, Enrolment, Member, MemberTie, Story
from matcher.store.session import scrub_after_commit


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

    Raises:
        NotFound: there is no such member.

    """
    people.get(session, member_id, for_update=True)
    consent = session.get(Consent, (member_id, purpose))
    if consent is None or consent.withdrawn_at is not None:
        return
    consent.withdrawn_at = now
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


def erase_member(session: Session, member_id: str, actor: str, now: datetime) -> Erasure:
    """Remove a member and all that is hers: profile, consents, enrolments, stories, ties, circles.

    The audit trail keeps that it happened, not to whom, and earlier entries about her lose her
    id. On SQLite the erased text is overwritten on disk as the transaction ends; on a server its
    own housekeeping (PostgreSQL: autovacuum) does that a little later.

    Raises:
        NotFound: there is no such member.

    """
    people.get(session, member_id, for_update=True)

    def rows(table: type[Base], *of_hers: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(or_(*of_hers))
        return session.scalars(query).one()

    erasure = Erasure(
        reference=audit.forget(session, audit.member(member_id)),
        enrolments=rows(Enrolment, Enrolment.member_id == member_id),
        stories=rows(Story, Story.author_id == member_id),
        ties=rows(MemberTie, MemberTie.member_a == member_id, MemberTie.member_b == member_id),
        circles=rows(CircleMember, CircleMember.member_id == member_id),
    )
    session.execute(delete(Member).where(Member.member_id == member_id))  # the rest cascades
    session.expire_all()
    facts = {name: value for name, value in asdict(erasure).items() if name != "reference"}
    audit.record(session, actor, "member.erase", erasure.reference, now, **facts)
    scrub_after_commit(session)
    return erasure
