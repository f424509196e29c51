"""Hours in which members of three time zones can meet: free UTC hours, and slots as bits."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from features.arrays import Bool, Int8, Int16, Int64
from features.errors import LingkarError
from features.regions import PROVINCES, Zone
from features.tables import HOURS_A_WEEK, MemberTable

Bits: TypeAlias = NDArray[np.uint64]
"""(n, w) sets as bits, 64 a word."""

CIVIL = (7, 22)
"""From when to when one may be asked to meet, local time."""


class MeetingError(LingkarError):
    """Hours in which nobody can meet."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When n members are free.

    Whoever lives abroad or did not say where is read in WIB, the zone of most members and the one
    in which the community announces its hours; `unplaced` tells whom to ask. Whoever named no
    hours is taken to be free in all civil hours of her zone, since not having said is not never;
    `unsaid` tells whom to ask.

    Attributes:
        free: (n, 168) in UTC, Monday 00:00 first.
        civil: (n, 168) the UTC hours that are civil where she lives.
        offset: (n,) int8 hours ahead of UTC.
        unsaid: (n,) who named no hours.
        unplaced: (n,) whose zone is not known.

    """

    free: Bool
    civil: Bool
    offset: Int8
    unsaid: Bool
    unplaced: Bool


def meeting_hours(members: MemberTable, civil: tuple[int, int] = CIVIL) -> Hours:
    """When members are free, in UTC.

    Args:
        members: n of them.
        civil: first civil hour, and the hour at which civil hours end; local time.

    Raises:
        MeetingError: the civil hours do not lie in 0 to 24.

    """
    return hours_of(members.availability, members.province, civil)


def hours_of(availability: Bool, province: Int16, civil: tuple[int, int] = CIVIL) -> Hours:
    """As `meeting_hours`, of n members who are in no table.

    Args:
        availability: (n, 168) local hours in which each said that she is free.
        province: (n,) int16 where each lives, -1 unknown.
        civil: as there.

    Raises:
        MeetingError: the civil hours do not lie in 0 to 24.

    """
    first, end = civil
    if not 0 <= first < end <= 24:
        raise MeetingError(
            "Meetings cannot lie between {first} and {end} o'clock. Choose two hours from 0 to 24, "
            "the earlier one first.",
            first=first,
            end=end,
        )
    unplaced = np.asarray(province < 0)
    offsets = np.array([one.utc_offset for one in PROVINCES], dtype=np.int8)
    offset = np.where(unplaced, np.int8(Zone.WIB.utc_offset), offsets[province])
    local = (np.arange(HOURS_A_WEEK) + offset[:, None].astype(np.int64)) % HOURS_A_WEEK
    day_hour = local % 24
    polite = (day_hour >= first) & (day_hour < end)
    unsaid = np.logical_not(availability.any(axis=1))
    free = np.take_along_axis(availability, local, axis=1)
    free[unsaid] = polite[unsaid]
    return Hours(free, polite, offset, unsaid, unplaced)


def slot_bits(members: MemberTable, hours: int = 1, civil: tuple[int, int] = CIVIL) -> Bits:
    """When each member could begin a meeting.

    Args:
        members: n of them.
        hours: how long the meeting takes.
        civil: first civil hour, and the hour by which it must be over; local time.

    Returns:
        (n, 3) uint64: bit h of the week is set where she is free in UTC from h for `hours` hours,
        all of them civil where she lives. What all of a circle share is a slot for it.

    Raises:
        MeetingError: the civil hours do not lie in 0 to 24, or the meeting is longer.

    """
    when = meeting_hours(members, civil)
    if not 1 <= hours <= civil[1] - civil[0]:
        raise MeetingError(
            "A meeting of {hours} hours does not fit between {first} and {end} o'clock. Choose a "
            "shorter one.",
            hours=hours,
            first=civil[0],
            end=civil[1],
        )
    usable = when.free & when.civil
    begins = usable.copy()
    for later in range(1, hours):
        begins &= np.roll(usable, -later, axis=1)
    return to_bits(begins)


def to_bits(weeks: Bool) -> Bits:
    """(n, 168) hours → (n, 3) uint64, hour h as bit h % 64 of word h // 64."""
    padded = np.zeros((len(weeks), 192), dtype=np.bool_)
    padded[:, :HOURS_A_WEEK] = weeks
    packed = np.packbits(padded, axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u8").astype(np.uint64)


def from_bits(bits: Bits) -> Int64:
    """The hours of the week in (3,) uint64, ascending."""
    octets = bits.astype("<u8").view(np.uint8)
    return np.flatnonzero(np.unpackbits(octets, bitorder="little")).astype(np.int64)
