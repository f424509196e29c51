"""A grouping with the sums that make a move cheap."""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.arrays import Float32, Float64, Int32, Int64
from matcher.grouping.jit import entry, inner
from matcher.grouping.problem import WAITING
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.rules import Bits

OBJECTIVE: Final = 0
PAIRS_A: Final = 1
PAIRS_B: Final = 2
WORTH_A: Final = 3
WORTH_B: Final = 4
COST_A: Final = 5
COST_B: Final = 6
HARD: Final = 0
WAIT: Final = 1
MOVED: Final = 2
HARD_A: Final = 3
HARD_B: Final = 4
ALL: Final = np.uint64(2**64 - 1)


class State(NamedTuple):
    """Who sits where, and what each circle is worth.

    Attributes:
        circle: (n,) int32 of each member, -1 waiting.
        seat: (n,) int32 her place in the row of her circle, or among those who wait.
        members: (g, most) int32 row of each circle, `size` (g,) int32 how many count.
        waiting: (n,) int32 those who wait; `whole[WAIT]` how many count.
        sums: (g, d) float32 of the columns of values.
        pairs: (g,) float64 sum of the pair scores.
        worth: (g,) float64 what the circle adds, ties aside.
        broken: (g,) int64 hard units of the circle's own rules, ties and places aside.
        counts: (g, K) int32 of each kind.
        values: (g, D) int32 how many different ones.
        cost: (g,) float64 of the soft rules that the circle breaks itself.
        rest: (n, W) uint64 bits that all others in a member's circle share.
        but_one: (g, W) uint64 bits that all of a circle share, or all but one.
        real: (7,) float64 objective, and what the move just weighed would make of two circles.
        whole: (5,) int64 hard units, how many wait, how many left home, units of two circles.
        dice: (1,) uint64 state of the random numbers.
        mark: (n,) int8 who moves, while a move is weighed.
        out: (most,) int32 who leaves the first circle of a move, `into`: who comes.
        row: (most,) int32 of a circle as it would be.

    """

    circle: Int32
    seat: Int32
    members: Int32
    size: Int32
    waiting: Int32
    sums: Float32
    pairs: Float64
    worth: Float64
    broken: Int64
    counts: Int32
    values: Int32
    cost: Float64
    rest: Bits
    but_one: Bits
    real: Float64
    whole: Int64
    dice: NDArray[np.uint64]
    mark: NDArray[np.int8]
    out: Int32
    into: Int32
    row: Int32


def fresh(flat: Flat, circle: Int32, seed: int) -> State:
    """The state of a grouping; whoever finds her circle full waits."""
    n, g = len(flat.home), len(flat.limits)
    most = int(flat.limits[:, 1].max())
    state = State(
        circle=np.full(n, WAITING, np.int32),
        seat=np.arange(n, dtype=np.int32),
        members=np.zeros((g, most), np.int32),
        size=np.zeros(g, np.int32),
        waiting=np.arange(n, dtype=np.int32),
        sums=np.zeros((g, flat.values.shape[1]), np.float32),
        pairs=np.zeros(g),
        worth=np.zeros(g),
        broken=np.zeros(g, np.int64),
        counts=np.zeros((g, flat.kind.shape[1]), np.int32),
        values=np.zeros((g, flat.value.shape[1]), np.int32),
        cost=np.zeros(g),
        rest=np.zeros(flat.bits.shape, np.uint64),
        but_one=np.zeros((g, flat.bits.shape[1]), np.uint64),
        real=np.zeros(7),
        whole=np.array([0, n, 0, 0, 0], np.int64),
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 | 1], np.uint64),
        mark=np.zeros(n, np.int8),
        out=np.zeros(most, np.int32),
        into=np.zeros(most, np.int32),
        row=np.zeros(most, np.int32),
    )
    seats(flat, state, circle.astype(np.int32))
    refresh(flat, state)
    return state


@entry
def seats(flat: Flat, state: State, circle: Int32) -> None:
    """Put everybody where she is said to sit."""
    state.whole[WAIT] = 0
    state.size[:] = 0
    for i in range(len(circle)):
        c = circle[i]
        if c >= 0 and state.size[c] < flat.limits[c, 1]:
            state.circle[i] = c
            state.seat[i] = state.size[c]
            state.members[c, state.size[c]] = i
            state.size[c] += 1
        else:
            state.circle[i] = -1
            state.seat[i] = state.whole[WAIT]
            state.waiting[state.whole[WAIT]] = i
            state.whole[WAIT] += 1


@inner
def total(flat: Flat, state: State, c: int) -> None:
    """Sums of columns, counts of kinds and values, and what others share in a circle, anew."""
    for k in range(state.sums.shape[1]):
        state.sums[c, k] = 0
    for k in range(state.counts.shape[1]):
        state.counts[c, k] = 0
    for s in range(state.size[c]):
        i = state.members[c, s]
        for k in range(state.sums.shape[1]):
            state.sums[c, k] += flat.values[i, k]
        for k in range(state.counts.shape[1]):
            state.counts[c, k] += flat.kind[i, k]
    for s in range(state.size[c]):
        state.row[s] = state.members[c, s]
    for k in range(state.values.shape[1]):
        state.values[c, k] = distinct(flat, state, k, state.size[c])
    share(flat, state, c)


@inner
def share(flat: Flat, state: State, c: int) -> None:
    """What members of a circle share without each of them."""
    for w in range(flat.bits.shape[1]):
        before, after, any_left = ALL, ALL, ALL ^ ALL
        for s in range(state.size[c]):
            i = state.members[c, s]
            state.rest[i, w] = before
            before &= flat.bits[i, w]
        for s in range(state.size[c] - 1, -1, -1):
            i = state.members[c, s]
            state.rest[i, w] &= after
            after &= flat.bits[i, w]
            any_left |= state.rest[i, w]
        state.but_one[c, w] = any_left


@inner
def score(flat: Flat, i: int, j: int) -> float:
    """The score of a pair."""
    if flat.matrix.shape[0]:
        return flat.matrix[i, j]
    found = np.float32(0)
    for k in range(flat.weights.shape[0]):
        found += flat.weights[k] * flat.values[i, k] * flat.values[j, k]
    return found


@inner
def seat_cost(flat: Flat, i: int, c: int) -> tuple[float, int]:
    """What it costs that a member sits in a circle or waits, and the hard units."""
    if c < 0:
        return flat.wait[i], flat.wait_hard[i]
    cost, hard = flat.sit[i], flat.sit_hard[i]
    for p in range(flat.place.shape[1]):
        if flat.place[i, p] >= 0 and flat.place[i, p] != c:
            cost += flat.place_cost[p]
            hard += flat.place_hard[p]
    return cost, hard


@inner
def count_bits(word: int) -> int:
    """How many bits of a word are set."""
    found = 0
    while word != np.uint64(0):
        word &= word - np.uint64(1)
        found += 1
    return found


@inner
def rules_of(flat: Flat, state: State, c: int, size: int) -> tuple[float, int]:
    """Cost and hard units of the circle's own rules, for `state.row` and `state.counts[c]`."""
    return judged(flat, state, c, size, state.counts[c])


@inner
def judged(flat: Flat, state: State, c: int, size: int, counts: Int32) -> tuple[float, int]:
    """Cost and hard units of the rules about a circle whose members are `state.row[:size]`."""
    if size == 0:
        return 0.0, int(flat.settings[3]) * flat.limits[c, 0]
    cost, hard = 0.0, max(flat.limits[c, 0] - size, 0)
    for k in range(counts.shape[0]):
        units = off(flat, k, counts[k])
        cost += units * flat.kind_cost[k]
        hard += units * flat.kind_hard[k]
    for k in range(flat.value.shape[1]):
        units = beyond(flat, k, distinct(flat, state, k, size))
        cost += units * flat.value_cost[k]
        hard += units * flat.value_hard[k]
    for k in range(flat.bits_least.shape[0]):
        units = max(flat.bits_least[k] - shared(flat, state, k, size), 0)
        cost += units * flat.bits_cost[k]
        hard += units * flat.bits_hard[k]
    return cost, hard


@inner
def off(flat: Flat, k: int, found: int) -> int:
    """Units by which so many of a kind are too few, too many or alone."""
    units = max(flat.kind_bounds[k, 0] - found, 0) + max(found - flat.kind_bounds[k, 1], 0)
    return units + int(flat.kind_bounds[k, 2] and found == 1)


@inner
def beyond(flat: Flat, k: int, found: int) -> int:
    """Units by which so many different values are too few or too many."""
    return max(flat.value_bounds[k, 0] - found, 0) + max(found - flat.value_bounds[k, 1], 0)


@inner
def distinct(flat: Flat, state: State, k: int, size: int) -> int:
    """Different known values in `state.row[:size]`."""
    found = 0
    for s in range(size):
        value = flat.value[state.row[s], k]
        new = value >= 0
        for t in range(s):
            if flat.value[state.row[t], k] == value:
                new = False
                break
        found += new
    return found


@inner
def shared(flat: Flat, state: State, k: int, size: int) -> int:
    """Bits that all of `state.row[:size]` have."""
    found = 0
    for w in range(flat.bits_from[k], flat.bits_from[k + 1]):
        word = flat.bits[state.row[0], w]
        for s in range(1, size):
            word &= flat.bits[state.row[s], w]
        found += count_bits(word)
    return found


@inner
def worth_of(flat: Flat, pairs: float, size: int, cost: float) -> float:
    """What a circle adds to the objective."""
    if size < 2:
        return -cost
    value = pairs / (size - 1) if flat.settings[2] else pairs
    below = max(flat.settings[0] - 2 * pairs / (size * (size - 1)), 0.0)
    return value - cost - flat.settings[1] * size * below


@entry
def refresh(flat: Flat, state: State) -> None:
    """All sums anew: what increments and float32 have let drift is gone."""
    objective, hard, moved = 0.0, 0, 0
    for c in range(state.size.shape[0]):
        total(flat, state, c)
        size = state.size[c]
        pairs = 0.0
        for s in range(size):
            for t in range(s):
                pairs += score(flat, state.row[s], state.row[t])
        cost, units = rules_of(flat, state, c, size)
        state.pairs[c] = pairs
        state.cost[c] = cost
        state.worth[c] = worth_of(flat, pairs, size, cost)
        state.broken[c] = units
        objective += state.worth[c]
        hard += units
    for i in range(state.circle.shape[0]):
        c = state.circle[i]
        cost, units = seat_cost(flat, i, c)
        objective -= cost
        hard += units
        moved += flat.home[i] >= 0 and c != flat.home[i]
        if c >= 0:
            for t in range(flat.tie_from[i], flat.tie_from[i + 1]):
                other = flat.tie_to[t]
                if other > i and state.circle[other] == c:
                    objective += flat.tie_gain[t]
                    hard += flat.tie_hard[t]
    state.real[OBJECTIVE] = objective
    state.whole[HARD] = hard
    state.whole[MOVED] = moved
