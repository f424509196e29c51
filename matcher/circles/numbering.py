"""The numbers by which an admin tells the circles of a plan apart, from 1, as they are named.

Exports, invitations and the command line all go by them; ids are for programs.
"""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from matcher.errors import DataError, NotFound
from matcher.i18n import N_
from matcher.store import circles, plans
from matcher.store.schema import Circle


def numbers(names: Sequence[str]) -> list[int]:
    """From 1: those in which the names end, where all do so unlike each other; else the order."""
    ends = [re.search(r"[1-9]\d{0,6}$", name) for name in names]
    told = [int(one[0]) for one in ends if one is not None]
    return told if len(set(told)) == len(names) else list(range(1, len(names) + 1))


def of_plan(session: Session, plan_id: str) -> list[tuple[int, Circle]]:
    """The circles of a plan, closed ones too, each with its number; by number.

    Raises:
        NotFound: there is no such plan.

    """
    found = circles.of_plan(session, plans.get(session, plan_id).plan_id)
    numbered = zip(numbers([one.name for one in found]), found, strict=True)
    return sorted(numbered, key=lambda one: one[0])


def find(session: Session, told: str, plan_id: str | None = None) -> Circle:
    """The circle that somebody means.

    Args:
        session: best from `Store.read`.
        told: its id, or its number in the plan.
        plan_id: the plan; without one only an id will do.

    Raises:
        NotFound: there is no such plan or circle.
        DataError: a number was told without the plan.

    """
    if plan_id is not None:
        for number, one in of_plan(session, plan_id):
            if told in {one.circle_id, str(number)}:
                return one
        raise NotFound(
            N_("Plan {plan_id} has no circle {circle}. `lingkar plans show {plan_id}` lists them."),
            plan_id=plan_id,
            circle=told,
        )
    try:
        return circles.get(session, told)
    except NotFound:
        if not told.isdecimal():
            raise
        raise DataError(
            N_("A circle goes by number within its plan. Name that too: `--plan PLAN`."),
        ) from None
