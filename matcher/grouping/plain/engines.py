"""The two searches behind one face: place a grouping, run proposals at a temperature, read it."""

from typing import Protocol

import numpy as np

from features.arrays import Float64, Int32
from matcher.grouping.dice import shaken
from matcher.grouping.plain import large, small
from matcher.grouping.plain.order import by_likeness
from matcher.grouping.plain.worth import aims_of
from matcher.grouping.problem import Problem

SMALL = 9.0
"""Mean members of a circle up to which circles are small."""
NEAR = 20
"""Members that a guided proposal looks at."""


class Engine(Protocol):
    """A search that a schedule drives.

    Attributes:
        hot: temperature to start from.
        cold: temperature at which nothing moves any more.
        reheat: temperature to start again from, with the best.
        round: proposals after which a fresh start pays more than a slower one.

    """

    hot: float
    cold: float
    reheat: float
    round: int

    def place(self, circle: Int32) -> None:
        """Start from a legal grouping, (n,) int32."""

    def run(self, moves: int, heat: float) -> None:
        """Make proposals at a temperature."""

    def worth(self) -> float:
        """The objective of the grouping."""

    def circle(self) -> Int32:
        """(n,) int32 the grouping; a copy."""


def matrix_of(problem: Problem) -> Float64:
    """(n, n) float64 the scores, symmetric, zero on the diagonal."""
    return problem.scores.among(np.arange(len(problem), dtype=np.int32))


def engine_for(problem: Problem, seed: int) -> Engine:
    """The search that suits the size of the circles."""
    mean_size = len(problem) / len(problem.sizes)
    return SmallEngine(problem, seed) if mean_size <= SMALL else LargeEngine(problem, seed)


class SmallEngine:
    """For small circles. Members are renumbered so that those alike lie side by side in memory."""

    def __init__(self, problem: Problem, seed: int) -> None:
        scores = matrix_of(problem).astype(np.float32)
        self._order = by_likeness(scores)
        self._scores = np.ascontiguousarray(scores[np.ix_(self._order, self._order)])
        n, k = len(problem), min(NEAR, max(len(problem) - 1, 1))
        np.fill_diagonal(self._scores, -np.inf)
        self._near = np.argpartition(-self._scores, k - 1, axis=1)[:, :k].astype(np.int32)
        top = np.take_along_axis(self._scores, self._near, axis=1)
        np.fill_diagonal(self._scores, 0)
        reach = float(top[np.isfinite(top)].mean() - self._scores.mean()) if n > 1 else 0.0
        share = 1.0 if problem.counting == "pairs" else len(problem.sizes) / n
        unit = max(reach, 1e-9) * share
        self.hot, self.cold, self.reheat = 0.22 * unit, 0.04 * unit, 0.12 * unit
        self.round = 500_000 * n
        self._sizes, self._aims = problem.sizes.astype(np.int32), aims_of(problem)
        self._dice = shaken(seed)

    def place(self, circle: Int32) -> None:
        """Start from a legal grouping."""
        placed = circle[self._order].astype(np.int32)
        self._state = small.seated(self._scores, self._near, placed, self._sizes, self._aims)

    def run(self, moves: int, heat: float) -> None:
        """Make proposals at a temperature."""
        small.anneal(self._state, self._dice, moves, heat)

    def worth(self) -> float:
        """The objective of the grouping."""
        return objective(self._state.total, self._state.filled, self._aims)

    def circle(self) -> Int32:
        """The grouping, as members are numbered outside."""
        found = np.empty_like(self._state.circle)
        found[self._order] = self._state.circle
        return found


class LargeEngine:
    """For large groups."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._scores = matrix_of(problem)
        n = len(problem)
        off = self._scores[np.triu_indices(n, 1)] if n > 1 else np.zeros(1)
        spread = max(float(off.std()), 1e-9)
        share = 1.0 if problem.counting == "pairs" else len(problem.sizes) / n
        level = abs(float(off.mean())) if (problem.sizes[:, 0] < problem.sizes[:, 1]).any() else 0.0
        self.hot = max(1.5 * spread, level) * share
        self.cold, self.reheat = 0.1 * spread * share, 0.8 * spread * share
        self.round = 2000 * n * n
        self._sizes, self._aims = problem.sizes.astype(np.int32), aims_of(problem)
        self._dice = shaken(seed)

    def place(self, circle: Int32) -> None:
        """Start from a legal grouping."""
        placed = circle.astype(np.int32)
        self._state = large.gathered(self._scores, placed, self._sizes, self._aims)

    def run(self, moves: int, heat: float) -> None:
        """Make proposals at a temperature."""
        large.anneal(self._state, self._dice, moves, heat)

    def worth(self) -> float:
        """The objective of the grouping."""
        return objective(self._state.total, self._state.filled, self._aims)

    def circle(self) -> Int32:
        """The grouping."""
        return self._state.circle.copy()


def objective(total: Float64, count: Int32, aims: Float64) -> float:
    """What all circles are worth together: `worth`, in numpy."""
    filled = count > 1
    total, size = total[filled], count[filled].astype(np.float64)
    value = total / (size - 1) if aims[0] else total
    missing = np.maximum(aims[1] - 2 * total / (size * (size - 1)), 0)
    return float((value - aims[2] * size * missing).sum())
