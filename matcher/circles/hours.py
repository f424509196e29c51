"""The weekly hour of a circle: the hours all have free, and which of them suits all best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import Float64, Int64
from features.meeting import Bits, from_bits, to_bits
from features.regions import PROVINCES, Zone
from features.schedule import DAYS
from features.tables import HOURS_A_WEEK

_WORKDAY = ((6, 0.4), (9, 0.3), (11, 0.4), (13, 0.5), (15, 0.5), (18, 0.7), (19, 1.0), (21, 0.6))
_WEEKEND = ((6, 0.4), (8, 0.8), (9, 0.9), (12, 0.6), (14, 0.7), (16, 0.8), (18, 0.7), (19, 0.8))
"""From which hour on a meeting is how welcome: an evening when the children sleep is welcome most,
a weekend morning next."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of the week.

    Attributes:
        day: 0 Monday; hour: 0 to 23.

    """

    day: int
    hour: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly meeting.

    Attributes:
        start: hour of the week in UTC it begins, Monday 00:00 first.
        hours: it lasts.

    """

    start: int
    hours: int

    def at(self, zone: Zone) -> Hour:
        """When it begins on the clocks of `zone`."""
        local = (self.start + zone.utc_offset) % HOURS_A_WEEK
        return Hour(local // 24, local % 24)


def zone_of(province: int) -> Zone:
    """The zone of a province by index; that of Jakarta where none is known, as for -1."""
    return PROVINCES[province].zone if province >= 0 else Zone.WIB


@dataclass(frozen=True, slots=True)
class Choice:
    """When a circle can meet.

    Attributes:
        starts: (k,) int64 hours of the UTC week that all members share, ascending.
        comfort: (k,) how welcome each is, 0 to 1: to the least suited member first, then to all.

    """

    starts: Int64
    comfort: Float64


def choice(free: Bits, zones: Sequence[Zone]) -> Choice:
    """The slots of a circle.

    Args:
        free: (m, 3) as `features.meeting.slot_bits` has them, of its members.
        zones: of each.

    """
    shared = from_bits(np.bitwise_and.reduce(free, axis=0))
    comfort = np.array([np.roll(_COMFORT, -zone.utc_offset)[shared] for zone in zones])
    least = comfort.min(axis=0)  # told in tenths, so that the mean never outweighs it
    return Choice(shared, (11 * least + comfort.mean(axis=0)) / 12)


def best_slot(free: Bits, zones: Sequence[Zone], hours: int) -> Slot | None:
    """The shared slot that suits the least suited member best, then all of them; None without one.

    Args:
        free: (m, 3) as `features.meeting.slot_bits` has them, of the members of a circle.
        zones: of each.
        hours: it lasts.

    """
    found = choice(free, zones)
    return Slot(int(found.starts[found.comfort.argmax()]), hours) if len(found.starts) else None


def around(slot: Slot, hours: int) -> Bits:
    """(3,) when a meeting of so many hours begins that overlaps with `slot`."""
    week = np.zeros((1, HOURS_A_WEEK), dtype=np.bool_)
    week[0, np.arange(slot.start - hours + 1, slot.start + slot.hours) % HOURS_A_WEEK] = True
    return np.asarray(to_bits(week)[0])


def _comfort() -> Float64:
    """(168,) how welcome a meeting that begins in a local hour is; 0 to 1."""
    week = np.zeros((len(DAYS), 24), dtype=np.float64)
    for day in range(len(DAYS)):
        for start, value in _WORKDAY if day < 5 else _WEEKEND:
            week[day, start:] = value
    week[:, 22:] = 0.1
    return week.reshape(HOURS_A_WEEK)


_COMFORT = _comfort()
