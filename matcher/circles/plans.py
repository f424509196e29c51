"""The life of a plan: asked for once, formed by a job, kept as drafts, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy.orm import Session

from matcher import audit
from matcher.circles import life, seats
from matcher.circles.forgetting import without
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict
from matcher.store import circles, plans, waiting
from matcher.store.schema import Circle, CircleMember, Plan
from matcher.work import jobs

FORM = "circles.form"
"""The kind of the job that forms the circles of a plan."""


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


def create(
    session: Session,
    request_id: str,
    now: datetime,
    *,
    kind: str,
    wishes: Mapping[str, Any],
    actor: str,
) -> Plan:
    """The plan of a request: a new one with the job of forming it, or the one it made before.

    Args:
        session: a transaction for changes.
        request_id: of whoever asks, so that asking twice makes one plan.
        now: when.
        kind: "circles", "cohorts", "pairs", "mentoring" or "meetups".
        wishes: numbers, codes and ids.
        actor: who asks for it, for the audit trail.

    Raises:
        Conflict: the request asked for something else before.

    """
    found = plans.of_request(session, request_id)
    if found is not None:
        if (found.kind, found.wishes) != (kind, dict(wishes)):
            raise Conflict(
                "The request {request_id} asked for another plan before. Give this one a new id.",
                request_id=request_id,
            )
        return found
    plan = Plan(
        plan_id=token_hex(8),
        request_id=request_id,
        kind=kind,
        wishes=dict(wishes),
        created_at=now,
        updated_at=now,
        actor=actor,
    )
    session.add(plan)
    session.flush()
    audit.record(session, actor, "plan.create", subject(plan.plan_id), now, kind=kind)
    jobs.add(session, FORM, subject(plan.plan_id), now, args={}, actor=actor)
    return plan


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


def publish(session: Session, plan_id: str, now: datetime, *, actor: str) -> list[Circle]:
    """Publish all reviewed circles of a plan, and put those it found no place for on the list.

    Whoever waits is counted once for a plan, however often it is published.

    Returns:
        the circles that were published now.

    Raises:
        NotFound: there is no such plan.
        Conflict: one of the circles may not be published; nothing is kept then: the transaction
            is to be rolled back.

    """
    plan = plans.get(session, plan_id)
    reasons: dict[str, str] = (plan.result or {}).get("waiting", {})
    of_plan = circles.of_plan(session, plan_id)
    placed = {one.member_id for each in of_plan for one in circles.seats(session, each.circle_id)}
    circles.lock_members(session, placed | set(reasons))
    published = [
        life.advance(session, one.circle_id, CircleStatus.PUBLISHED, now, actor=actor)
        for one in of_plan
        if one.status == CircleStatus.REVIEWED
    ]
    still = sorted((set(reasons) - placed) & circles.agreeing(session, reasons))
    counted = sum(waiting.put(session, one, reasons[one], plan_id, now) for one in still)
    if published or counted:
        facts = {"circles": len(published), "waiting": counted}
        audit.record(session, actor, "plan.publish", subject(plan_id), now, **facts)
    return published


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
