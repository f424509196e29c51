"""Circles as they were formed: who sits where, who leads, when they meet, who waits and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits
from features.vocabulary import Role
from matcher.circles.build import Built
from matcher.circles.hours import Choice, Slot, choice, zone_of
from matcher.circles.roster import Roster
from matcher.circles.timetable import timetable
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
        wishes, roster, built, solution, circles, _waiting(wishes, roster, built, circles)
    )


def meetings(circles: Mapping[int, Int32], roster: Roster, built: Built) -> dict[int, Slot | None]:
    """The hour of each circle; whoever sits in several never meets with two at once.

    As many circles as possible get one, then the most welcome; None is left for the others.

    Args:
        circles: members of each by number.
        roster: of the members.
        built: with their slots.

    """
    choices, shared = choices_of(list(circles.values()), roster, built)
    starts = timetable(choices, shared, built.hours)
    return {
        number: Slot(int(start), built.hours) if start >= 0 else None
        for number, start in zip(circles, starts, strict=True)
    }


def choices_of(
    circles: Sequence[Int32], roster: Roster, built: Built
) -> tuple[list[Choice], list[list[int]]]:
    """When each circle can meet, and the circles of each member who sits in several."""
    choices, sits = [], defaultdict(list)
    for place, members in enumerate(circles):
        zones = [zone_of(int(roster.members.province[one])) for one in members]
        choices.append(choice(built.free[members], zones))
        for one in members:
            sits[int(one)].append(place)
    return choices, [places for places in sits.values() if len(places) > 1]


def _circle(
    number: int, members: Int32, roster: Roster, slot: Slot | None, solution: Solution
) -> FormedCircle:
    leader = _leader(members, roster)
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


def _leader(members: Int32, roster: Roster) -> int | None:
    """A facilitator before a volunteer, then whoever comes first."""
    able = members[roster.leads[members]]
    if not len(able):
        return None
    facilitator = list(Role).index(Role.FACILITATOR)
    return int(min(able, key=lambda one: (roster.members.role[one] != facilitator, one)))


def _waiting(
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
