"""The life of a plan: asked for once, formed by a job, kept as drafts, published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher import audit
from matcher.circles import life, seats
from matcher.circles.forgetting import alike, without
from matcher.circles.states import CHANGED, CircleStatus
from matcher.errors import Conflict
from matcher.i18n import LANGUAGES, N_
from matcher.store import circles, plans, waiting
from matcher.store import jobs as job_store
from matcher.store.schema import Circle, CircleMember, Job, Plan
from matcher.work import jobs

FORM = "circles.form"
"""The kind of the job that forms the circles of a plan."""
CONFLICTS = "conflicts"
"""Key of the wishes that clash: in the result of a plan, and in the facts of its refusal."""
LANGUAGE = "language"
"""Key in the args of that job: the language its circles are named in."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A circle that a plan proposes.

    Attributes:
        name: what it is called.
        members: ids.
        facilitators: which of them lead it.
        meets_utc_hour: hour of the week, 0 (Monday 00:00 UTC) to 167; None: not known yet.
        meets_hours: how long.

    """

    name: str
    members: frozenset[str]
    facilitators: frozenset[str] = frozenset()
    meets_utc_hour: int | None = None
    meets_hours: int | None = None


def subject(plan_id: str) -> str:
    """How a plan is named as the subject of an entry of the audit trail."""
    return f"plan:{plan_id}"


def of_subject(subject: str) -> str:
    """The plan's id, out of how it is named as a subject."""
    return subject.partition(":")[2]


def work_on(session: Session, plan_id: str) -> Job:
    """What was done last for a plan, or is being done.

    Raises:
        NotFound: there is no such plan.
        Conflict: nothing ever was, for whoever made it had formed its circles already.

    """
    job = job_store.latest(session, subject(plans.get(session, plan_id).plan_id))
    if job is None:
        raise Conflict(N_("No worker does anything for this plan."))
    return job


def create(
    session: Session,
    request_id: str,
    now: datetime,
    *,
    kind: str,
    wishes: Mapping[str, Any],
    actor: str,
    language: str = LANGUAGES[0],
    work: bool = True,
) -> Plan:
    """The plan of a request: a new one with the job of forming it, or the one it made before.

    Args:
        session: a transaction for changes.
        request_id: of whoever asks, so that asking twice makes one plan.
        now: when.
        kind: "circles", "cohorts", "pairs", "mentoring" or "meetups".
        wishes: numbers, codes and ids.
        actor: who asks for it, for the audit trail.
        language: its circles are named in.
        work: whether a worker is to form them; else whoever asks has formed them already.

    Raises:
        Conflict: the request asked for something else before.

    """
    plan = Plan(
        plan_id=token_hex(8),
        request_id=request_id,
        kind=kind,
        wishes=dict(wishes),
        created_at=now,
        updated_at=now,
        actor=actor,
    )
    found = plans.of_request(session, request_id) or _unless_there(session, plan)
    if found is not None:
        if found.kind != kind or not alike(session, found.wishes, wishes):
            raise Conflict(
                "The request {request_id} asked for another plan before. Give this one a new id.",
                request_id=request_id,
            )
        return found
    audit.record(session, actor, "plan.create", subject(plan.plan_id), now, kind=kind)
    if work:
        args = {LANGUAGE: language}
        jobs.add(session, FORM, subject(plan.plan_id), now, args=args, actor=actor)
    return plan


def _unless_there(session: Session, plan: Plan) -> Plan | None:
    """Add a plan; the one that somebody made for the same request at this moment, if any did."""
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:
        found = plans.of_request(session, plan.request_id)
        if found is None:
            raise
        return found
    return None


def finish(
    session: Session,
    plan_id: str,
    drafts: Sequence[Draft],
    result: Mapping[str, Any],
    now: datetime,
    *,
    actor: str,
) -> list[Circle]:
    """Keep what came of a plan: its circles as drafts, and its figures and reasons.

    Members who no longer agree to be matched, or are gone, are left out of both.

    Args:
        session: the transaction in which the job of forming it ends.
        plan_id: which.
        drafts: the circles.
        result: numbers, codes and ids; `result["waiting"]` gives each waiting member's reason code
            by her id.
        now: when.
        actor: who works on it, for the audit trail.

    Raises:
        NotFound: there is no such plan.
        Conflict: it has its circles already.

    """
    named = {one for draft in drafts for one in draft.members} | set(result.get("waiting", {}))
    circles.lock_members(session, named)
    gone = frozenset(named - circles.agreeing(session, named))
    plan = plans.get(session, plan_id, for_update=True)
    if plan.result is not None:
        raise Conflict("The plan {plan_id} has its circles already.", plan_id=plan_id)
    plan.result, plan.updated_at = without(dict(result), gone), now
    made = [
        _write(session, plan, f"{plan_id}-{number:05}", draft, gone)
        for number, draft in enumerate(drafts)
    ]
    session.flush()
    facts = {"circles": len(made), "left_out": len(gone)}
    audit.record(session, actor, "plan.finish", subject(plan_id), now, **facts)
    return made


def review(
    session: Session, plan_id: str, now: datetime, *, actor: str, revision: int | None = None
) -> list[Circle]:
    """Mark all drafts of a plan as reviewed, but for those that nobody sits in.

    Args:
        session: a transaction for changes.
        plan_id: which.
        now: when.
        actor: who asks for it, for the audit trail.
        revision: of the plan that was looked at; None: whichever.

    Returns:
        the circles that were drafts.

    Raises:
        NotFound: there is no such plan.
        Conflict: it was changed since that revision; nothing is kept then: the transaction is to
            be rolled back.

    """
    plan = plans.get(session, plan_id)
    hold(session, plan_id)
    drafts = filled(session, plan_id, CircleStatus.DRAFT)
    reviewed = life.advance_all(session, drafts, CircleStatus.REVIEWED, now, actor=actor)
    _demand(session, plan, revision, len(reviewed))
    return reviewed


def publish(
    session: Session, plan_id: str, now: datetime, *, actor: str, revision: int | None = None
) -> list[Circle]:
    """Publish all reviewed circles of a plan, and put those it found no place for on the list.

    A circle that nobody sits in stays as it is, until somebody does. Whoever waits is counted once
    for a plan, however often it is published.

    Args:
        session: a transaction for changes.
        plan_id: which.
        now: when.
        actor: who asks for it, for the audit trail.
        revision: of the plan that was looked at; None: whichever.

    Returns:
        the circles that were published now.

    Raises:
        NotFound: there is no such plan.
        Conflict: one of the circles may not be published, or the plan was changed since that
            revision; nothing is kept then: the transaction is to be rolled back.

    """
    plan = plans.get(session, plan_id)
    reasons: dict[str, str] = (plan.result or {}).get("waiting", {})
    placed = hold(session, plan_id, reasons)
    waiting.lock(session, placed | set(reasons))
    ready = filled(session, plan_id, CircleStatus.REVIEWED)
    published = life.advance_all(session, ready, CircleStatus.PUBLISHED, now, actor=actor)
    still = (set(reasons) - placed) & circles.agreeing(session, reasons)
    counted = waiting.put_all(session, {one: reasons[one] for one in still}, plan_id, now)
    if published or counted:
        facts = {"circles": len(published), "waiting": counted}
        audit.record(session, actor, "plan.publish", subject(plan_id), now, **facts)
    _demand(session, plan, revision, len(published))
    return published


def hold(session: Session, plan_id: str, also: Collection[str] = ()) -> set[str]:
    """Have nobody else change the circles of a plan, nor who sits there and `also`; who sits."""
    placed = circles.seated(session, plan_id)
    circles.lock_members(session, placed | set(also))
    circles.lock_of_plan(session, plan_id)
    if circles.seated(session, plan_id) - placed:
        raise Conflict(CHANGED)
    return placed


def _demand(session: Session, plan: Plan, revision: int | None, changes: int) -> None:
    """Make sure that a plan is as it was at a revision, but for so many changes made here.

    The row of a plan that was changed here is locked: nobody changes it further meanwhile.
    """
    session.refresh(plan)
    if revision is not None and plan.revision != revision + changes:
        raise Conflict(CHANGED)


def filled(session: Session, plan_id: str, status: CircleStatus) -> list[str]:
    """The circles of a plan with that status that somebody sits in."""
    such = [one.circle_id for one in circles.of_plan(session, plan_id) if one.status == status]
    return [one for one, seated in circles.roles(session, such).items() if seated]


def _write(
    session: Session, plan: Plan, circle_id: str, draft: Draft, gone: frozenset[str]
) -> Circle:
    now = plan.updated_at
    circle = Circle(
        circle_id=circle_id,
        name=draft.name,
        kind=plan.kind,
        status=CircleStatus.DRAFT.value,
        created_at=now,
        plan_id=plan.plan_id,
        meets_utc_hour=draft.meets_utc_hour,
        meets_hours=draft.meets_hours,
    )
    session.add(circle)
    session.flush()
    roles, seated = {True: "facilitator", False: "member"}, draft.members - gone
    session.add_all(
        CircleMember(
            circle_id=circle.circle_id,
            member_id=one,
            role=roles[one in draft.facilitators],
            joined_at=now,
        )
        for one in sorted(seated)
    )
    facts = {"members": len(seated)}
    audit.record(
        session, plan.actor, "circle.create", seats.subject(circle.circle_id), now, **facts
    )
    return circle
