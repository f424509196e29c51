"""A member out of what is only planned: her consent is withdrawn, or she is erased."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from matcher.circles import kept, seats
from matcher.circles.states import MET, UNPUBLISHED
from matcher.store import circles, waiting
from matcher.store.schema import Job, Plan
from matcher.store.session import after_commit

HOLDING: Mapping[type[Plan | Job], tuple[str, ...]] = {
    Plan: ("wishes", "result"),
    Job: ("args", "progress", "facts"),
}
"""The parts of each table in which ids of members may stand."""
FEW = 20
"""Members up to which those are searched by id in the database."""
WHOLE: Final = ("proposal",)
"""Keys of a plan's result whose value goes entirely with anyone in it: half a swap is none."""

_DROP = object()


def take_out(
    session: Session,
    member_ids: Collection[str],
    now: datetime,
    *,
    actor: str,
    reason: str,
    known: bool = False,
) -> None:
    """Take members out of circles that nobody knows of yet, of all plans, and of the waiting list.

    What this process keeps of members (see `matcher.circles.kept`) goes as the transaction ends.

    Circles that were published stay as they are, unless she is erased: there she is among people
    who know her, and leaves when she says so.

    Args:
        session: a transaction for changes, in which the members were read for update, and no row
            of a circle, a plan or a job (see `matcher.store.circles`).
        member_ids: who.
        now: when.
        actor: who asks for it, for the audit trail.
        reason: code of why.
        known: whether they leave circles that are known to their members as well.

    """
    gone = frozenset(member_ids)
    status = UNPUBLISHED | MET if known else UNPUBLISHED
    left = [seat for ids in circles.batches(gone) for seat in seats.taken(session, ids, status)]
    found = circles.locked(session, {one.circle_id for one in left})
    touched = {one.plan_id for one in found.values() if one.plan_id is not None}
    rows = list(_naming(session, gone, touched))
    for seat in left:
        seats.free(session, found[seat.circle_id], seat, now, actor=actor, reason=reason)
    waiting.take_off(session, gone)
    _forget(session, rows, gone)
    after_commit(session, kept.let_go)


def _forget(session: Session, rows: Collection[Plan | Job], gone: frozenset[str]) -> None:
    """Take members' ids out of what plans and jobs hold."""
    for row in rows:
        for part in HOLDING[type(row)]:
            before = getattr(row, part)
            after = _entire(before, without(before, gone))
            if after != before:
                setattr(row, part, after)
    session.flush()


def _entire(before: Any, after: Any) -> Any:
    """What is left of a part of a row, without what is worth nothing once something of it went."""
    if not isinstance(after, dict):
        return after
    broken = {key for key in WHOLE if key in after and after[key] != before[key]}
    return {key: part for key, part in after.items() if key not in broken}


def named(wishes: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the members that wishes for circles name one by one."""
    mentoring = wishes.get("mentoring") or {}
    return frozenset({*wishes.get("pinned", ()), *mentoring.get("capacities", ())})


def of_present(session: Session, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Wishes without those they name who are gone or do not agree to be matched any more.

    Nobody else goes until the transaction ends.
    """
    ids = named(wishes)
    circles.lock_members(session, ids)
    found: dict[str, Any] = without(dict(wishes), ids - circles.agreeing(session, ids))
    return found


def alike(session: Session, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two wishes are the same, but for members who withdrew or were erased since.

    Nothing of the wishes as they were before is kept for this, not even a digest: from one, whoever
    has all ids could find out which of them was named.
    """
    ids = named(one) | named(other)
    gone = ids - circles.agreeing(session, ids)
    return bool(without(dict(one), gone) == without(dict(other), gone))


def without(value: Any, gone: frozenset[str]) -> Any:
    """A JSON value without what is about some members.

    That is: their ids in lists and as keys, with what stands under them, and each object that has
    one of their ids as the value of a field. The outermost object stays, without that field.
    """
    if isinstance(value, dict):
        return {
            key: kept
            for key, part in value.items()
            if key not in gone and (kept := _cleaned(part, gone)) is not _DROP
        }
    return None if (kept := _cleaned(value, gone)) is _DROP else kept


def _cleaned(value: Any, gone: frozenset[str]) -> Any:
    if isinstance(value, str):
        return _DROP if value in gone else value
    if isinstance(value, list):
        return [kept for part in value if (kept := _cleaned(part, gone)) is not _DROP]
    if isinstance(value, dict):
        about_her = any(isinstance(part, str) and part in gone for part in value.values())
        return _DROP if about_her else without(value, gone)
    return value


def _naming(
    session: Session, gone: frozenset[str], touched: Collection[str]
) -> Iterator[Plan | Job]:
    """The plans and jobs that may name them, and the plans they leave, read for update in order."""
    for table, parts in HOLDING.items():
        (key,) = table.__mapper__.primary_key
        query = select(key)
        if len(gone) <= FEW:
            query = query.where(or_(*(_names(table, parts, one) for one in sorted(gone))))
        also = touched if table is Plan else ()
        for row_id in sorted({*session.scalars(query), *also}):
            row = session.get(table, row_id, with_for_update=True, populate_existing=True)
            if isinstance(row, Plan | Job):
                yield row


def _names(table: type[Plan | Job], parts: tuple[str, ...], member_id: str) -> ColumnElement[bool]:
    quoted = json.dumps(member_id)
    texts = (cast(getattr(table, part), Text) for part in parts)
    return or_(*(text.contains(quoted, autoescape=True) for text in texts))
