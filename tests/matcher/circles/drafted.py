"""Plans with drafts in a store: a small one of named women, and one formed from a community."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from matcher.circles import plans
from matcher.circles.drafts import drafts
from matcher.circles.exporting import plan
from matcher.circles.form import form
from matcher.circles.plans import Draft
from matcher.circles.wishes import read_wishes
from matcher.store.session import Store
from matcher.work import jobs
from models.encoder import shipped
from tests.matcher.circles.women import NOW

SMALL: Mapping[str, object] = {
    "kind": "circles",
    "least": 2,
    "most": 3,
    "facilitator": None,
    "provinces": None,
    "beginners": None,
}
"""Wishes that circles of two or three women keep."""


def small_plan(
    session: Session, *groups: str, request: str = "r", wishes: Mapping[str, object] = SMALL
) -> str:
    """The id of a plan with drafts of the named women; the first of each leads it."""
    made = plans.create(
        session, request, NOW, kind="circles", wishes={**SMALL, **wishes}, actor="cli"
    )
    proposed = [
        Draft(f"Lingkar {n}", frozenset(names.split()), frozenset(names.split()[:1]), 37, 1)
        for n, names in enumerate(groups, start=1)
    ]
    plans.finish(session, made.plan_id, proposed, {"waiting": {}}, NOW, actor="worker")
    _done(session)
    return made.plan_id


def formed_plan(store: Store, request: str = "r", **wishes: object) -> str:
    """The id of a plan whose drafts were formed from the community in a store."""
    asked = read_wishes({"seconds": 1, "seed": 1, **wishes})
    with store.read() as session:
        formed = form(session, asked, shipped())
    with store.begin() as session:
        made = plans.create(
            session,
            request,
            NOW,
            kind=asked.kind,
            wishes=asked.model_dump(mode="json"),
            actor="cli",
        )
        plans.finish(session, made.plan_id, drafts(formed, "en"), plan(formed), NOW, actor="worker")
        _done(session)
    return made.plan_id


def _done(session: Session) -> None:
    """The job of forming is over."""
    job = jobs.take(session, [plans.FORM], NOW)
    assert job is not None
    jobs.finish(session, job.job_id, job.attempt, NOW)
