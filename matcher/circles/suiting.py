"""Whom an hour suits: free then, at a civil hour where she lives, in no other circle of hers."""

from collections.abc import Mapping, Sequence

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits
from features.tables import HOURS_A_WEEK
from matcher.circles.hours import Slot, around, best_slot, zone_of
from matcher.circles.open_circles import OpenCircle
from matcher.circles.standing import Standing
from matcher.circles.states import UNPUBLISHED
from matcher.grouping.problem import WAITING


def suits(free: Bits, slot: Slot, hours: int) -> Bool:
    """(m,) whether an hour suits each.

    Args:
        free: (m, 3) uint64 the hours of the UTC week from which a meeting suits each.
        slot: the hour.
        hours: the meeting lasts that `free` is about.

    """
    found = np.ones(len(free), dtype=np.bool_)
    for later in range(max(slot.hours - hours, 0) + 1):
        word, bit = divmod((slot.start + later) % HOURS_A_WEEK, 64)
        found &= (free[:, word] >> np.uint64(bit) & np.uint64(1)).astype(np.bool_)
    return found


def members_in(standing: Standing, circle: Int32, place: int) -> Int32:
    """(m,) int32 rows of the roster in one circle of a grouping of seats."""
    return standing.roster.member[np.flatnonzero(circle == place)]


def unfree(
    standing: Standing, circle: Int32, place: int, slots: Mapping[int, Slot | None]
) -> Int32:
    """(m,) int32 rows of those in a circle whom its hour does not suit; nobody where it has none.

    Whoever no longer agrees to be matched is left out.

    Args:
        standing: the circles as they stand.
        circle: (r,) int32 of each seat.
        place: number of the circle.
        slots: when the circles meet, by number.

    """
    members, slot = members_in(standing, circle, place), slots[place]
    if slot is None or not standing.built.hours or not len(members):
        return members[:0]
    fine = suits(_free(standing, circle, place, slots), slot, standing.built.hours)
    return np.asarray(members[~fine & ~standing.held[members]], dtype=np.int32)


def slots_of(standing: Standing) -> dict[int, Slot | None]:
    """When the circles meet, by number."""
    return {c: one.slot for c, one in enumerate(standing.circles)}


def meetings_after(
    standing: Standing, circle: Int32, places: Sequence[int]
) -> dict[int, Slot | None]:
    """The hours of changed circles: whoever sits in several never meets with two at once.

    One that was set by hand stays. So does that of a circle whose members know of it, as long as
    it suits all of them; else the hour that suits best is taken, None where none does.

    Args:
        standing: the circles as they stand.
        circle: (r,) int32 of each seat, after the change.
        places: numbers of the changed circles.

    """
    slots = slots_of(standing)
    for place in places:
        one, members = standing.circles[place], members_in(standing, circle, place)
        if one.by_hand or not len(members) or not standing.built.hours:
            continue
        free = _free(standing, circle, place, slots)
        slots[place] = _kept_slot(one, free) or best_slot(
            free,
            [zone_of(int(standing.roster.members.province[member])) for member in members],
            standing.built.hours,
        )
    return {place: slots[place] for place in places}


def _kept_slot(one: OpenCircle, free: Bits) -> Slot | None:
    """The hour of a circle whose members know of it, if it still suits all."""
    if one.slot is None or one.status in UNPUBLISHED:
        return None
    return one.slot if suits(free, one.slot, one.slot.hours).all() else None


def _free(standing: Standing, circle: Int32, place: int, slots: Mapping[int, Slot | None]) -> Bits:
    """(m, 3) uint64 when each in a circle could begin a meeting, beside her other circles."""
    members = members_in(standing, circle, place)
    free = standing.built.free[members].copy()
    for k, member in enumerate(members.tolist()):
        for other in circle[np.array(standing.frame.seats[member])].tolist():
            slot = slots[other] if other not in {WAITING, place} else None
            if slot is not None:
                free[k] &= ~around(slot, standing.built.hours)
    return free
