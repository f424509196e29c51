"""Plans: read them one by one, by the request that made them, or page by page."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.store.schema import Circle, Plan


def get(session: Session, plan_id: str, *, for_update: bool = False) -> Plan:
    """The plan with that id; as it is now, and locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    found = session.get(
        Plan, plan_id, with_for_update=for_update or None, populate_existing=for_update
    )
    if found is None:
        raise NotFound("There is no plan {plan_id}.", plan_id=plan_id)
    return found


def of_request(session: Session, request_id: str) -> Plan | None:
    """The plan that a request made; None if it made none yet."""
    return session.scalars(select(Plan).where(Plan.request_id == request_id)).one_or_none()


def page(
    session: Session, *, after: tuple[datetime, str] | None = None, limit: int = 50
) -> list[Plan]:
    """Up to `limit` plans, newest first, from the one that follows `after` (time and id) on."""
    query = select(Plan).order_by(Plan.created_at.desc(), Plan.plan_id).limit(limit)
    if after is not None:
        at, plan_id = after
        same = and_(Plan.created_at == at, Plan.plan_id > plan_id)
        query = query.where(or_(Plan.created_at < at, same))
    return list(session.scalars(query))


def circle_counts(session: Session, plan_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """How many circles of each status the plans have; a plan without any is left out."""
    query = select(Circle.plan_id, Circle.status, func.count()).where(Circle.plan_id.in_(plan_ids))
    counts: dict[str, dict[str, int]] = {}
    for plan_id, status, count in session.execute(query.group_by(Circle.plan_id, Circle.status)):
        counts.setdefault(str(plan_id), {})[status] = count
    return {plan_id: dict(sorted(found.items())) for plan_id, found in counts.items()}
