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


_C, _P = CircleStatus, PlanStatus

CIRCLE_NEXT: Mapping[CircleStatus, frozenset[CircleStatus]] = {
    _C.DRAFT: frozenset({_C.REVIEWED, _C.CLOSED}),
    _C.REVIEWED: frozenset({_C.DRAFT, _C.PUBLISHED, _C.CLOSED}),
    _C.PUBLISHED: frozenset({_C.RUNNING, _C.CLOSED}),
    _C.RUNNING: frozenset({_C.CLOSED}),
    _C.CLOSED: frozenset(),
}
"""A reviewed circle that is changed is a draft again; a published one never is, for its members
know of it."""

PLAN_NEXT: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    _P.QUEUED: frozenset({_P.RUNNING, _P.CANCELLED, _P.REFUSED}),
    _P.RUNNING: frozenset({_P.QUEUED, _P.DONE, _P.CANCELLED, _P.REFUSED}),
    _P.DONE: frozenset(),
    _P.CANCELLED: frozenset(),
    _P.REFUSED: frozenset(),
}
"""A running plan whose worker was lost goes back into the queue."""

UNPUBLISHED = frozenset({_C.DRAFT, _C.REVIEWED})
"""Circles that their members do not know of yet."""

MET = frozenset({_C.PUBLISHED, _C.RUNNING})
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
