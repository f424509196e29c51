"""What a circle adds to the objective, compiled; the checker's own sums are its reference."""

import numpy as np

from features.arrays import Float64, Int32
from matcher.grouping.jit import inner
from matcher.grouping.problem import Problem


def aims_of(problem: Problem) -> Float64:
    """(3,) whether members count and not pairs (1 or 0), and the floor's level and weight."""
    floor = problem.floor
    level, weight = (floor.level, floor.weight) if floor else (0.0, 0.0)
    return np.array([problem.counting == "members", level, weight], dtype=np.float64)


@inner
def value(total: float, size: int, aims: Float64) -> float:
    """What a circle of some size adds, the floor aside, with the sum of its pair scores."""
    if aims[0] > 0:
        return total / max(size - 1, 1)
    return total


@inner
def shortfall(total: float, size: int, aims: Float64) -> float:
    """How far a circle is below the floor: its members times the square of what is missing."""
    if size < 2:
        return 0.0
    missing = max(aims[1] - 2 * total / (size * (size - 1)), 0.0)
    return float(size * missing * missing)


def values(total: Float64, size: Int32, aims: Float64) -> Float64:
    """(g,) `value` of each circle, in numpy."""
    return total / np.maximum(size - 1, 1) if aims[0] else total


def shortfalls(total: Float64, size: Int32, aims: Float64) -> Float64:
    """(g,) `shortfall` of each circle, in numpy."""
    pairs = np.maximum(size * (size - 1), 1) / 2
    missing = np.where(size > 1, np.maximum(aims[1] - total / pairs, 0), 0)
    return np.asarray(size * missing**2, dtype=np.float64)
