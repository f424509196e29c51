"""Plans as the API shows them: how far each is, what came of it, in ids and codes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.v1.clash_views import ClashView, clash_view
from matcher.circles import plans
from matcher.circles.plans import CONFLICTS
from matcher.grouping.solution import gap_of
from matcher.i18n import say
from matcher.store import circles, jobs
from matcher.store import plans as kept
from matcher.store.plans import circle_counts
from matcher.store.schema import Job, Plan
from matcher.work.jobs import OBJECTIVE, JobStatus, unheard


class ProgressView(BaseModel):
    """How far a job is."""

    seconds: float | None = Field(description="It has been worked on for so long.")
    share: float | None = Field(description="Of the time there is, 0 to 1.")
    objective: float | None = Field(description="What the best so far is worth; null: none yet.")
    curve: list[tuple[float, float]] = Field(
        description="How the best grew: seconds and objective, at most 100 points."
    )


class JobView(BaseModel):
    """What is being done about it."""

    job_id: str = Field(description="Names it in the log of the worker.")
    kind: str = Field(description="What is done.", examples=["circles.form"])
    status: JobStatus = Field(description="How far it is.")
    progress: ProgressView = Field(description="Of the search, while it runs and after.")
    message: str = Field(description="Why it was refused, in the language asked for; else empty.")
    asked_at: datetime = Field(description="When it was asked for.")
    updated_at: datetime = Field(description="When it was last heard of.")
    queued_seconds: float | None = Field(
        description="How long it has waited for a worker; null once one has it."
    )
    unheard: bool = Field(
        description="Whether it waits although no worker seems to run: start `lingkar worker`."
    )


class PlanRow(BaseModel):
    """A plan in a list."""

    plan_id: str = Field(description="Its id.")
    request_id: str = Field(description="Of the request that made it.")
    kind: str = Field(description="What is formed.", examples=["circles"])
    revision: int = Field(description="Counts the changes of its circles.")
    created_at: datetime = Field(description="When it was asked for.")
    job: JobView | None = Field(description="What was done last about it, or is being done.")
    circles: dict[str, int] = Field(
        description="How many circles of each status.", examples=[{"draft": 40}]
    )


class FormedView(BaseModel):
    """What the search came to; moves by hand since then are not in these figures."""

    objective: float | None = Field(description="What the whole is worth.")
    parts: dict[str, float] = Field(description="It by part: terms, soft rules, who waits.")
    bound: float | None = Field(description="Nothing is worth more; null: not known.")
    gap: float | None = Field(
        description="Share of the bound that may be missing at most; null: not known."
    )
    stopped: str = Field(description="Why the search ended.", examples=["time"])
    mean_quality: float | None = Field(description="Mean over circles of their mean pair score.")
    weakest_quality: float | None = Field(description="That of the weakest circle.")
    curve: list[tuple[float, float]] = Field(
        description="How the best grew: seconds and objective, at most 100 points."
    )


class PlanView(PlanRow):
    """A plan: what was wished, how far it is, and what came of it."""

    wishes: dict[str, Any] = Field(description="What was wished, complete.")
    placed: int = Field(description="Members who sit in one of its circles now.")
    waiting: dict[str, int] = Field(
        description="How many members wait now, by the code of the reason.",
        examples=[{"hours": 3}],
    )
    clashes: list[ClashView] = Field(
        description="Wishes that cannot all hold: why it was refused, or why some wait."
    )
    formed: FormedView | None = Field(description="Null until its circles are there.")


def plan_rows(
    session: Session, found: Sequence[Plan], language: str, now: datetime
) -> list[PlanRow]:
    """Plans as they stand in a list."""
    latest = jobs.latest_of(session, [plans.subject(one.plan_id) for one in found])
    counts = circle_counts(session, [one.plan_id for one in found])
    alone = unheard(session, now)
    shown = {subject: _job(job, language, now, alone) for subject, job in latest.items()}
    return [PlanRow(**_row(one, shown.get(plans.subject(one.plan_id)), counts)) for one in found]


def plan_view(session: Session, plan_id: str, language: str, now: datetime) -> PlanView:
    """A plan with all there is to say; raises `NotFound` where there is none of that id."""
    plan = kept.get(session, plan_id)
    latest = jobs.latest(session, plans.subject(plan.plan_id))
    job = _job(latest, language, now, unheard(session, now)) if latest is not None else None
    counts = circle_counts(session, [plan.plan_id])
    seated = circles.seated(session, plan.plan_id)
    return PlanView(
        **_row(plan, job, counts),
        wishes=plan.wishes,
        placed=len(seated),
        waiting=dict(Counter(reason for _, reason in waiting(plan, seated))),
        clashes=[clash_view(one, language) for one in _clashes(plan, latest)],
        formed=_formed(plan.result) if plan.result is not None else None,
    )


def waiting(plan: Plan, seated: set[str]) -> list[tuple[str, str]]:
    """Who found no place and sits in no circle of the plan by now, with the code of the reason."""
    reasons: Mapping[str, str] = (plan.result or {}).get("waiting", {})
    return sorted((one, reason) for one, reason in reasons.items() if one not in seated)


def _row(plan: Plan, job: JobView | None, counts: Mapping[str, dict[str, int]]) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "request_id": plan.request_id,
        "kind": plan.kind,
        "revision": plan.revision,
        "created_at": plan.created_at,
        "job": job,
        "circles": counts.get(plan.plan_id, {}),
    }


def _job(job: Job, language: str, now: datetime, alone: bool) -> JobView:
    told = job.progress
    queued = job.status == JobStatus.QUEUED
    return JobView(
        job_id=job.job_id,
        kind=job.kind,
        status=JobStatus(job.status),
        progress=ProgressView(
            seconds=told.get("seconds"),
            share=told.get("share"),
            objective=told.get(OBJECTIVE),
            curve=told.get("curve", []),
        ),
        message=say(job.message, language, **job.facts) if job.message else "",
        asked_at=job.created_at,
        updated_at=job.updated_at,
        queued_seconds=round((now - job.updated_at).total_seconds(), 1) if queued else None,
        unheard=queued and alone,
    )


def _clashes(plan: Plan, job: Job | None) -> list[Mapping[str, Any]]:
    """Of the plan, or of the refusal of what was done last about it."""
    refused: Mapping[str, Any] = job.facts if job is not None else {}
    formed: Mapping[str, Any] = plan.result or {}
    found: list[Mapping[str, Any]] = refused.get(CONFLICTS, formed.get(CONFLICTS, []))
    return found


def _formed(result: Mapping[str, Any]) -> FormedView:
    quality = [one["quality"] for one in result.get("circles", []) if "quality" in one]
    return FormedView(
        objective=result.get("objective"),
        parts=result.get("parts", {}),
        bound=result.get("bound"),
        gap=_gap(result.get("objective"), result.get("bound")),
        stopped=result.get("stopped", ""),
        mean_quality=sum(quality) / len(quality) if quality else None,
        weakest_quality=min(quality, default=None),
        curve=result.get("curve", []),
    )


def _gap(objective: float | None, bound: float | None) -> float | None:
    return None if objective is None or not bound else gap_of(objective, bound)
