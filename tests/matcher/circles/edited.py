"""A small plan changed by hand, and how it stands then."""

from datetime import timedelta

from sqlalchemy.orm import Session

from matcher.circles import edits
from matcher.circles.changes import Change, Move
from matcher.circles.edits import Edit
from matcher.store import circles, plans
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import SMALL, small_plan
from tests.matcher.circles.women import NOW, agree

LATER = NOW + timedelta(days=7)


def state(session: Session, plan_id: str) -> dict[str, object]:
    """Who sits where in which role, when circles meet, and who waits."""
    found: dict[str, object] = {
        one.circle_id: (
            {seat.member_id: seat.role for seat in circles.seats(session, one.circle_id)},
            (one.meets_utc_hour, one.meets_hours),
        )
        for one in circles.of_plan(session, plan_id)
    }
    result = plans.get(session, plan_id).result or {}
    return found | {"waiting": dict(result.get("waiting", {}))}


def apply(
    store: Store, plan_id: str, change: Change | list[Move], revision: int | None = None
) -> Edit:
    if isinstance(change, list):
        change = Change(tuple(change))
    with store.begin() as session:
        if revision is None:
            revision = plans.get(session, plan_id).revision
        return edits.apply(
            session, plan_id, revision, change, LATER, actor="cli", encoder=shipped()
        )


def seen(store: Store, plan_id: str) -> dict[str, object]:
    with store.read() as session:
        return state(session, plan_id)


def sits(store: Store, circle_id: str) -> list[str]:
    with store.read() as session:
        return [one.member_id for one in circles.seats(session, circle_id)]


def plan_of(store: Store, *groups: str, **wishes: object) -> tuple[str, list[str]]:
    with store.begin() as session:
        agree(session)
        plan_id = small_plan(session, *groups, wishes={**SMALL, **wishes})
        return plan_id, [one.circle_id for one in circles.of_plan(session, plan_id)]
