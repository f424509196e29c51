"""A few members who agree to be matched, and circles of them in a store."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from features.vocabulary import Purpose, Tie
from matcher import privacy
from matcher.circles import life, plans, seats
from matcher.circles.plans import Draft
from matcher.circles.states import CircleStatus
from matcher.store import people
from matcher.store.schema import AuditEntry, Circle, MemberTie
from matcher.work import jobs

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NAMES = ("ayu", "bela", "cici", "dewi", "eka", "fitri")
TO_PUBLISHED = (CircleStatus.REVIEWED, CircleStatus.PUBLISHED)


def agree(session: Session, names: Iterable[str] = NAMES) -> None:
    """Enter members who agree to be matched."""
    for name in names:
        people.upsert(session, name, {}, now=NOW)
        privacy.grant(session, name, Purpose.MATCH, NOW)


def plan(session: Session, *drafts: str, waiting: Iterable[str] = (), request: str = "r") -> str:
    """The id of a plan that proposes circles of the named members; the first of each leads it."""
    made = plans.create(session, request, NOW, kind="circles", wishes={"size": [2, 3]}, actor="cli")
    proposed = [
        Draft(f"Lingkar {number}", frozenset(names.split()), frozenset({names.split()[0]}))
        for number, names in enumerate(drafts)
    ]
    result = {
        "circles": [sorted(one.members) for one in proposed],
        "waiting": dict.fromkeys(waiting, "no_hour"),
        "helps": [{"helper": "ayu", "helped": "bela", "topic": "finance"}],
        "placed": {"ayu": 0.7, "bela": 0.6},
    }
    job = jobs.take(session, [plans.FORM], NOW)
    assert job is not None
    plans.finish(session, made.plan_id, proposed, result, NOW, actor="worker")
    jobs.finish(session, job.job_id, job.attempt, NOW)
    return made.plan_id


def circle(session: Session, names: str, *steps: CircleStatus, request: str = "r") -> Circle:
    """A circle of a plan of its own, brought through some steps of its life."""
    plan_id = plan(session, names, request=request)
    made = f"{plan_id}-00000"
    for step in steps:
        life.advance(session, made, step, NOW, actor="cli")
    return session.get_one(Circle, made)


def move(session: Session, name: str, circle_id: str, to: str, role: str = "member") -> None:
    """Have somebody leave one circle for another, whatever the wishes."""
    seats.shift(session, [(name, circle_id)], {(name, to): role}, NOW, actor="cli")


def met(session: Session) -> set[tuple[str, str]]:
    """All pairs who have met."""
    query = select(MemberTie.member_a, MemberTie.member_b).where(MemberTie.kind == Tie.MET)
    return {(a, b) for a, b in session.execute(query)}


def actions(session: Session) -> list[str]:
    """What the audit trail has on circles and plans, in order."""
    query = select(AuditEntry.action).order_by(AuditEntry.entry_id)
    return [one for one in session.scalars(query) if one.startswith(("circle.", "plan."))]
