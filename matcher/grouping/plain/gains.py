"""Annealing with a matrix of gains: a proposal costs O(1), an accepted move O(n).

``gains[c, i]`` is the sum of the scores of member i with circle c, as in the searches that lead on
the maximally diverse grouping problem (Lai and Hao 2016, "Iterated maxima search for the maximally
diverse grouping problem"; Yang et al. 2022, "A three-phase search approach with dynamic population
size"). Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983, "Optimization by simulated
annealing") takes fewer than one proposal in a hundred for most of its way, so it makes tens of
millions of them a second.

A proposal draws a member and somebody of another circle to change places with: anybody, or, guided,
a companion of one of those with whom she scores highest. Where sizes have slack she may also go
there without anyone leaving.
"""

from typing import NamedTuple

import numpy as np

from features.arrays import Float32, Float64, Int32
from matcher.grouping.dice import Dice, below, log_uniform, roll
from matcher.grouping.jit import entry, inner
from matcher.grouping.plain.worth import shortfall, shortfalls, value


class Gains(NamedTuple):
    """A grouping, kept up to date move by move.

    Attributes:
        scores: (n, n) float32, zero on the diagonal.
        near: (n, k) int32 members of the highest scores with each.
        circle: (n,) int32.
        slot: (n,) int32 her seat there.
        seats: (g, s) int32 members of each circle.
        filled: (g,) int32 how many seats are taken.
        gains: (g, n) float32 the scores of each member with each circle, summed.
        total: (g,) float64 the pair scores of each circle, summed.
        short: (g,) float64 the shortfall of each circle.
        sizes: (g, 2) int32 bounds.
        aims: (3,) float64, see `aims_of`.

    """

    scores: Float32
    near: Int32
    circle: Int32
    slot: Int32
    seats: Int32
    filled: Int32
    gains: Float32
    total: Float64
    short: Float64
    sizes: Int32
    aims: Float64


def seated(scores: Float32, near: Int32, circle: Int32, sizes: Int32, aims: Float64) -> Gains:
    """The state of a grouping."""
    n, n_circles = len(circle), len(sizes)
    seats = np.zeros((n_circles, int(sizes[:, 1].max())), dtype=np.int32)
    filled, slot = np.zeros(n_circles, dtype=np.int32), np.zeros(n, dtype=np.int32)
    for i, c in enumerate(circle):
        seats[c, filled[c]], slot[i] = i, filled[c]
        filled[c] += 1
    inside = (circle == np.arange(n_circles)[:, None]).astype(np.float32)
    gains = inside @ scores
    total = (inside * gains).sum(axis=1, dtype=np.float64) / 2
    short = shortfalls(total, filled, aims)
    return Gains(scores, near, circle.copy(), slot, seats, filled, gains, total, short, sizes, aims)


@entry
def anneal(s: Gains, dice: Dice, moves: int, heat: float, shares: Int32) -> int:
    """Make proposals at one temperature, in place; how many were taken.

    Args:
        s: the grouping.
        dice: the random numbers.
        moves: how many proposals.
        heat: the temperature.
        shares: (2,) int32 of 65,536 proposals, how many are guided, and how many move a member
            alone.

    """
    n, n_near = s.near.shape
    taken = 0
    for _ in range(moves):
        word = roll(dice)
        i = below(word, n)
        limit = heat * log_uniform(word)
        guided = np.int64(word & np.uint64(0xFFFF)) < shares[0]
        word = roll(dice)
        j = s.near[i, below(word, n_near)] if guided else below(word, n)
        a, b = s.circle[i], s.circle[j]
        if a == b:
            continue
        if np.int64(word & np.uint64(0xFFFF)) < shares[1]:
            j = -1
            if s.filled[a] <= s.sizes[a, 0] or s.filled[b] >= s.sizes[b, 1]:
                continue
        elif guided:
            j = _companion(s, j, b, word)
        changes = _changes(s, i, j, a, b)
        if _accepted(s, (a, b), changes, j < 0, limit):
            _exchange(s, i, j, a, b)
            _retotal(s, a, changes[0])
            _retotal(s, b, changes[1])
            taken += 1
    return taken


@inner
def _companion(s: Gains, member: int, c: int, word: np.uint64) -> int:
    """Somebody else of a member's circle, by bits 16 to 31 of a word; she herself if alone."""
    others = s.filled[c] - 1
    if others == 0:
        return member
    seat = np.int64((word >> np.uint64(16)) & np.uint64(0xFFFF)) * others >> 16
    return int(s.seats[c, seat + (seat >= s.slot[member])])


@inner
def _changes(s: Gains, i: int, j: int, a: int, b: int) -> tuple[float, float]:
    """How the pair scores of both circles change: i goes from a to b; j, if not -1, from b to a."""
    if j < 0:
        return -s.gains[a, i], s.gains[b, i]
    apart = s.scores[i, j]
    return s.gains[a, j] - s.gains[a, i] - apart, s.gains[b, i] - s.gains[b, j] - apart


@inner
def _accepted(
    s: Gains, circles: tuple[int, int], changes: tuple[float, float], alone: bool, limit: float
) -> bool:
    """Whether the objective changes by the limit or more; the floor is only asked where it may."""
    (a, b), (change_a, change_b), weight = circles, changes, s.aims[2]
    size_a, size_b = s.filled[a], s.filled[b]
    if s.aims[0] == 0:
        change = change_a + change_b
    else:
        step = int(alone)
        change = value(s.total[a] + change_a, size_a - step, s.aims)
        change += value(s.total[b] + change_b, size_b + step, s.aims)
        change -= value(s.total[a], size_a, s.aims) + value(s.total[b], size_b, s.aims)
    change += weight * (s.short[a] + s.short[b])
    if change < limit or weight == 0:
        return bool(change >= limit)
    step = int(alone)
    change -= weight * shortfall(s.total[a] + change_a, size_a - step, s.aims)
    change -= weight * shortfall(s.total[b] + change_b, size_b + step, s.aims)
    return bool(change >= limit)


@inner
def _retotal(s: Gains, c: int, change: float) -> None:
    """Take over a change of the pair scores of a circle whose members are up to date."""
    s.total[c] += change
    s.short[c] = shortfall(s.total[c], s.filled[c], s.aims)


@inner
def _exchange(s: Gains, i: int, j: int, a: int, b: int) -> None:
    """Take over a move in all but the totals."""
    from_a, from_b, row, seat = s.gains[a], s.gains[b], s.scores[i], s.slot[i]
    s.circle[i] = b
    if j >= 0:
        other = s.scores[j]
        s.circle[j], s.slot[i], s.slot[j] = a, s.slot[j], seat
        s.seats[a, seat], s.seats[b, s.slot[i]] = j, i
        for k in range(len(row)):
            step = other[k] - row[k]
            from_a[k] += step
            from_b[k] -= step
        return
    s.filled[a] -= 1
    last = s.seats[a, s.filled[a]]
    s.seats[a, seat], s.slot[last] = last, seat
    s.seats[b, s.filled[b]], s.slot[i] = i, s.filled[b]
    s.filled[b] += 1
    for k in range(len(row)):
        from_a[k] -= row[k]
        from_b[k] += row[k]
