"""The way back from the last change of a plan by hand, kept with the plan until it changes again.

Whoever makes a change over HTTP is handed its undo; on the command line it is found here.
"""

from typing import Final

from sqlalchemy.orm import Session

from matcher.circles import changes
from matcher.circles.changes import Change
from matcher.circles.hours import Slot
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import plans
from matcher.store.schema import Plan

UNDO: Final = "undo"
"""Key in the result of a plan."""


def keep(plan: Plan, back: Change) -> None:
    """Keep the way back with a plan that was just changed; it takes the place of the one before."""
    told = {
        "revision": plan.revision,
        "count": len(back.moves),
        "moves": changes.kept(back.moves),
        "anyway": sorted(back.anyway),
        "hours": {
            circle_id: None if slot is None else [slot.start, slot.hours]
            for circle_id, slot in (back.hours or {}).items()
        },
        "by_hand": sorted(back.by_hand or ()),
    }
    plan.result = {**(plan.result or {}), UNDO: told}


def last(session: Session, plan_id: str) -> Change:
    """The way back from the last change of a plan.

    Raises:
        NotFound: there is no such plan.
        Conflict: no change is known, the circles were changed otherwise since, or somebody who
            would move back takes no part any more.

    """
    plan = plans.get(session, plan_id)
    told = (plan.result or {}).get(UNDO)
    if told is None:
        raise Conflict(N_("No change of this plan by hand is known that could be taken back."))
    if told["revision"] != plan.revision or len(told["moves"]) != told["count"]:
        raise Conflict(
            N_(
                "The circles of this plan were changed otherwise since the last change by hand, "
                "so that it cannot be taken back as a whole. Move members one by one."
            )
        )
    return Change(
        moves=changes.read(told["moves"]),
        anyway=frozenset(told["anyway"]),
        hours={
            circle_id: None if slot is None else Slot(*slot)
            for circle_id, slot in told["hours"].items()
        },
        by_hand=frozenset(told.get("by_hand", ())),
    )
