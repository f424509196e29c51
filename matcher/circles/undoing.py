"""The way back from the last change of a plan by hand, kept with the plan until it changes again.

Whoever makes a change over HTTP is handed its undo; on the command line it is found here.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from matcher.circles.hours import Slot
from matcher.circles.moving import Move
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import plans
from matcher.store.schema import Plan

UNDO: Final = "undo"
"""Key in the result of a plan."""


class Undo(NamedTuple):
    """What takes a change back.

    Attributes:
        moves: one after the other.
        anyway: hard rules that were broken before the change.
        hours: of the circles, as they were.

    """

    moves: tuple[Move, ...]
    anyway: frozenset[str]
    hours: Mapping[str, Slot | None]


def keep(
    plan: Plan, moves: Sequence[Move], anyway: Collection[str], hours: Mapping[str, Slot | None]
) -> None:
    """Keep the way back with a plan that was just changed; it takes the place of the one before."""
    told = {
        "revision": plan.revision,
        "count": len(moves),
        "moves": [
            {
                "member_id": one.member_id,
                "from": one.origin,
                "to": one.to,
                "further": one.further,
                "role": one.role,
            }
            for one in moves
        ],
        "anyway": sorted(anyway),
        "hours": {
            circle_id: None if slot is None else [slot.start, slot.hours]
            for circle_id, slot in hours.items()
        },
    }
    plan.result = {**(plan.result or {}), UNDO: told}


def last(session: Session, plan_id: str) -> Undo:
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
    return Undo(
        moves=tuple(
            Move(one["member_id"], one["to"], one["from"], one["further"], one["role"])
            for one in told["moves"]
        ),
        anyway=frozenset(told["anyway"]),
        hours={
            circle_id: None if slot is None else Slot(*slot)
            for circle_id, slot in told["hours"].items()
        },
    )
