"""Removing a plan whose circles nobody knows of."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import audit
from matcher.circles import plans
from matcher.circles.states import UNPUBLISHED, CircleStatus
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles
from matcher.store import jobs as job_store
from matcher.store import plans as kept
from matcher.store.schema import Circle, CircleMember
from matcher.work import jobs


def delete_plan(session: Session, plan_id: str, now: datetime, *, actor: str) -> int:
    """Remove a plan whose circles nobody knows of, and them with it; what is done for it ends.

    Returns:
        how many circles went.

    Raises:
        NotFound: there is no such plan.
        Conflict: members know of one of its circles.

    """
    kept.get(session, plan_id)
    of_plan = circles.of_plan(session, plan_id)
    for one in of_plan:
        circle = circles.get(session, one.circle_id, for_update=True)
        session.refresh(circle)
        if _known(session, circle):
            raise Conflict(
                N_("Members know of circles of this plan, so it stays. Close those instead.")
            )
        session.delete(circle)
    session.flush()
    plan = kept.get(session, plan_id, for_update=True)
    job = job_store.latest(session, plans.subject(plan_id))
    if job is not None and job.status in jobs.OPEN:
        jobs.cancel(session, job.job_id, now, actor=actor)
    session.delete(plan)
    session.flush()
    audit.record(session, actor, "plan.delete", plans.subject(plan_id), now, circles=len(of_plan))
    return len(of_plan)


def _known(session: Session, circle: Circle) -> bool:
    """Whether members know of a circle: one that was closed before they did kept no seat."""
    if circle.status in UNPUBLISHED:
        return False
    seat = select(CircleMember.member_id).where(CircleMember.circle_id == circle.circle_id)
    return (
        circle.status != CircleStatus.CLOSED or session.scalars(seat.limit(1)).first() is not None
    )
