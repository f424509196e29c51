"""Circles as they were formed: who sits where, who leads, when they meet, who waits and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits, to_bits
from features.tables import HOURS_A_WEEK
from features.vocabulary import Role
from matcher.circles.build import Built
from matcher.circles.hours import Slot, best_slot, zone_of
from matcher.circles.roster import Roster
from matcher.circles.wishes import Wishes
from matcher.grouping.checking import Break, members_of
from matcher.grouping.solution import Solution


@dataclass(frozen=True, slots=True)
class FormedCircle:
    """A circle.

    Attributes:
        number: of it in the problem, from 0.
        members: (m,) int32 rows of the roster, whoever leads first.
        leader: row of the roster; None where nobody leads.
        slot: its weekly meeting; None where none is left that all share, or none is asked for.
        quality: mean pair score.
        breaks: soft rules it breaks.

    """

    number: int
    members: Int32
    leader: int | None
    slot: Slot | None
    quality: float
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member without a circle.

    Attributes:
        member: row of the roster.
        reason: a key of `matcher.circles.words.WAITING`.

    """

    member: int
    reason: str


@dataclass(frozen=True, slots=True)
class Formation:
    """All circles, and whoever waits.

    Attributes:
        wishes: what was asked for.
        roster: who takes part.
        built: the problem.
        solution: what the search found.
        circles: those that are filled.
        waiting: in the order of the roster.

    """

    wishes: Wishes
    roster: Roster
    built: Built
    solution: Solution
    circles: tuple[FormedCircle, ...]
    waiting: tuple[Waiting, ...]


def formation(wishes: Wishes, roster: Roster, built: Built, solution: Solution) -> Formation:
    """Seats back to members, an hour for every circle, a reason for whoever waits."""
    seated = members_of(solution.circle, len(built.problem.sizes))
    filled = {number: roster.member[seats] for number, seats in enumerate(seated) if len(seats)}
    slots = meetings(filled, roster, built) if built.hours else dict.fromkeys(filled)
    circles = tuple(
        _circle(number, members, roster, slots[number], solution)
        for number, members in filled.items()
    )
    return Formation(
        wishes, roster, built, solution, circles, whoever_waits(wishes, roster, built, circles)
    )


def meetings(circles: Mapping[int, Int32], roster: Roster, built: Built) -> dict[int, Slot | None]:
    """The hour of each circle; whoever sits in several never meets with two at once.

    Circles with few shared hours choose first; None is left for one that finds none.

    Args:
        circles: members of each by number.
        roster: of the members.
        built: with their slots.

    """
    counts = np.bitwise_count(shared_bits(built.free, list(circles.values()))).sum(axis=1)
    shared = dict(zip(circles, counts.tolist(), strict=True))
    free = built.free.copy()
    slots: dict[int, Slot | None] = {}
    for number in sorted(circles, key=lambda one: (shared[one], one)):
        members = circles[number]
        zones = [zone_of(int(roster.members.province[one])) for one in members]
        slot = best_slot(free[members], zones, built.hours)
        slots[number] = slot
        if slot is not None:
            free[members] &= ~around(slot)
    return slots


def around(slot: Slot) -> Bits:
    """(3,) the slots that overlap with `slot`, itself among them."""
    week = np.zeros((1, HOURS_A_WEEK), dtype=np.bool_)
    week[0, np.arange(slot.start - slot.hours + 1, slot.start + slot.hours) % HOURS_A_WEEK] = True
    return np.asarray(to_bits(week)[0])


def _circle(
    number: int, members: Int32, roster: Roster, slot: Slot | None, solution: Solution
) -> FormedCircle:
    leader = leader_of(members, roster)
    order = np.lexsort((members, members != (-1 if leader is None else leader)))
    verdict = solution.verdict
    return FormedCircle(
        number=number,
        members=members[order],
        leader=leader,
        slot=slot,
        quality=float(verdict.quality[number]),
        breaks=tuple(one for one in verdict.breaks if one.circle == number),
    )


def leader_of(members: Int32, roster: Roster) -> int | None:
    """A facilitator before a volunteer, then whoever comes first."""
    able = members[roster.leads[members]]
    if not len(able):
        return None
    facilitator = list(Role).index(Role.FACILITATOR)
    return int(min(able, key=lambda one: (roster.members.role[one] != facilitator, one)))


def whoever_waits(
    wishes: Wishes, roster: Roster, built: Built, circles: tuple[FormedCircle, ...]
) -> tuple[Waiting, ...]:
    """Whoever sits in none of the circles, and what stood in the way."""
    seated = np.zeros(len(roster), dtype=np.bool_)
    for circle in circles:
        seated[circle.members] = True
    members = [one.members for one in circles]
    shared, spoken = shared_bits(built.free, members), shared_bits(built.spoken, members)
    room = np.array([len(one.members) < wishes.most for one in circles], dtype=np.bool_)
    return tuple(
        Waiting(int(member), _reason(int(member), wishes, built, (shared, spoken, room)))
        for member in np.flatnonzero(~seated)
    )


def shared_bits(bits: Bits, circles: Sequence[Int32]) -> Bits:
    """(g, w) what all members of each circle have, of `bits` (n, w) of the members."""
    shared = [np.bitwise_and.reduce(bits[members], axis=0) for members in circles]
    return np.array(shared, dtype=np.uint64).reshape(len(circles), bits.shape[1])


def _reason(member: int, wishes: Wishes, built: Built, circles: tuple[Bits, Bits, Bool]) -> str:
    """The first thing in the way: her own hours, then a shared hour or language, then room."""
    shared, spoken, room = circles
    if not built.free[member].any():
        return "no_hours"
    if not len(room):
        return "no_circle"
    meets = (shared & built.free[member]).any(axis=1)
    if wishes.meeting and wishes.meeting.weight is None and not meets.any():
        return "hours"
    talks = (spoken & built.spoken[member]).any(axis=1)
    if wishes.languages and wishes.languages.weight is None and not talks.any():
        return "languages"
    return "rules" if (meets & talks & room).any() else "room"
