"""What a circle and a plan can be, and what each can become next."""

from collections.abc import Mapping
from enum import StrEnum

from matcher.errors import Conflict


class CircleStatus(StrEnum):
    """Where a circle is in its life."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"


class PlanStatus(StrEnum):
    """How far the forming of circles is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"


C, P = CircleStatus, PlanStatus

CIRCLE_NEXT: Mapping[CircleStatus, frozenset[CircleStatus]] = {
    C.DRAFT: frozenset({C.REVIEWED, C.CLOSED}),
    C.REVIEWED: frozenset({C.DRAFT, C.PUBLISHED, C.CLOSED}),
    C.PUBLISHED: frozenset({C.RUNNING, C.CLOSED}),
    C.RUNNING: frozenset({C.CLOSED}),
    C.CLOSED: frozenset(),
}
"""A reviewed circle that is changed is a draft again; a published one never is, for its members
know of it."""

PLAN_NEXT: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    P.QUEUED: frozenset({P.RUNNING, P.CANCELLED, P.REFUSED}),
    P.RUNNING: frozenset({P.QUEUED, P.DONE, P.CANCELLED, P.REFUSED}),
    P.DONE: frozenset(),
    P.CANCELLED: frozenset(),
    P.REFUSED: frozenset(),
}
"""A running plan whose worker was lost goes back into the queue."""

UNPUBLISHED = frozenset({C.DRAFT, C.REVIEWED})
"""Circles that their members do not know of yet."""

MET = frozenset({C.PUBLISHED, C.RUNNING})
"""Circles whose members know each other."""


def circle_step(now: str, wanted: CircleStatus) -> None:
    """Make sure that a circle can become `wanted`.

    Raises:
        Conflict: not from where it is.

    """
    if wanted not in CIRCLE_NEXT[CircleStatus(now)]:
        raise Conflict(
            "A circle that is {now} cannot become {wanted}. Read it again to see where it stands.",
            now=now,
            wanted=wanted.value,
        )


def plan_step(now: str, wanted: PlanStatus) -> None:
    """Make sure that a plan can become `wanted`.

    Raises:
        Conflict: not from where it is.

    """
    if wanted not in PLAN_NEXT[PlanStatus(now)]:
        raise Conflict(
            "A plan that is {now} cannot become {wanted}. Read it again to see where it stands.",
            now=now,
            wanted=wanted.value,
        )
