"""Wishes and roster → the problem that `matcher.grouping` solves."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Float64, Int32
from matcher.circles.hours import as_bits, free_slots
from matcher.circles.roster import Roster
from matcher.circles.rules import rules
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import Factors, Floor, Problem

WAITS = 4.0
"""What it costs to leave a member waiting, beside a mean pair score of about one half."""
WAITED = 3.0
"""How many times as much it costs for whoever waited before."""
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
        free: (n, 168) the slots that suit each member; all where no meeting is asked for.
        spoken: (n, L) the languages of each.
        languages: the L codes.

    """

    problem: Problem
    free: Bool
    spoken: Bool
    languages: tuple[str, ...]


def build(wishes: Wishes, roster: Roster, scores: Factors) -> Built:
    """The problem.

    Args:
        wishes: what is asked for.
        roster: of n members.
        scores: of the n members.

    Raises:
        DataError: a pinned member or a kind that is not there.

    """
    free = np.ones((len(roster), 168), dtype=np.bool_)
    if wishes.meeting:
        members = roster.members
        free = free_slots(members.availability, members.province, wishes.meeting)
    languages, spoken = _languages(roster)
    sizes = np.tile(
        np.array([wishes.least, wishes.most], dtype=np.int32), (_count(wishes, roster), 1)
    )
    problem = Problem(
        scores=_seated(scores, roster.member),
        sizes=sizes,
        waiting=_waiting(roster),
        rules=tuple(rules(wishes, roster, as_bits(free), as_bits(spoken))),
        floor=suggested_floor(scores, wishes),
        counting="members",
    )
    return Built(problem, free, spoken, languages)


def _count(wishes: Wishes, roster: Roster) -> int:
    """How many circles: of middling size for all, no more than there are to lead them."""
    count = max(round(2 * len(roster) / (wishes.least + wishes.most)), 1)
    if wishes.facilitator and wishes.facilitator.weight is None:
        count = min(count, int(roster.leads[roster.member].sum()))
    pinned = 1 + max(wishes.pinned.values(), default=-1)
    return max(count, pinned, 1)


def _seated(scores: Factors, member: Int32) -> Factors:
    return Factors(scores.values[member], scores.weights, scores.terms, scores.term_of)


def _waiting(roster: Roster) -> Float64:
    """(r,) what it costs to leave a seat empty: nothing for a further one."""
    costs = np.zeros(roster.n_seats, dtype=np.float64)
    costs[: len(roster)] = np.where(roster.waited, WAITS * WAITED, WAITS)
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


def _languages(roster: Roster) -> tuple[tuple[str, ...], Bool]:
    """The languages that occur and who speaks them; who told none speaks Indonesian."""
    told = [one or ("id",) for one in roster.members.languages]
    codes = tuple(sorted({code for row in told for code in row}))
    flags = np.array([[code in row for code in codes] for row in told], dtype=np.bool_)
    return codes, flags.reshape(len(roster), len(codes))
