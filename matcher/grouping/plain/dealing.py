"""A first grouping: how many members each circle gets, and who, at random."""

import numpy as np
from numpy.random import Generator

from features.arrays import Int32
from matcher.grouping.problem import Problem


def dealt(problem: Problem, seed: int, level: float = 0.0) -> Int32:
    """(n,) int32 members dealt at random, sizes within bounds.

    Args:
        problem: whose sizes hold.
        seed: of the random numbers.
        level: the mean score of two members, where sizes are to be chosen by it: then the circles
            have as many pairs as they can if it is positive, as few if it is negative. 0: any.

    """
    dice = np.random.default_rng(seed)
    n, sizes = len(problem), problem.sizes
    count = _any_sizes(n, sizes, dice) if level == 0 else _best_sizes(n, sizes, level > 0, dice)
    return dice.permutation(np.repeat(np.arange(len(count), dtype=np.int32), count))


def _any_sizes(n: int, sizes: Int32, dice: Generator) -> Int32:
    """(g,) a size for each circle, the places above the least given out at random."""
    count = sizes[:, 0].copy()
    room = np.repeat(np.arange(len(count)), sizes[:, 1] - count)
    more = dice.permutation(room)[: n - int(count.sum())]
    return np.asarray(count + np.bincount(more, minlength=len(count)), dtype=np.int32)


def _best_sizes(n: int, sizes: Int32, many: bool, dice: Generator) -> Int32:
    """(g,) a size for each circle so that there are as many, or as few, pairs as possible.

    One circle after the other, in random order, the best for every number of members so far.
    """
    order = dice.permutation(len(sizes))
    best = np.full(n + 1, -np.inf)
    best[0] = 0
    chosen = np.zeros((len(sizes), n + 1), dtype=np.int32)
    for step, c in enumerate(order):
        extended = np.full(n + 1, -np.inf)
        for size in range(int(sizes[c, 0]), min(int(sizes[c, 1]), n) + 1):
            pairs = size * (size - 1) / 2
            value = best[: n + 1 - size] + (pairs if many else -pairs)
            better = value > extended[size:]
            extended[size:][better] = value[better]
            chosen[step, size:][better] = size
        best = extended
    count, left = np.zeros(len(sizes), dtype=np.int32), n
    for step in range(len(order) - 1, -1, -1):
        count[order[step]] = chosen[step, left]
        left -= int(chosen[step, left])
    return count
