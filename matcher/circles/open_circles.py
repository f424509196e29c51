"""Circles that are not closed, as the store has them."""

from dataclasses import dataclass

from matcher.circles.hours import Slot
from matcher.circles.states import CircleStatus
from matcher.store.schema import Circle


@dataclass(frozen=True, slots=True)
class OpenCircle:
    """A circle that is not closed.

    Attributes:
        circle_id: which.
        name: what it is called.
        number: from 0, by which exports name it.
        status: where it is in its life.
        locked: whether it is to stay as it is.
        slot: its weekly meeting; None where it has none yet.
        by_hand: whether an admin set that hour.
        leaders: rows of the roster.

    """

    circle_id: str
    name: str
    number: int
    status: CircleStatus
    locked: bool
    slot: Slot | None
    by_hand: bool
    leaders: tuple[int, ...]


def as_open(number: int, one: Circle, leaders: tuple[int, ...]) -> OpenCircle:
    """A circle of the store, its number and leaders (rows of a roster) told."""
    slot = None
    if one.meets_utc_hour is not None and one.meets_hours is not None:
        slot = Slot(one.meets_utc_hour, one.meets_hours)
    return OpenCircle(
        circle_id=one.circle_id,
        name=one.name,
        number=number,
        status=CircleStatus(one.status),
        locked=one.locked,
        slot=slot,
        by_hand=one.hour_by_hand,
        leaders=leaders,
    )
