"""Wishes and roster → the problem that `matcher.grouping` solves."""

from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Float64
from features.meeting import Bits, slot_bits, to_bits
from features.support import Support
from features.tables import HOURS_A_WEEK
from matcher.circles.ranking import Ranked
from matcher.circles.roster import Roster
from matcher.circles.rules import rules
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import Factors, Problem
from matcher.grouping.solve import suggested_floor
from models.compatibility.factors import factors

WAITS = 4.0
"""What it costs to leave a member waiting, beside a mean pair score of about one half."""
MOST_TIMES = 5
"""Times of waiting before that still count: after n of them it costs 1 + n times as much."""
STRENGTH = 20.0
"""How strongly worse circles are pushed up: the weakest gains much, the sum loses two parts in a
thousand (samples of seeds 1 and 2, against a strength of 5)."""
WELL_OFF = 0.4
"""How far from any company to the best one a circle is, from which on it is well off."""


@dataclass(frozen=True, slots=True)
class Built:
    """A problem, and what it was made from.

    Attributes:
        problem: over the seats.
        support: what the members bring.
        scores: of the members.
        free: (n, 3) uint64 slots that suit each member, who is not free while other circles of
            hers meet; all where no meeting is asked for.
        spoken: (n, w) uint64 the languages of each.
        hours: a meeting takes; 0 where none is asked for.
        roster: whose seats they are.
        ranked: who was taken; None where all were.

    """

    problem: Problem
    support: Support
    scores: Factors
    free: Bits
    spoken: Bits
    hours: int
    roster: Roster
    ranked: Ranked | None = None


def build(wishes: Wishes, roster: Roster, support: Support, count: int | None = None) -> Built:
    """The problem.

    Args:
        wishes: what is asked for.
        roster: of n members.
        support: of the n members.
        count: how many circles there are; None as many as suit so many members.

    Raises:
        DataError: a pinned member or a kind that is not there.

    """
    scores = Factors(*factors(support, wishes.compatibility))
    free, spoken = _free(wishes, roster), _spoken(roster)
    sizes = np.array(
        [[wishes.least, wishes.most]] * (count or _count(wishes, roster)), dtype=np.int32
    )
    problem = Problem(
        scores=scores.of(roster.member),
        sizes=sizes,
        waiting=_waiting(roster),
        rules=tuple(rules(wishes, roster, free, spoken)),
        counting="members",
    )
    problem = replace(problem, floor=suggested_floor(problem, WELL_OFF, STRENGTH))
    return Built(
        problem,
        support,
        scores,
        free,
        spoken,
        wishes.meeting.hours if wishes.meeting else 0,
        roster,
    )


def _free(wishes: Wishes, roster: Roster) -> Bits:
    if wishes.meeting is None:
        return to_bits(np.ones((len(roster), HOURS_A_WEEK), dtype=np.bool_))
    meeting = wishes.meeting
    taken = np.zeros_like(roster.busy)
    for later in range(meeting.hours):
        taken |= np.roll(roster.busy, -later, axis=1)
    suits = slot_bits(roster.members, meeting.hours, (meeting.opens, meeting.closes))
    return suits & ~to_bits(taken)


def _count(wishes: Wishes, roster: Roster) -> int:
    """How many circles: of middling size for all, no more than there are to lead them."""
    seated = len(np.unique(roster.member))
    count = max(round(2 * seated / (wishes.least + wishes.most)), 1)
    if wishes.facilitator and wishes.facilitator.weight is None:
        count = min(count, int(roster.leads[roster.member].sum()))
    pinned = 1 + max(wishes.pinned.values(), default=-1)
    return max(count, pinned, 1)


def _waiting(roster: Roster) -> Float64:
    """(r,) what it costs to leave a seat empty: nothing for a further one."""
    costs = np.zeros(roster.n_seats, dtype=np.float64)
    members, first = np.unique(roster.member, return_index=True)
    costs[first] = WAITS * (1 + np.minimum(roster.waited[members], MOST_TIMES))
    return costs


def _spoken(roster: Roster) -> Bits:
    """(n, w) a bit for each language that occurs; who told none speaks Indonesian."""
    told = [one or ("id",) for one in roster.members.languages]
    place = {code: i for i, code in enumerate(sorted({code for row in told for code in row}))}
    bits = np.zeros((len(told), len(place) // 64 + 1), dtype=np.uint64)
    for i, row in enumerate(told):
        for code in row:
            bits[i, place[code] // 64] |= np.uint64(1 << place[code] % 64)
    return bits
