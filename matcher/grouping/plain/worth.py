"""What a circle adds to the objective, compiled; the checker's own sums are its reference."""

import numpy as np

from features.arrays import Float64
from matcher.grouping.jit import entry
from matcher.grouping.problem import Problem


def aims_of(problem: Problem) -> Float64:
    """(3,) whether members count and not pairs (1 or 0), and the floor's level and weight."""
    floor = problem.floor
    level, weight = (floor.level, floor.weight) if floor else (0.0, 0.0)
    return np.array([problem.counting == "members", level, weight], dtype=np.float64)


@entry
def worth(total: float, size: int, aims: Float64) -> float:
    """What a circle adds to the objective.

    Args:
        total: sum of its pair scores.
        size: its members.
        aims: see `aims_of`.

    """
    if size < 2:
        return 0.0
    value = total / (size - 1) if aims[0] > 0 else total
    if aims[2] > 0:
        missing = aims[1] - 2 * total / (size * (size - 1))
        if missing > 0:
            value -= aims[2] * size * missing
    return value
