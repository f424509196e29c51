"""The weekly hour of a circle: the hours all have free, and which of them suits all best."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Float64, Int16
from features.regions import PROVINCES, Zone
from features.schedule import DAYS
from features.tables import HOURS_A_WEEK
from matcher.circles.wishes import Meeting
from matcher.grouping.rules import Bits

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


def free_slots(availability: Bool, province: Int16, meeting: Meeting) -> Bool:
    """(n, 168) whether a meeting that begins in an hour of the week in UTC suits each member.

    Args:
        availability: (n, 168) her own local hours.
        province: (n,) indices, -1 unknown.
        meeting: how long it is and between which hours of her day it lies.

    """
    start = np.arange(HOURS_A_WEEK) % 24
    civil = (start >= meeting.opens) & (start + meeting.hours <= meeting.closes)
    free = availability & civil
    for later in range(1, meeting.hours):
        free = free & np.roll(availability, -later, axis=1)
    offset = np.array([zone_of(int(one)).utc_offset for one in province], dtype=np.int64)
    local = (np.arange(HOURS_A_WEEK) + offset[:, None]) % HOURS_A_WEEK
    return np.asarray(np.take_along_axis(free, local, axis=1))


def as_bits(flags: Bool) -> Bits:
    """(n, k) flags as (n, ⌈k / 64⌉) words of bits, the first flag lowest."""
    n, k = flags.shape
    padded = np.zeros((n, -(-k // 64) * 64), dtype=np.bool_)
    padded[:, :k] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def best_slot(free: Bool, zones: list[Zone], hours: int) -> Slot | None:
    """The shared slot that suits the least suited member best, then all of them; None without one.

    Args:
        free: (m, 168) as `free_slots` has them, of the members of a circle.
        zones: of each.
        hours: it lasts.

    """
    shared = np.flatnonzero(free.all(axis=0))
    if not len(shared):
        return None
    comfort = np.array([np.roll(_COMFORT, -zone.utc_offset)[shared] for zone in zones])
    best = np.lexsort((-comfort.mean(axis=0), -comfort.min(axis=0)))[0]
    return Slot(int(shared[best]), hours)


def _comfort() -> Float64:
    """(168,) how welcome a meeting that begins in a local hour is; 0 to 1."""
    week = np.zeros((len(DAYS), 24), dtype=np.float64)
    for day in range(len(DAYS)):
        for start, value in _WORKDAY if day < 5 else _WEEKEND:
            week[day, start:] = value
    week[:, 22:] = 0.1
    return week.reshape(HOURS_A_WEEK)


_COMFORT = _comfort()
