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
from matcher.circles.states import OUTRANKED
from matcher.circles.timetable import timetable
from matcher.circles.wishes import OF_TWO, Wishes
from matcher.grouping.checking import Break, Verdict, members_of
from matcher.grouping.conflicts import Clash
from matcher.grouping.solution import Solution


@dataclass(frozen=True, slots=True)
class FormedCircle:
    """A circle.

    Attributes:
        number: of it, from 0, by which it is named: of circles just formed without a gap.
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
        clashes: what the wishes cannot give, known before the search.
        held: rows of those who sit in a circle without agreeing to be matched any more: of them
            nothing is told.

    """

    wishes: Wishes
    roster: Roster
    built: Built
    solution: Solution
    circles: tuple[FormedCircle, ...]
    waiting: tuple[Waiting, ...]
    clashes: tuple[Clash, ...] = ()
    held: frozenset[int] = frozenset()


def formation(wishes: Wishes, roster: Roster, built: Built, solution: Solution) -> Formation:
    """Seats back to members, an hour for every circle, a reason for whoever waits."""
    seated = members_of(solution.circle, len(built.problem.sizes))
    filled = {number: roster.member[seats] for number, seats in enumerate(seated) if len(seats) > 1}
    slots = meetings(filled, roster, built) if built.hours else dict.fromkeys(filled)
    circles = tuple(
        _circle(number, members, roster, slots[place], place=place, verdict=solution.verdict)
        for number, (place, members) in enumerate(filled.items())
    )
    return Formation(
        wishes, roster, built, solution, circles, whoever_waits(wishes, roster, built, circles)
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
    number: int,
    members: Int32,
    roster: Roster,
    slot: Slot | None,
    *,
    place: int,
    verdict: Verdict,
) -> FormedCircle:
    """`place` is its number in the problem, by which the verdict has it."""
    leader = leader_of(members, roster)
    order = np.lexsort((members, members != (-1 if leader is None else leader)))
    return FormedCircle(
        number=number,
        members=members[order],
        leader=leader,
        slot=slot,
        quality=float(verdict.quality[place]),
        breaks=tuple(one for one in verdict.breaks if one.circle == place),
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
    members = company(wishes, roster, [one.members for one in circles])
    shared, spoken = shared_bits(built.free, members), shared_bits(built.spoken, members)
    room = np.array([len(one) < wishes.most for one in members], dtype=np.bool_)
    return tuple(
        Waiting(int(member), _reason(int(member), wishes, built, (shared, spoken, room)))
        for member in np.flatnonzero(~seated)
    )


def company(wishes: Wishes, roster: Roster, circles: Sequence[Int32]) -> list[Int32]:
    """Those whom somebody who waits could have sat with: circles, or partners one by one."""
    if wishes.kind not in OF_TWO:
        return list(circles)
    seated = np.concatenate([np.zeros(0, dtype=np.int32), *circles])
    partners = np.flatnonzero(roster.leads) if wishes.mentoring else np.unique(seated)
    return list(partners.astype(np.int32)[:, None])


def shared_bits(bits: Bits, circles: Sequence[Int32]) -> Bits:
    """(g, w) what all members of each circle have, of `bits` (n, w) of the members."""
    shared = [np.bitwise_and.reduce(bits[members], axis=0) for members in circles]
    return np.array(shared, dtype=np.uint64).reshape(len(circles), bits.shape[1])


def _reason(member: int, wishes: Wishes, built: Built, circles: tuple[Bits, Bits, Bool]) -> str:
    """The first thing in the way: places, her own hours, a shared hour or language, then room."""
    if built.ranked is not None and not built.ranked.taken[member]:
        return OUTRANKED
    if wishes.mentoring and built.roster.leads[member]:
        return "no_mentee"
    if not built.free[member].any():
        return "no_hours"
    return _between(member, wishes, built, circles)


def _between(member: int, wishes: Wishes, built: Built, circles: tuple[Bits, Bits, Bool]) -> str:
    """What stood between her and those whom she could have sat with."""
    shared, spoken, room = circles
    if not len(room):
        return "no_circle"
    meets = (shared & built.free[member]).any(axis=1)
    if wishes.meeting and wishes.meeting.weight is None and not meets.any():
        return "hours"
    talks = (spoken & built.spoken[member]).any(axis=1)
    if wishes.languages and wishes.languages.weight is None and not talks.any():
        return "languages"
    if wishes.kind in OF_TWO:
        return "taken"
    return "rules" if (meets & talks & room).any() else "room"
