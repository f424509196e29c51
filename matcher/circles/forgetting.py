"""A member out of what is only planned: her consent is withdrawn, or she is erased."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from matcher.circles import seats
from matcher.store import circles, waiting
from matcher.store.schema import Plan

FEW = 20
"""Members up to which plans are searched by id in the database."""

_DROP = object()


def take_out(
    session: Session, member_ids: Collection[str], now: datetime, *, actor: str, reason: str
) -> None:
    """Take members out of circles that nobody knows of yet, of all plans, and of the waiting list.

    Circles that were published stay as they are: there she is among people who know her, and
    leaves when she says so.

    Args:
        session: a transaction for changes, in which the members were read for update.
        member_ids: who.
        now: when.
        actor: who asks for it, for the audit trail.
        reason: code of why.

    """
    for ids in circles.batches(member_ids):
        for seat in seats.in_unpublished(session, ids):
            circle = circles.get(session, seat.circle_id, for_update=True)
            seats.free(session, circle, seat, now, actor=actor, reason=reason)
    waiting.take_off(session, member_ids)
    _forget(session, frozenset(member_ids))


def _forget(session: Session, gone: frozenset[str]) -> None:
    """Take members' ids out of the wishes, the progress and the result of all plans."""
    for plan in _naming(session, gone):
        for part in ("wishes", "progress", "result"):
            before = getattr(plan, part)
            after = without(before, gone)
            if after != before:
                setattr(plan, part, after)
    session.flush()


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


def _naming(session: Session, gone: frozenset[str]) -> Iterator[Plan]:
    """The plans that may name them, one at a time, read for update."""
    query = select(Plan.plan_id).order_by(Plan.plan_id)
    if len(gone) <= FEW:
        query = query.where(or_(*(_names(member_id) for member_id in sorted(gone))))
    for plan_id in list(session.scalars(query)):
        plan = session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
        if plan is not None:
            yield plan


def _names(member_id: str) -> ColumnElement[bool]:
    quoted = json.dumps(member_id)
    texts = (cast(part, Text) for part in (Plan.wishes, Plan.progress, Plan.result))
    return or_(*(text.contains(quoted, autoescape=True) for text in texts))
