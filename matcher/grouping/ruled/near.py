"""Who is near to whom by score, found block by block: never n × n at once."""

from typing import Final

import numpy as np

from features.arrays import Float32, Int32
from matcher.grouping.problem import Factors, Problem

K: Final = 20
"""Members that a member's proposals come from."""
SEEN: Final = 4096
"""Members among whom those near are looked for; another random draw for each block of rows."""
ROWS: Final = 512


def nearest(problem: Problem, seed: int) -> Int32:
    """(n, k) int32 members of the highest scores with each, among a sample if there are many.

    Args:
        problem: the problem.
        seed: of the samples.

    """
    n, dice = len(problem), np.random.default_rng(seed)
    k = min(K, n - 1)
    found = np.zeros((n, k), np.int32)
    for begin in range(0, n, ROWS):
        rows = np.arange(begin, min(begin + ROWS, n), dtype=np.int32)
        seen = np.arange(n) if n <= SEEN else np.sort(dice.choice(n, SEEN, replace=False))
        scores = _scores(problem, rows, seen.astype(np.int32))
        scores[rows[:, None] == seen] = -np.inf
        found[rows] = seen[np.argpartition(-scores, k - 1, axis=1)[:, :k]] if k else 0
    return found


def _scores(problem: Problem, rows: Int32, columns: Int32) -> Float32:
    """(r, c) float32 scores between members."""
    values, scores = problem.scores.values, problem.scores
    if isinstance(scores, Factors):
        return np.asarray((values[rows] * scores.weights) @ values[columns].T, np.float32)
    return values[np.ix_(rows, columns)].astype(np.float32)
