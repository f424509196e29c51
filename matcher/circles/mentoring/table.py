"""Mentees beside mentors as a table: what they are to each other, and who may be matched."""

from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Float64, Int32
from matcher.circles.build import Built
from matcher.circles.mentoring.scores import both_sides
from matcher.circles.mentoring.seating import room_of
from matcher.circles.wishes import Mentoring, Wishes
from matcher.grouping import mentoring as matching
from matcher.grouping.couples import Couples
from matcher.grouping.edges import Edges
from matcher.grouping.problem import WAITING
from matcher.grouping.rules import Common, Rule, Ties

_ROWS = 512
"""Mentees whose scores with all seats are in memory at one time."""


@dataclass(frozen=True, slots=True)
class Table:
    """m mentees in rows, k mentors in columns.

    Attributes:
        mentees: (m,) int32 their seats.
        mentors: (k,) int32 rows of the roster; `mentor_seats` their first seats.
        room: (k,) int32 mentees of each at most.
        worth: (m, k) float64 what they are to each other, less soft rules; -inf: may not be.
        waiting: (m,) float64 what it costs to leave a mentee without.

    """

    mentees: Int32
    mentors: Int32
    mentor_seats: Int32
    room: Int32
    worth: Float64
    waiting: Float64

    def wishes(self, mentee: Float64, mentor: Float64 | None = None) -> matching.Wishes:
        """Of both sides; of both together where only one is told."""
        allowed = np.isfinite(self.worth)
        other = np.zeros_like(mentee) if mentor is None else mentor
        return matching.Wishes(np.where(allowed, mentee, 0.0), other, self.room, allowed)

    def total(self, mentor: Int32) -> float:
        """What an assignment is worth."""
        matched = np.flatnonzero(mentor != WAITING)
        waits = float(self.waiting[mentor == WAITING].sum())
        return float(self.worth[matched, mentor[matched]].sum()) - waits

    def seated(self, mentor: Int32, built: Built, sides: Mentoring) -> Int32:
        """(r,) the circle of each seat."""
        circle = np.full(built.roster.n_seats, WAITING, dtype=np.int32)
        seats: dict[int, list[int]] = {}
        for place, member in enumerate(built.roster.member.tolist()):
            seats.setdefault(member, []).append(place)
        if sides.meets == "as_a_circle":
            circle[[seats[one][0] for one in self.mentors.tolist()]] = np.arange(len(self.mentors))
            circle[self.mentees] = mentor
            return circle
        order = np.lexsort((np.arange(len(mentor)), mentor))
        matched = order[mentor[order] != WAITING]
        for number, row in enumerate(matched.tolist()):
            own = seats[int(self.mentors[mentor[row]])]
            circle[[self.mentees[row], own.pop(0)]] = number
        return circle


def make_table(built: Built, sides: Mentoring) -> Table:
    """What each mentee and each mentor with a seat are to each other."""
    roster, problem = built.roster, built.problem
    first = roster.first_seat
    mentors = np.flatnonzero(roster.leads & (first >= 0)).astype(np.int32)
    mentees = first[~roster.leads & (first >= 0)]
    if sides.meets == "as_a_circle":
        rules = tuple(rule for rule in problem.rules if holds_for_two(rule))
        problem = replace(problem, rules=rules)
    couples = Couples(problem)
    edges = Edges(problem.scores, couples.allowed, np.zeros(len(problem)), couples.costs)
    parts = [
        edges.worth(mentees[start : start + _ROWS])[:, first[mentors]]
        for start in range(0, len(mentees), _ROWS)
    ]
    return Table(
        mentees=mentees,
        mentors=mentors,
        mentor_seats=first[mentors],
        room=room_of(sides, roster, roster.leads)[mentors],
        worth=np.vstack([np.zeros((0, len(mentors))), *parts]),
        waiting=np.zeros(len(mentees)) if problem.waiting is None else problem.waiting[mentees],
    )


def holds_for_two(rule: Rule) -> bool:
    """Whether a circle breaks the rule as soon as a mentor and one of her mentees do."""
    shared = isinstance(rule, Common) or (isinstance(rule, Ties) and not rule.together)
    return shared and rule.weight is None


def preferences(wishes: Wishes, built: Built, table: Table) -> matching.Wishes:
    """What a mentor is to each mentee, and each mentee to a mentor; soft rules count for both."""
    mentees = built.roster.member[table.mentees]
    sides = []
    for scores in both_sides(wishes, built.roster, built.support):
        rows = scores.values.astype(np.float64)
        sides.append((rows[mentees] * scores.weights) @ rows[table.mentors].T)
    soft = np.where(np.isfinite(table.worth), (sides[0] + sides[1]) / 2 - table.worth, 0.0)
    return table.wishes(sides[0] - soft, sides[1] - soft)
