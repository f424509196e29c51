"""The circles of a plan as they stand today, to be told and handed out as those just formed are."""

from dataclasses import replace

from sqlalchemy.orm import Session

from matcher.circles.formation import Formation
from matcher.circles.standing import Standing
from matcher.store import plans

ALIKE = 1e-6
"""Objectives that differ by less than this share of theirs are the same."""


def formation_today(session: Session, stood: Standing) -> Formation:
    """They, beside the bound that was proven as they were formed, as long as it still tells.

    That is: as long as they are worth what they were worth then. Once they were changed, or
    somebody came, went, or told something new, no bound is known.

    Args:
        session: of `Store.read`.
        stood: the circles of a plan.

    """
    formed = stood.formation()
    result = plans.get(session, str(stood.plan_id)).result or {}
    bound, before = result.get("bound"), result.get("objective")
    now = formed.solution.objective
    if bound is None or before is None or abs(now - before) > ALIKE * max(1.0, abs(before)):
        return formed
    return replace(formed, solution=replace(formed.solution, bound=float(bound)))
