"""Mentors and their mentees: seats, both sides' wishes, and who walks beside whom.

What counts is what a mentor and a mentee are to each other: her need and what the mentor can offer,
weighed as the wishes say for the mentee, and as `mentors_prefer` says for the mentor. What two
mentees are to each other does not count. One to one, each rule is about a mentor and a mentee, and
the answer is the best there is, or a stable one. As a circle, a mentor and all her mentees share
the hour and the rules: where the best answer for each two does not keep them, a search starts from
it, and it stays the bound.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Bool, Float32, Float64, Int32
from features.support import Support
from matcher.circles import build as circles
from matcher.circles.build import Built
from matcher.circles.roster import Roster, eligible
from matcher.circles.wishes import Mentoring, Wishes
from matcher.errors import DataError
from matcher.grouping import mentoring as matching
from matcher.grouping.checking import check
from matcher.grouping.couples import Couples
from matcher.grouping.edges import Edges
from matcher.grouping.problem import WAITING, Factors, Problem
from matcher.grouping.rules import Common, Count, Pinned, Rule, Ties
from matcher.grouping.solution import Found, Solution, Watcher
from matcher.grouping.solve import handed_out, solve
from matcher.i18n import N_
from models.compatibility.factors import factors
from models.compatibility.weights import PRESETS

_HALF = np.array([0.5], dtype=np.float32)

_ROWS = 512
"""Mentees whose scores with all seats are in memory at one time."""


def seat(wishes: Wishes, roster: Roster) -> Roster:
    """The roster with its mentors as leaders: one to one each has a seat for each mentee she takes.

    Raises:
        DataError: there are no mentors, or no mentees.

    """
    sides = _sides(wishes)
    mentor = eligible(roster.members, roster.learned, sides.mentors)
    if mentor.all() or not mentor.any():
        raise DataError(
            N_(
                "{mentors} mentors and {mentees} mentees take part; it needs some of both. "
                "Widen who takes part."
            ),
            mentors=int(mentor.sum()),
            mentees=int((~mentor).sum()),
        )
    room = _room(sides, roster, mentor)
    first = np.flatnonzero(~mentor | (room > 0))
    further = np.zeros(0, dtype=np.int64)
    if sides.meets == "one_to_one":
        further = np.repeat(np.arange(len(roster)), np.maximum(room - 1, 0))
    member = np.concatenate([first, further]).astype(np.int32)
    return replace(roster, leads=mentor, member=member)


def build(wishes: Wishes, roster: Roster, support: Support) -> Built:
    """The problem of a roster that `seat` has seated.

    Raises:
        DataError: a rule about a kind that is not there.

    """
    built, sides = circles.build(wishes, roster, support), _sides(wishes)
    of_mentees, of_mentors = _both(wishes, roster, support)
    scores = _between(_mean(of_mentees, of_mentors), roster)
    mentors = np.flatnonzero(roster.leads[roster.member])
    rules = [*built.problem.rules, Count("mentor", roster.leads[roster.member], least=1, most=1)]
    if sides.meets == "one_to_one":
        n_circles = max(min(len(mentors), roster.n_seats - len(mentors)), 1)
        sizes = np.full((n_circles, 2), 2, dtype=np.int32)
    else:
        room = _room(sides, roster, roster.leads)[roster.member[mentors]]
        sizes = np.column_stack([np.ones_like(room), room + 1])
        place = np.full(roster.n_seats, WAITING, dtype=np.int32)
        place[mentors] = np.arange(len(mentors))
        rules.append(Pinned("pinned", place))
    waits = np.zeros(roster.n_seats) if built.problem.waiting is None else built.problem.waiting
    if sides.meets == "one_to_one":  # as a circle each mentor has one of her own, if alone in it
        waits = np.where(roster.leads[roster.member], 0.0, waits)
    problem = Problem(
        replace(scores, values=scores.values[roster.member]),
        sizes,
        waiting=waits,
        rules=tuple(rules),
        counting="pairs",
    )
    return replace(built, problem=problem, scores=scores)


def search(wishes: Wishes, built: Built, watch: Watcher) -> Solution:
    """Who walks beside whom; the bound is the best assignment of mentees one by one.

    Raises:
        Infeasible: as a circle, none was found that keeps every hard rule.

    """
    start, sides = time.perf_counter(), _sides(wishes)
    table = _table(built, sides)
    mentor = matching.assign(table.wishes(table.worth), table.waiting)
    bound = table.total(mentor)
    if sides.stable:
        mentor = matching.deferred_acceptance(_preferences(wishes, built, table))
    circle = table.seated(mentor, built, sides)
    verdict = check(built.problem, circle)
    seconds = time.perf_counter() - start
    watch(seconds, verdict.objective)
    if sides.meets == "one_to_one" or (
        verdict.legal and verdict.objective >= bound - 1e-6 * max(abs(bound), 1)
    ):
        trace = ((seconds, verdict.objective),)
        found = Found(circle, trace, "stable" if sides.stable else "proven")
        return handed_out(found, verdict, max(bound, verdict.objective))
    solution = solve(
        built.problem,
        seconds=wishes.seconds,
        seed=wishes.seed,
        watch=watch,
        warm_start=circle,
        workers=wishes.workers,
    )
    return replace(solution, bound=max(bound, solution.objective))


@dataclass(frozen=True, slots=True)
class _Table:
    """m mentees in rows, k mentors in columns.

    Attributes:
        mentees: (m,) int32 their seats.
        mentors: (k,) int32 rows of the roster.
        room: (k,) int32 mentees of each at most.
        worth: (m, k) float64 what they are to each other, less soft rules; -inf: may not be.
        waiting: (m,) float64 what it costs to leave a mentee without.

    """

    mentees: Int32
    mentors: Int32
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


def _table(built: Built, sides: Mentoring) -> _Table:
    """What each mentee and each mentor with a seat are to each other."""
    roster, problem = built.roster, built.problem
    first = roster.first_seat
    mentors = np.flatnonzero(roster.leads & (first >= 0)).astype(np.int32)
    mentees = first[~roster.leads & (first >= 0)]
    if sides.meets == "as_a_circle":
        rules = tuple(rule for rule in problem.rules if _holds_for_two(rule))
        problem = replace(problem, rules=rules)
    couples = Couples(problem)
    edges = Edges(problem.scores, couples.allowed, np.zeros(len(problem)), couples.costs)
    parts = [
        edges.worth(mentees[start : start + _ROWS])[:, first[mentors]]
        for start in range(0, len(mentees), _ROWS)
    ]
    return _Table(
        mentees=mentees,
        mentors=mentors,
        room=_room(sides, roster, roster.leads)[mentors],
        worth=np.vstack([np.zeros((0, len(mentors))), *parts]),
        waiting=np.zeros(len(mentees)) if problem.waiting is None else problem.waiting[mentees],
    )


def _holds_for_two(rule: Rule) -> bool:
    """Whether a circle breaks the rule as soon as a mentor and one of her mentees do."""
    shared = isinstance(rule, Common) or (isinstance(rule, Ties) and not rule.together)
    return shared and rule.weight is None


def _preferences(wishes: Wishes, built: Built, table: _Table) -> matching.Wishes:
    """What a mentor is to each mentee, and each mentee to a mentor; soft rules count for both."""
    mentees = built.roster.member[table.mentees]
    sides = []
    for scores in _both(wishes, built.roster, built.support):
        rows = scores.values.astype(np.float64)
        sides.append((rows[mentees] * scores.weights) @ rows[table.mentors].T)
    soft = np.where(np.isfinite(table.worth), (sides[0] + sides[1]) / 2 - table.worth, 0.0)
    return table.wishes(sides[0] - soft, sides[1] - soft)


def _sides(wishes: Wishes) -> Mentoring:
    return wishes.mentoring or Mentoring()


def _room(sides: Mentoring, roster: Roster, mentor: Bool) -> Int32:
    """(n,) mentees that each member can take; 0 for a mentee.

    Raises:
        DataError: room is told of somebody who is no mentor here.

    """
    room = np.where(mentor, sides.capacity, 0).astype(np.int32)
    row = {one: i for i, one in enumerate(roster.members.ids)}
    for member_id, capacity in sides.capacities.items():
        if member_id not in row or not mentor[row[member_id]]:
            raise DataError(
                N_("Member {member_id} has room for mentees, but is no mentor who takes part."),
                member_id=member_id,
            )
        room[row[member_id]] = capacity
    return np.minimum(room, max(int((~mentor).sum()), 1)).astype(np.int32)


def _both(wishes: Wishes, roster: Roster, support: Support) -> tuple[Factors, Factors]:
    """Scores of all members as mentees weigh them, and as mentors do.

    Only what a mentee needs and a mentor offers is told, so that help goes one way.
    """
    mentor = roster.leads[:, None]
    one_way = replace(
        support,
        need=np.where(mentor, np.float32(0), support.need),
        offer=np.where(mentor, support.offer, np.float32(0)),
    )
    mentors_weigh = PRESETS[_sides(wishes).mentors_prefer]
    return (
        Factors(*factors(one_way, wishes.compatibility)),
        Factors(*factors(one_way, mentors_weigh)),
    )


def _mean(one: Factors, other: Factors) -> Factors:
    """The mean of two scores of the same members, by term."""
    terms = tuple(dict.fromkeys(one.terms + other.terms))
    place = [
        np.array([terms.index(name) for name in each.terms], dtype=np.int32)[each.term_of]
        for each in (one, other)
    ]
    return Factors(
        np.hstack([one.values, other.values]),
        np.concatenate([one.weights, other.weights]) * _HALF,
        terms,
        np.concatenate(place),
    )


def _between(scores: Factors, roster: Roster) -> Factors:
    """The scores of a mentor and a mentee; those of two mentors, or of two mentees, are 0.

    ``½ x_i·x_j − ½ (± x_i)·(± x_j)``, with + for mentees and − for mentors.
    """
    sign: Float32 = np.where(roster.leads, -1, 1).astype(np.float32)[:, None]
    return Factors(
        np.hstack([scores.values, sign * scores.values]),
        np.concatenate([scores.weights, -scores.weights]) * _HALF,
        scores.terms,
        np.concatenate([scores.term_of, scores.term_of]),
    )
