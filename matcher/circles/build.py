"""Wishes and roster → the problem that `matcher.grouping` solves."""

from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Float64
from features.meeting import Bits, slot_bits, to_bits
from features.tables import HOURS_A_WEEK
from matcher.circles.roster import Roster
from matcher.circles.rules import rules
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import Factors, Floor, Problem

WAITS = 4.0
"""What it costs to leave a member waiting, beside a mean pair score of about one half."""
MOST_TIMES = 5
"""Times of waiting before that still count: after n of them it costs 1 + n times as much."""
BELOW = 0.8
"""Share of the usual closeness of near members below which a circle is poor."""
POOR = 1.0
"""What a member of a poor circle counts for each point below that."""
_SAMPLE = 1_000


@dataclass(frozen=True, slots=True)
class Built:
    """A problem, and what it was made from.

    Attributes:
        problem: over the seats.
        scores: of the members.
        free: (n, 3) uint64 slots that suit each member; all where no meeting is asked for.
        spoken: (n, w) uint64 the languages of each.
        hours: a meeting takes; 0 where none is asked for.

    """

    problem: Problem
    scores: Factors
    free: Bits
    spoken: Bits
    hours: int


def build(wishes: Wishes, roster: Roster, scores: Factors) -> Built:
    """The problem.

    Args:
        wishes: what is asked for.
        roster: of n members.
        scores: of the n members.

    Raises:
        DataError: a pinned member or a kind that is not there.

    """
    free, spoken = _free(wishes, roster), _spoken(roster)
    sizes = np.array([[wishes.least, wishes.most]] * _count(wishes, roster), dtype=np.int32)
    problem = Problem(
        scores=replace(scores, values=scores.values[roster.member]),
        sizes=sizes,
        waiting=_waiting(roster),
        rules=tuple(rules(wishes, roster, free, spoken)),
        floor=suggested_floor(scores, wishes),
        counting="members",
    )
    return Built(problem, scores, free, spoken, wishes.meeting.hours if wishes.meeting else 0)


def _free(wishes: Wishes, roster: Roster) -> Bits:
    if wishes.meeting is None:
        return to_bits(np.ones((len(roster), HOURS_A_WEEK), dtype=np.bool_))
    meeting = wishes.meeting
    return slot_bits(roster.members, meeting.hours, (meeting.opens, meeting.closes))


def _count(wishes: Wishes, roster: Roster) -> int:
    """How many circles: of middling size for all, no more than there are to lead them."""
    count = max(round(2 * len(roster) / (wishes.least + wishes.most)), 1)
    if wishes.facilitator and wishes.facilitator.weight is None:
        count = min(count, int(roster.leads[roster.member].sum()))
    pinned = 1 + max(wishes.pinned.values(), default=-1)
    return max(count, pinned, 1)


def _waiting(roster: Roster) -> Float64:
    """(r,) what it costs to leave a seat empty: nothing for a further one."""
    costs = np.zeros(roster.n_seats, dtype=np.float64)
    costs[: len(roster)] = WAITS * (1 + np.minimum(roster.waited, MOST_TIMES))
    return costs


def suggested_floor(scores: Factors, wishes: Wishes) -> Floor:
    """A level that nearly every circle can reach: a share of how close near members are.

    Near are the next `wishes.least` − 1 of a sample; their mean is the most a circle is worth, and
    rules keep circles below it.
    """
    chance = np.random.default_rng(wishes.seed)
    some = chance.permutation(len(scores))[:_SAMPLE].astype(np.int32)
    among = scores.among(some)
    np.fill_diagonal(among, -np.inf)
    near = min(wishes.least - 1, len(some) - 1)
    closest = np.partition(among, -near, axis=1)[:, -near:]
    return Floor(level=float(BELOW * np.median(closest.mean(axis=1))), weight=POOR)


def _spoken(roster: Roster) -> Bits:
    """(n, w) a bit for each language that occurs; who told none speaks Indonesian."""
    told = [one or ("id",) for one in roster.members.languages]
    place = {code: i for i, code in enumerate(sorted({code for row in told for code in row}))}
    bits = np.zeros((len(told), len(place) // 64 + 1), dtype=np.uint64)
    for i, row in enumerate(told):
        for code in row:
            bits[i, place[code] // 64] |= np.uint64(1 << place[code] % 64)
    return bits
