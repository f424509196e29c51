"""Annealing for small circles: O(circle size) a move, and proposals that look near.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983, "Optimization by simulated annealing")
by swaps. Most proposals are guided: a member is drawn, then one of those with whom she scores
highest, then somebody else of that one's circle to change places with. Where sizes have slack,
she may also move there without anyone leaving.
"""

from typing import NamedTuple

import numpy as np

from features.arrays import Float32, Float64, Int32
from matcher.grouping.dice import Dice, below, log_uniform, roll
from matcher.grouping.jit import entry
from matcher.grouping.plain.worth import worth

UNIFORM = 50
"""Of 1,000 proposals, those whose partner is anybody."""
SHIFTS = 200
"""Of 1,000 proposals, those that move one member alone, where sizes have slack."""


class Small(NamedTuple):
    """A grouping in small circles, kept up to date move by move.

    Attributes:
        scores: (n, n) float32, zero on the diagonal.
        near: (n, k) int32 members of the highest scores with each.
        most: (n,) float64 no circle is worth more to a member.
        circle: (n,) int32.
        slot: (n,) int32 her seat there.
        seats: (g, s) int32 members of each circle.
        filled: (g,) int32 how many seats are taken.
        own: (n,) float64 her scores with her circle, summed.
        total: (g,) float64 the pair scores of each circle, summed.
        sizes: (g, 2) int32 bounds.
        aims: (3,) float64, see `worth`.

    """

    scores: Float32
    near: Int32
    most: Float64
    circle: Int32
    slot: Int32
    seats: Int32
    filled: Int32
    own: Float64
    total: Float64
    sizes: Int32
    aims: Float64


def seated(scores: Float32, near: Int32, circle: Int32, sizes: Int32, aims: Float64) -> Small:
    """The state of a grouping."""
    n, n_circles = len(circle), len(sizes)
    widest = int(sizes[:, 1].max())
    seats = np.zeros((n_circles, widest), dtype=np.int32)
    count, slot = np.zeros(n_circles, dtype=np.int32), np.zeros(n, dtype=np.int32)
    for i, c in enumerate(circle):
        seats[c, count[c]], slot[i] = i, count[c]
        count[c] += 1
    own, total = np.zeros(n), np.zeros(n_circles)
    for c in range(n_circles):
        members = seats[c, : count[c]]
        own[members] = scores[np.ix_(members, members)].sum(axis=1, dtype=np.float64)
        total[c] = own[members].sum() / 2
    others = min(widest - 1, n - 1)
    top = np.partition(scores, n - 1 - others, axis=1)[:, n - others :]
    most = np.maximum(top, 0).sum(axis=1, dtype=np.float64)
    return Small(scores, near, most, circle, slot, seats, count, own, total, sizes, aims)


@entry
def anneal(s: Small, dice: Dice, moves: int, heat: float) -> None:
    """Make so many proposals at one temperature, in place."""
    n, n_near = s.near.shape
    slack = (s.sizes[:, 0] < s.sizes[:, 1]).any()
    for _ in range(moves):
        word = roll(dice)
        i = below(word, n)
        limit = heat * log_uniform(word)
        kind = int(np.int64(word & np.uint64(0xFFFFF))) * 1000 >> 20
        word = roll(dice)
        if kind < UNIFORM:
            j = below(word, n)
            if s.circle[i] != s.circle[j]:
                _try_swap(s, i, j, limit)
            continue
        v = s.near[i, below(word, n_near)]
        b = s.circle[v]
        if s.circle[i] == b:
            continue
        if slack and kind >= 1000 - SHIFTS:
            _try_shift(s, i, b, limit)
        elif s.filled[b] > 1:
            p = int(np.int64(word & np.uint64(0xFFFFFF))) * (s.filled[b] - 1) >> 24
            _try_swap(s, i, s.seats[b, p + (p >= s.slot[v])], limit)


@entry
def _among(s: Small, i: int, c: int) -> float:
    """A member's scores with a circle, summed."""
    found = 0.0
    for k in range(s.filled[c]):
        found += s.scores[i, s.seats[c, k]]
    return found


@entry
def _try_swap(s: Small, i: int, j: int, limit: float) -> None:
    """Two members of different circles change places unless it loses more than the limit."""
    a, b = s.circle[i], s.circle[j]
    size_a, size_b = s.filled[a], s.filled[b]
    was = worth(s.total[a], size_a, s.aims) + worth(s.total[b], size_b, s.aims)
    apart = s.scores[i, j]
    new_i = _among(s, i, b) - apart
    left = s.total[a] - s.own[i]
    change = worth(s.total[b] - s.own[j] + new_i, size_b, s.aims) - was
    if change + worth(left + s.most[j], size_a, s.aims) < limit:
        return
    new_j = _among(s, j, a) - apart
    if change + worth(left + new_j, size_a, s.aims) < limit:
        return
    s.total[a] += new_j - s.own[i]
    s.total[b] += new_i - s.own[j]
    _change_own(s, a, j, i)
    _change_own(s, b, i, j)
    s.own[i], s.own[j] = new_i, new_j
    s.seats[a, s.slot[i]], s.seats[b, s.slot[j]] = j, i
    s.slot[i], s.slot[j] = s.slot[j], s.slot[i]
    s.circle[i], s.circle[j] = b, a


@entry
def _change_own(s: Small, c: int, comes: int, goes: int) -> None:
    """What the members of a circle have of it, once one has come for another."""
    for k in range(s.filled[c]):
        m = s.seats[c, k]
        s.own[m] += s.scores[comes, m] - s.scores[goes, m]


@entry
def _try_shift(s: Small, i: int, b: int, limit: float) -> None:
    """A member goes to another circle unless it loses more than the limit, or sizes forbid it."""
    a = s.circle[i]
    size_a, size_b = s.filled[a], s.filled[b]
    if size_a <= s.sizes[a, 0] or size_b >= s.sizes[b, 1]:
        return
    new = _among(s, i, b)
    was = worth(s.total[a], size_a, s.aims) + worth(s.total[b], size_b, s.aims)
    after = worth(s.total[a] - s.own[i], size_a - 1, s.aims)
    after += worth(s.total[b] + new, size_b + 1, s.aims)
    if after - was < limit:
        return
    s.total[a] -= s.own[i]
    s.total[b] += new
    last = s.seats[a, size_a - 1]
    s.seats[a, s.slot[i]], s.slot[last] = last, s.slot[i]
    s.filled[a] -= 1
    for k in range(size_a - 1):
        s.own[s.seats[a, k]] -= s.scores[i, s.seats[a, k]]
    for k in range(size_b):
        s.own[s.seats[b, k]] += s.scores[i, s.seats[b, k]]
    s.seats[b, size_b], s.slot[i] = i, size_b
    s.filled[b] += 1
    s.own[i], s.circle[i] = new, b
