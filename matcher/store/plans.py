"""Plans: read them one by one, by the request that made them, or page by page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.store.schema import Plan


def get(session: Session, plan_id: str, *, for_update: bool = False) -> Plan:
    """The plan with that id, locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    found = session.get(Plan, plan_id, with_for_update=for_update or None)
    if found is None:
        raise NotFound("There is no plan {plan_id}.", plan_id=plan_id)
    return found


def of_request(session: Session, request_id: str) -> Plan | None:
    """The plan that a request made; None if it made none yet."""
    return session.scalars(select(Plan).where(Plan.request_id == request_id)).one_or_none()


def page(session: Session, *, after: str | None = None, limit: int = 50) -> list[Plan]:
    """Up to `limit` plans by id, from the one that follows `after` on."""
    query = select(Plan).order_by(Plan.plan_id).limit(limit)
    if after is not None:
        query = query.where(Plan.plan_id > after)
    return list(session.scalars(query))
