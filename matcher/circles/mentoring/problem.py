"""Wishes and roster → the problem of a mentoring."""

from dataclasses import replace

import numpy as np

from features.support import Support
from matcher.circles import build as circles
from matcher.circles.build import Built
from matcher.circles.mentoring.scores import between, both_sides, mean
from matcher.circles.mentoring.seating import demand_both, room_of, sides_of
from matcher.circles.roster import Roster
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.rules import Count, Pinned


def build(wishes: Wishes, roster: Roster, support: Support, count: int | None = None) -> Built:
    """The problem of a roster that `seat` has seated; mentors decide how many circles there are.

    Circles that stand (`count` is known) stay readable when their last mentor or mentee has left.

    Raises:
        DataError: a rule about a kind that is not there; or none stand, and there are no mentors or
            no mentees.

    """
    if count is None:
        demand_both(roster)
    built, sides = circles.build(wishes, roster, support, count), sides_of(wishes)
    of_mentees, of_mentors = both_sides(wishes, roster, support)
    scores = between(mean(of_mentees, of_mentors), roster)
    mentors = np.flatnonzero(roster.leads[roster.member])
    rules = [*built.problem.rules, Count("mentor", roster.leads[roster.member], least=1, most=1)]
    if sides.meets == "one_to_one":
        n_circles = max(min(len(mentors), roster.n_seats - len(mentors)), 1)
        sizes = np.full((n_circles, 2), 2, dtype=np.int32)
    else:
        room = room_of(sides, roster, roster.leads)[roster.member[mentors]]
        room = room if len(room) else np.array([sides.capacity], dtype=np.int32)
        sizes = np.column_stack([np.ones_like(room), room + 1])
        place = np.full(roster.n_seats, WAITING, dtype=np.int32)
        place[mentors] = np.arange(len(mentors))
        rules.append(Pinned("own circle", place))
    waits = np.zeros(roster.n_seats) if built.problem.waiting is None else built.problem.waiting
    if sides.meets == "one_to_one":  # as a circle each mentor has one of her own, if alone in it
        waits = np.where(roster.leads[roster.member], 0.0, waits)
    problem = Problem(
        scores.of(roster.member),
        sizes,
        waiting=waits,
        rules=tuple(rules),
        counting="pairs",
    )
    return replace(built, problem=problem, scores=scores)
