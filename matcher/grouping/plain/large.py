"""Annealing for large groups: a matrix of gains makes a proposal O(1) and an accepted move O(n).

``gains[c, i]`` is the sum of the scores of member i with group c, as in the searches that lead on
the maximally diverse grouping problem (Lai and Hao 2016, "Iterated maxima search for the maximally
diverse grouping problem"; Yang et al. 2022, "A three-phase search approach with dynamic population
size"). With few accepted moves in a thousand, annealing makes 10^8 proposals a second.
"""

from typing import NamedTuple

import numpy as np

from features.arrays import Float64, Int32
from matcher.grouping.dice import Dice, below, log_uniform, roll
from matcher.grouping.jit import entry
from matcher.grouping.plain.worth import worth

SHIFTS = 5
"""One proposal in six moves one member alone, where sizes have slack."""


class Large(NamedTuple):
    """A grouping in large groups, kept up to date move by move.

    Attributes:
        scores: (n, n) float64, zero on the diagonal.
        circle: (n,) int32.
        filled: (g,) int32 members of each group.
        gains: (g, n) float64 the scores of each member with each group, summed.
        total: (g,) float64 the pair scores of each group, summed.
        sizes: (g, 2) int32 bounds.
        aims: (3,) float64, see `worth`.

    """

    scores: Float64
    circle: Int32
    filled: Int32
    gains: Float64
    total: Float64
    sizes: Int32
    aims: Float64


def gathered(scores: Float64, circle: Int32, sizes: Int32, aims: Float64) -> Large:
    """The state of a grouping."""
    inside = (circle == np.arange(len(sizes))[:, None]).astype(np.float64)
    gains = inside @ scores
    total = (inside * gains).sum(axis=1) / 2
    count = inside.sum(axis=1).astype(np.int32)
    return Large(scores, circle, count, gains, total, sizes, aims)


@entry
def anneal(s: Large, dice: Dice, moves: int, heat: float) -> None:
    """Make so many proposals at one temperature, in place.

    Args:
        s: the grouping.
        dice: the random numbers.
        moves: proposals.
        heat: the temperature.

    """
    n, n_groups = len(s.circle), len(s.filled)
    shifts = n // SHIFTS if (s.sizes[:, 0] < s.sizes[:, 1]).any() else 0
    pairs_only = s.aims[0] == 0 and s.aims[2] == 0
    for _ in range(moves):
        word = roll(dice)
        i = below(word, n)
        limit = heat * log_uniform(word)
        j = below(roll(dice), n + shifts)
        if j >= n:
            b = j % n_groups
            j = -1
        else:
            b = s.circle[j]
        a = s.circle[i]
        if a == b or (j < 0 and (s.filled[a] <= s.sizes[a, 0] or s.filled[b] >= s.sizes[b, 1])):
            continue
        change_a, change_b = _changes(s, i, j, a, b)
        change = change_a + change_b
        if not pairs_only:
            change = _worth_of(s, (a, b), (change_a, change_b), j < 0)
        if change >= limit:
            s.total[a] += change_a
            s.total[b] += change_b
            _exchange(s, i, j, a, b)


@entry
def _changes(s: Large, i: int, j: int, a: int, b: int) -> tuple[float, float]:
    """How the pair scores of both groups change: i goes from a to b; j, if not -1, from b to a."""
    if j < 0:
        return -s.gains[a, i], s.gains[b, i]
    apart = s.scores[i, j]
    return s.gains[a, j] - s.gains[a, i] - apart, s.gains[b, i] - s.gains[b, j] - apart


@entry
def _worth_of(
    s: Large, groups: tuple[int, int], changes: tuple[float, float], alone: bool
) -> float:
    """What the objective gains by changes of the pair scores of two groups."""
    (a, b), step = groups, int(alone)
    size_a, size_b = s.filled[a], s.filled[b]
    after = worth(s.total[a] + changes[0], size_a - step, s.aims)
    after += worth(s.total[b] + changes[1], size_b + step, s.aims)
    return after - worth(s.total[a], size_a, s.aims) - worth(s.total[b], size_b, s.aims)


@entry
def _exchange(s: Large, i: int, j: int, a: int, b: int) -> None:
    """Take over a move in all but the totals."""
    from_a, from_b, row = s.gains[a], s.gains[b], s.scores[i]
    s.circle[i] = b
    if j >= 0:
        other = s.scores[j]
        s.circle[j] = a
        for k in range(len(row)):
            step = other[k] - row[k]
            from_a[k] += step
            from_b[k] -= step
        return
    s.filled[a] -= 1
    s.filled[b] += 1
    for k in range(len(row)):
        from_a[k] -= row[k]
        from_b[k] += row[k]
