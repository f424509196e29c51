"""What no grouping can be worth more than."""

import numpy as np

from features.arrays import Float64
from matcher.grouping.problem import Matrix, Problem


def upper_bound(problem: Problem) -> float:
    """A valid bound on the objective; inf where the scores are factors of very many members.

    Half the sum, over members, of the most that her scores with a circle of hers can come to: her
    best ones, as many as the largest circle seats besides her, and at least as many as the
    smallest (fewer where the next would lower it); where members count, their mean instead.
    Rules, the floor and waiting only ever take away.
    """
    if not isinstance(problem.scores, Matrix):
        return float("inf")
    n = len(problem)
    least, most = int(problem.sizes[:, 0].min()) - 1, int(problem.sizes[:, 1].max()) - 1
    if not problem.everyone:
        least = 0
    scores = problem.scores.among(np.arange(n, dtype=np.int32))
    np.fill_diagonal(scores, -np.inf)
    most = min(most, n - 1)
    best = -np.sort(np.partition(-scores, most, axis=1)[:, :most], axis=1)
    sums = np.cumsum(best, axis=1)
    if problem.counting == "members":
        sums /= np.arange(1, sums.shape[1] + 1)
    return float(_most(sums, least).sum()) / 2


def _most(sums: Float64, least: int) -> Float64:
    """(n,) the greatest of the sums of at least so many; of none it is 0."""
    if not sums.shape[1]:
        return np.zeros(len(sums))
    reached: Float64 = sums[:, max(least - 1, 0) :].max(axis=1)
    return reached if least else np.maximum(reached, 0)
