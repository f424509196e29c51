"""What a circle can be, and what it can become next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from matcher.errors import Conflict
from matcher.i18n import N_

CHANGED: Final = N_(
    "This was changed by somebody else meanwhile. Nothing was changed now. "
    "Read it again, then repeat your change."
)

BY_HAND: Final = "by_hand"
"""Why somebody waits whom an admin took out of her circle."""
OUTRANKED: Final = "ranking"
"""Why somebody waits whom the ranking left without a place: only an admin gives her one."""
ANEW: Final = "anew"
"""Why somebody waits whom a search moved out of hers."""


class CircleStatus(StrEnum):
    """Where a circle is in its life."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"


_C = CircleStatus

CIRCLE_NEXT: Mapping[CircleStatus, frozenset[CircleStatus]] = {
    _C.DRAFT: frozenset({_C.REVIEWED, _C.CLOSED}),
    _C.REVIEWED: frozenset({_C.DRAFT, _C.PUBLISHED, _C.CLOSED}),
    _C.PUBLISHED: frozenset({_C.RUNNING, _C.CLOSED}),
    _C.RUNNING: frozenset({_C.CLOSED}),
    _C.CLOSED: frozenset(),
}
"""A reviewed circle that is changed is a draft again; a published one never is, for its members
know of it."""

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
