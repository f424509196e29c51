"""Circles as they were formed: who sits where, who leads, when they meet, who waits and why."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits
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
        slot: its weekly meeting; None where there is no shared hour, or none is asked for.
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
    circles = tuple(
        _circle(number, roster.member[seats], roster, built, solution)
        for number, seats in enumerate(seated)
        if len(seats)
    )
    return Formation(
        wishes, roster, built, solution, circles, _waiting(wishes, roster, built, circles)
    )


def _circle(
    number: int, members: Int32, roster: Roster, built: Built, solution: Solution
) -> FormedCircle:
    leader = _leader(members, roster)
    order = np.lexsort((members, members != (-1 if leader is None else leader)))
    zones = [zone_of(int(roster.members.province[one])) for one in members]
    verdict = solution.verdict
    return FormedCircle(
        number=number,
        members=members[order],
        leader=leader,
        slot=best_slot(built.free[members], zones, built.hours) if built.hours else None,
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
    shared = _shared(built.free, circles)
    spoken = _shared(built.spoken, circles)
    room = np.array([len(one.members) < wishes.most for one in circles], dtype=np.bool_)
    return tuple(
        Waiting(int(member), _reason(int(member), wishes, built, (shared, spoken, room)))
        for member in np.flatnonzero(~seated)
    )


def _shared(bits: Bits, circles: tuple[FormedCircle, ...]) -> Bits:
    """(g, w) what all members of each circle have."""
    shared = [np.bitwise_and.reduce(bits[one.members], axis=0) for one in circles]
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
