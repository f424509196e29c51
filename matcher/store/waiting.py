"""The waiting list: who found no place in a circle, why, and how often."""

from collections.abc import Iterable, Mapping
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
    """Put a member on the list, or count that she waits once more; `put_all` of one.

    Returns:
        whether it counted.

    """
    return put_all(session, {member_id: reason}, plan_id, now) == 1


def put_all(
    session: Session, reasons: Mapping[str, str], plan_id: str | None, now: datetime
) -> int:
    """Put members on the list, or count that they wait once more.

    Args:
        session: a transaction for changes.
        reasons: code of why there was no place, by member.
        plan_id: which plan found none; it counts once. None: an admin's own doing.
        now: when.

    Returns:
        how many counted.

    """
    counted = 0
    for ids in batches(reasons):
        query = select(Waiting).where(Waiting.member_id.in_(ids)).order_by(Waiting.member_id)
        fresh = query.with_for_update().execution_options(populate_existing=True)
        rows = {row.member_id: row for row in session.scalars(fresh)}
        for one in ids:
            row, reason = rows.get(one), reasons[one]
            if row is None:
                session.add(Waiting(member_id=one, plan_id=plan_id, since=now, reason=reason))
            elif plan_id is None or row.plan_id != plan_id:
                row.plan_id, row.reason, row.times_waited = plan_id, reason, row.times_waited + 1
            else:
                continue
            counted += 1
        session.flush()
    return counted


def lock(session: Session, member_ids: Iterable[str]) -> None:
    """Have nobody else change the places of members on the list until the transaction ends."""
    for ids in batches(member_ids):
        query = select(Waiting.member_id).where(Waiting.member_id.in_(ids))
        session.execute(query.order_by(Waiting.member_id).with_for_update())


def take_off(session: Session, member_ids: Iterable[str]) -> None:
    """Take members off the list: they have a place, or want none."""
    for ids in batches(member_ids):
        lock(session, ids)
        session.execute(delete(Waiting).where(Waiting.member_id.in_(ids)))
