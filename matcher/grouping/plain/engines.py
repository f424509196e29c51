"""What a schedule drives: place a grouping, run proposals at a temperature, read it."""

from copy import copy
from typing import NamedTuple

import numpy as np

from features.arrays import Float32, Int32
from matcher.grouping.dice import shaken
from matcher.grouping.plain import gains
from matcher.grouping.plain.order import by_likeness
from matcher.grouping.plain.worth import aims_of, shortfalls, values
from matcher.grouping.problem import Problem

SMALL = 9.0
"""Mean members of a circle up to which circles are small, and proposals guided."""
NEAR = 20
"""Members that a guided proposal looks at."""
GUIDED = 0.95
"""Share of the proposals that are guided, in small circles."""
ALONE = 1 / 6
"""Share of the proposals that move one member alone, where sizes have slack."""
RAMP = 3
"""Power of the temperature with which the floor comes in."""


class Heats(NamedTuple):
    """The temperatures of a search.

    Attributes:
        hot: to start from.
        cold: where nothing moves any more.
        reheat: to start again from, with the best.
        round: proposals after which a fresh start pays more than a slower one.

    """

    hot: float
    cold: float
    reheat: float
    round: int


class Engine:
    """A search. Members are renumbered so that those alike lie side by side in memory.

    Attributes:
        heats: its temperatures.
        small: whether circles are small, and proposals guided.
        level: the mean score of two members if sizes may be chosen by it, else 0.

    """

    def __init__(self, problem: Problem, seed: int) -> None:
        """Prepare a search; `place` gives it a grouping."""
        n = len(problem)
        scores = matrix_of(problem)
        self._order = by_likeness(scores)
        self._scores = np.ascontiguousarray(scores[np.ix_(self._order, self._order)])
        self._near = nearest(self._scores)
        self.small = n / len(problem.sizes) <= SMALL
        slack = bool((problem.sizes[:, 0] < problem.sizes[:, 1]).any())
        shares = np.array([GUIDED if self.small else 0, ALONE if slack else 0])
        self._shares = np.round(shares * 65536).astype(np.int32)
        unit = 1.0 if problem.counting == "pairs" else len(problem.sizes) / n
        self.heats = (
            small_heats(self._scores, self._near, unit)
            if self.small
            else large_heats(self._scores, unit, n / len(problem.sizes))
        )
        chosen = slack and problem.counting == "pairs"
        self.level = float(scores.mean()) if chosen else 0.0
        self._sizes, self._aims = problem.sizes.astype(np.int32), aims_of(problem)
        self._dice = shaken(seed)

    def twin(self, seed: int) -> "Engine":
        """Another search of the same problem, with random numbers of its own."""
        other = copy(self)
        other._dice = shaken(seed)
        return other

    def place(self, circle: Int32) -> None:
        """Start from a legal grouping, (n,) int32."""
        placed = circle[self._order].astype(np.int32)
        self._state = gains.seated(self._scores, self._near, placed, self._sizes, self._aims.copy())

    def run(self, moves: int, heat: float) -> int:
        """Make proposals at a temperature; the hotter it is, the less the floor counts."""
        self._state.aims[2] = self._floor_at(heat)
        return gains.anneal(self._state, self._dice, moves, heat, self._shares)

    def worth(self) -> float:
        """The objective of the grouping."""
        return self._value(self._aims[2])

    def worth_at(self, heat: float) -> float:
        """The objective of the grouping with the floor as it counts at a temperature."""
        return self._value(self._floor_at(heat))

    def _floor_at(self, heat: float) -> float:
        """The weight of the floor at a temperature."""
        return float(self._aims[2] * min(1.0, self.heats.cold / heat) ** RAMP)

    def _value(self, weight: float) -> float:
        """The objective with a weight of the floor."""
        s = self._state
        value = values(s.total, s.filled, s.aims) - weight * shortfalls(s.total, s.filled, s.aims)
        return float(value.sum())

    def circle(self) -> Int32:
        """(n,) int32 the grouping, as members are numbered outside; a copy."""
        found = np.empty_like(self._state.circle)
        found[self._order] = self._state.circle
        return found


def matrix_of(problem: Problem) -> Float32:
    """(n, n) float32 the scores, symmetric, zero on the diagonal."""
    return problem.scores.among(np.arange(len(problem), dtype=np.int32)).astype(np.float32)


def nearest(scores: Float32) -> Int32:
    """(n, k) int32 the members of the highest scores with each; herself where she is the only one.

    Args:
        scores: (n, n) float32.

    """
    n = len(scores)
    k = min(NEAR, max(n - 1, 1))
    others = scores.copy()
    np.fill_diagonal(others, -np.inf)
    return np.argpartition(-others, k - 1, axis=1)[:, :k].astype(np.int32)


def small_heats(scores: Float32, near: Int32, unit: float) -> Heats:
    """For small circles: by how far the scores with the nearest are above all scores.

    Where there are too few members for that to tell anything, by how much scores vary.
    """
    above = float(np.take_along_axis(scores, near, axis=1).mean() - scores.mean())
    reach = max(above, spread_of(scores)) * unit
    return Heats(0.22 * reach, 0.04 * reach, 0.12 * reach, 500_000 * len(scores))


def large_heats(scores: Float32, unit: float, size: float) -> Heats:
    """For large circles: by how much the scores of a member with a circle vary."""
    n = len(scores)
    spread = spread_of(scores) * unit
    return Heats(0.5 * np.sqrt(size) * spread, 0.1 * spread, 0.8 * spread, 2000 * n * n)


def spread_of(scores: Float32) -> float:
    """The standard deviation of the scores of pairs; never zero."""
    pairs = scores[np.triu_indices(len(scores), 1)]
    return max(float(pairs.std()), 1e-9) if len(pairs) else 1e-9
