"""Moves between two circles, or a circle and the waiting list: weighed, then made.

A move lets `state.out[:n_out]` go from circle `a` to `b` and `state.into[:n_in]` from `b` to `a`;
`b` is -1 for the waiting list. Swap, relocation, exchange of blocks, opening and closing of a
circle are all of this shape.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

from typing import Final

import numpy as np

from matcher.grouping.jit import entry, inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.state import (
    COST_A,
    COST_B,
    HARD,
    HARD_A,
    HARD_B,
    MOVED,
    OBJECTIVE,
    PAIRS_A,
    PAIRS_B,
    WAIT,
    WORTH_A,
    WORTH_B,
    State,
    judged,
    score,
    seat_cost,
    total,
    worth_of,
)

LEAVES: Final = 1
COMES: Final = 2
NEVER: Final = 1_000_000_000
"""Hard units of a move that no circle has room for, or that moves more members than may."""


@inner
def weigh(  # noqa: C901 (each part is left out once the move is lost)
    flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int, strict: bool
) -> tuple[int, float]:
    """Hard units and objective that a move adds.

    Args:
        flat: the problem.
        state: the grouping; its `out` and `into` hold the move.
        a: circle.
        b: circle or -1.
        n_out: how many go from a to b.
        n_in: how many come from b to a.
        strict: whether a move that adds hard units may be weighed in part only; for a grouping
            that has none.

    """
    size_a = state.size[a] - n_out + n_in
    if size_a > flat.limits[a, 1]:
        return NEVER, 0.0
    if b >= 0 and state.size[b] + n_out - n_in > flat.limits[b, 1]:
        return NEVER, 0.0
    hard, gain, moved = seats_change(flat, state, a, b, n_out, n_in)
    if moved > 0 and state.whole[MOVED] + moved > flat.settings[4]:
        return NEVER, 0.0
    for x in range(n_out):
        state.mark[state.out[x]] = LEAVES
    for x in range(n_in):
        state.mark[state.into[x]] = COMES
    hard_a, cost_a, hard_b, cost_b = 0, 0.0, 0, 0.0
    tie_hard, tie_gain = ties_change(flat, state, a, b, n_out, n_in)
    hard += tie_hard
    gain += tie_gain
    if not (strict and hard > 0):
        hard_a, cost_a = circle_after(flat, state, a, n_out, n_in, True)
        hard += hard_a - state.broken[a]
    if b >= 0 and not (strict and hard > 0):
        hard_b, cost_b = circle_after(flat, state, b, n_out, n_in, False)
        hard += hard_b - state.broken[b]
    if not (strict and hard > 0):
        pairs_a, pairs_b = pairs_change(flat, state, a, b, n_out, n_in)
        state.real[PAIRS_A] = state.pairs[a] + pairs_a
        state.real[WORTH_A] = worth_of(flat, state.real[PAIRS_A], size_a, cost_a)
        state.real[COST_A] = cost_a
        state.whole[HARD_A] = hard_a
        gain += state.real[WORTH_A] - state.worth[a]
        if b >= 0:
            state.real[PAIRS_B] = state.pairs[b] + pairs_b
            size_b = state.size[b] + n_out - n_in
            state.real[WORTH_B] = worth_of(flat, state.real[PAIRS_B], size_b, cost_b)
            state.real[COST_B] = cost_b
            state.whole[HARD_B] = hard_b
            gain += state.real[WORTH_B] - state.worth[b]
    for x in range(n_out):
        state.mark[state.out[x]] = 0
    for x in range(n_in):
        state.mark[state.into[x]] = 0
    return hard, gain


@inner
def seats_change(
    flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int
) -> tuple[int, float, int]:
    """Hard units, objective and members away from home that new seats alone bring."""
    hard, gain, moved = 0, 0.0, 0
    for x in range(n_out + n_in):
        if x < n_out:
            i, old, new = state.out[x], a, b
        else:
            i, old, new = state.into[x - n_out], b, a
        cost, units = seat_cost(flat, i, new)
        before, units_before = seat_cost(flat, i, old)
        gain += before - cost
        hard += units - units_before
        if flat.home[i] >= 0:
            moved += int(new != flat.home[i]) - int(old != flat.home[i])
    return hard, gain, moved


@inner
def circle_after(
    flat: Flat, state: State, c: int, n_out: int, n_in: int, first: bool
) -> tuple[int, float]:
    """Hard units and cost of a circle's own rules after the move; the movers are marked."""
    size = 0
    for s in range(state.size[c]):
        i = state.members[c, s]
        if state.mark[i] == 0:
            state.row[size] = i
            size += 1
    come, n_come = (state.into, n_in) if first else (state.out, n_out)
    go, n_go = (state.out, n_out) if first else (state.into, n_in)
    for x in range(n_come):
        state.row[size] = come[x]
        size += 1
    counts = state.counts[c]
    for k in range(counts.shape[0]):
        for x in range(n_come):
            counts[k] += flat.kind[come[x], k]
        for x in range(n_go):
            counts[k] -= flat.kind[go[x], k]
    cost, hard = judged(flat, state, c, size, counts)
    for k in range(counts.shape[0]):
        for x in range(n_come):
            counts[k] -= flat.kind[come[x], k]
        for x in range(n_go):
            counts[k] += flat.kind[go[x], k]
    return hard, cost


@inner
def ties_change(
    flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int
) -> tuple[int, float]:
    """Hard units and objective by who sits with whom; movers of one side move as one.

    Twice the change is summed, so that a tie inside one side counts once from each end.
    """
    hard, gain = 0, 0.0
    for x in range(n_out + n_in):
        if x < n_out:
            i, old, new, side = state.out[x], a, b, LEAVES
        else:
            i, old, new, side = state.into[x - n_out], b, a, COMES
        for t in range(flat.tie_from[i], flat.tie_from[i + 1]):
            other = flat.tie_to[t]
            mark = state.mark[other]
            if mark == 0:
                where = state.circle[other]
                if where >= 0:
                    times = 2 * (int(where == new) - int(where == old))
                    hard += times * flat.tie_hard[t]
                    gain += times * flat.tie_gain[t]
            elif mark == side:
                times = int(new >= 0) - int(old >= 0)
                hard += times * flat.tie_hard[t]
                gain += times * flat.tie_gain[t]
    return hard // 2, gain / 2


@inner
def pairs_change(
    flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int
) -> tuple[float, float]:
    """How the sums of pair scores of both circles change."""
    if flat.matrix.shape[0]:
        inside_out = among(flat, state.out, n_out)
        inside_in = among(flat, state.into, n_in)
        first = inside_in - inside_out
        first += toward(flat, state, state.into, n_in, a) - toward(flat, state, state.out, n_out, a)
        second = inside_out - inside_in
        if b >= 0:
            second += toward(flat, state, state.out, n_out, b)
            second -= toward(flat, state, state.into, n_in, b)
        return first, second
    if n_out == 1 and n_in == 1 and b >= 0:
        return swap_change(flat, state, a, b, state.out[0], state.into[0])
    first, second, own = np.float32(0), np.float32(0), np.float32(0)
    for k in range(flat.weights.shape[0]):
        shift, squares = np.float32(0), np.float32(0)
        for x in range(n_in):
            value = flat.values[state.into[x], k]
            shift += value
            squares += value * value
        for x in range(n_out):
            value = flat.values[state.out[x], k]
            shift -= value
            squares -= value * value
        first += flat.weights[k] * shift * (2 * state.sums[a, k] + shift)
        if b >= 0:
            second += flat.weights[k] * shift * (shift - 2 * state.sums[b, k])
        own += flat.weights[k] * squares
    return (first - own) / 2, (second + own) / 2


@inner
def swap_change(flat: Flat, state: State, a: int, b: int, i: int, j: int) -> tuple[float, float]:
    """The change by i going from a to b and j from b to a."""
    first, second = np.float32(0), np.float32(0)
    for k in range(flat.weights.shape[0]):
        left, right = flat.values[i, k], flat.values[j, k]
        shift = flat.weights[k] * (right - left)
        first += shift * (state.sums[a, k] - left)
        second -= shift * (state.sums[b, k] - right)
    return first, second


@inner
def among(flat: Flat, movers: np.ndarray, n_movers: int) -> float:
    """Scores among those who move together."""
    found = 0.0
    for x in range(n_movers):
        for y in range(x):
            found += score(flat, movers[x], movers[y])
    return found


@inner
def toward(flat: Flat, state: State, movers: np.ndarray, n_movers: int, c: int) -> float:
    """Scores between those who move and those who stay in a circle."""
    found = 0.0
    for s in range(state.size[c]):
        i = state.members[c, s]
        if state.mark[i] == 0:
            for x in range(n_movers):
                found += score(flat, i, movers[x])
    return found


@inner
def commit(
    flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int, hard: int, gain: float
) -> None:
    """Make the move that was weighed last."""
    for x in range(n_out + n_in):
        i = state.out[x] if x < n_out else state.into[x - n_out]
        old, new = (a, b) if x < n_out else (b, a)
        if flat.home[i] >= 0:
            state.whole[MOVED] += int(new != flat.home[i]) - int(old != flat.home[i])
        leave(state, i)
    for x in range(n_out):
        enter(state, state.out[x], b)
    for x in range(n_in):
        enter(state, state.into[x], a)
    total(flat, state, a)
    state.pairs[a] = state.real[PAIRS_A]
    state.cost[a] = state.real[COST_A]
    state.worth[a] = state.real[WORTH_A]
    state.broken[a] = state.whole[HARD_A]
    if b >= 0:
        total(flat, state, b)
        state.pairs[b] = state.real[PAIRS_B]
        state.cost[b] = state.real[COST_B]
        state.worth[b] = state.real[WORTH_B]
        state.broken[b] = state.whole[HARD_B]
    state.whole[HARD] += hard
    state.real[OBJECTIVE] += gain


@inner
def leave(state: State, i: int) -> None:
    """Take a member from her row; the last of it gets her place."""
    c, seat = state.circle[i], state.seat[i]
    if c >= 0:
        state.size[c] -= 1
        last = state.members[c, state.size[c]]
        state.members[c, seat] = last
    else:
        state.whole[WAIT] -= 1
        last = state.waiting[state.whole[WAIT]]
        state.waiting[seat] = last
    state.seat[last] = seat


@inner
def enter(state: State, i: int, c: int) -> None:
    """Put a member at the end of a row."""
    state.circle[i] = c
    if c >= 0:
        state.seat[i] = state.size[c]
        state.members[c, state.size[c]] = i
        state.size[c] += 1
    else:
        state.seat[i] = state.whole[WAIT]
        state.waiting[state.whole[WAIT]] = i
        state.whole[WAIT] += 1


@entry
def make(flat: Flat, state: State, a: int, b: int, n_out: int, n_in: int) -> bool:
    """Make a move whatever it is worth; False if there is no room for it."""
    hard, gain = weigh(flat, state, a, b, n_out, n_in, np.bool_(False))
    if hard < NEVER:
        commit(flat, state, a, b, n_out, n_in, hard, gain)
    return hard < NEVER
