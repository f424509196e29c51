"""The waiting list: who found no place in a circle, why, and how often."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.store.circles import batches
from matcher.store.schema import Waiting


def first_come(session: Session) -> list[Waiting]:
    """Who waits, in the order of coming first: most often, then longest."""
    query = select(Waiting)
    order = (Waiting.times_waited.desc(), Waiting.since, Waiting.member_id)
    return list(session.scalars(query.order_by(*order)))


def put(session: Session, member_id: str, reason: str, plan_id: str | None, now: datetime) -> bool:
    """Put a member on the list, or count that she waits once more.

    Args:
        session: a transaction for changes.
        member_id: who.
        reason: code of why there was no place.
        plan_id: which plan found none; it counts once. None: an admin's own doing.
        now: when.

    Returns:
        whether it counted.

    """
    row = session.get(Waiting, member_id, with_for_update=True)
    if row is None:
        row = Waiting(member_id=member_id, plan_id=plan_id, since=now, reason=reason)
        session.add(row)
    elif plan_id is not None and row.plan_id == plan_id:
        return False
    else:
        row.plan_id, row.reason, row.times_waited = plan_id, reason, row.times_waited + 1
    session.flush()
    return True


def take_off(session: Session, member_ids: Iterable[str]) -> None:
    """Take members off the list: they have a place, or want none."""
    for ids in batches(member_ids):
        session.execute(delete(Waiting).where(Waiting.member_id.in_(ids)))
