"""A swap of two members, weighed: the move of nearly every proposal, so it has a way of its own.

It equals `moves.weigh` for one member out and one in between two circles.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

from matcher.grouping.jit import inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.moves import (
    COMES,
    LEAVES,
    NEVER,
    pairs_change,
    seats_change,
    swap_change,
)
from matcher.grouping.ruled.state import (
    COST_A,
    COST_B,
    HARD_A,
    HARD_B,
    MOVED,
    PAIRS_A,
    PAIRS_B,
    WORTH_A,
    WORTH_B,
    State,
    beyond,
    count_bits,
    off,
    worth_of,
)


@inner
def weigh_swap(flat: Flat, state: State, a: int, b: int) -> tuple[int, float]:
    """Hard units and objective that a swap of `state.out[0]` and `state.into[0]` adds.

    Args:
        flat: the problem.
        state: the grouping; it breaks nothing hard, and neither may the swap: how much it would
            break is not told in full.
        a: circle of the first.
        b: of the other.

    """
    i, j = state.out[0], state.into[0]
    hard, gain = 0, 0.0
    if flat.place.shape[1] or flat.settings[4] < flat.home.shape[0]:
        hard, gain, moved = seats_change(flat, state, a, b, 1, 1)
        if moved > 0 and state.whole[MOVED] + moved > flat.settings[4]:
            return NEVER, 0.0
    units, worth = ties_swap(flat, state, i, j, a, b)
    hard += units
    gain += worth
    units, cost_a = rules_swap(flat, state, a, i, j)
    hard += units
    if hard > 0:
        return hard, gain
    units, cost_b = rules_swap(flat, state, b, j, i)
    hard += units
    if hard > 0:
        return hard, gain
    if flat.matrix.shape[0]:
        state.mark[i], state.mark[j] = LEAVES, COMES
        pairs_a, pairs_b = pairs_change(flat, state, a, b, 1, 1)
        state.mark[i], state.mark[j] = 0, 0
    else:
        pairs_a, pairs_b = swap_change(flat, state, a, b, i, j)
    state.whole[HARD_A], state.whole[HARD_B] = 0, 0
    state.real[COST_A], state.real[COST_B] = state.cost[a] + cost_a, state.cost[b] + cost_b
    state.real[PAIRS_A], state.real[PAIRS_B] = state.pairs[a] + pairs_a, state.pairs[b] + pairs_b
    state.real[WORTH_A] = worth_of(flat, state.real[PAIRS_A], state.size[a], state.real[COST_A])
    state.real[WORTH_B] = worth_of(flat, state.real[PAIRS_B], state.size[b], state.real[COST_B])
    gain += state.real[WORTH_A] - state.worth[a] + state.real[WORTH_B] - state.worth[b]
    return hard, gain


@inner
def ties_swap(flat: Flat, state: State, i: int, j: int, a: int, b: int) -> tuple[int, float]:
    """Hard units and objective by who sits with whom once two have traded seats."""
    hard, gain = 0, 0.0
    for t in range(flat.tie_from[i], flat.tie_from[i + 1]):
        other = flat.tie_to[t]
        if other != j:
            times = int(state.circle[other] == b) - int(state.circle[other] == a)
            hard += times * flat.tie_hard[t]
            gain += times * flat.tie_gain[t]
    for t in range(flat.tie_from[j], flat.tie_from[j + 1]):
        other = flat.tie_to[t]
        if other != i:
            times = int(state.circle[other] == a) - int(state.circle[other] == b)
            hard += times * flat.tie_hard[t]
            gain += times * flat.tie_gain[t]
    return hard, gain


@inner
def rules_swap(flat: Flat, state: State, c: int, go: int, come: int) -> tuple[int, float]:
    """Hard units and cost that a circle's own rules add when one comes for another."""
    hard, cost = 0, 0.0
    for k in range(flat.kind_bounds.shape[0]):
        step = int(flat.kind[come, k]) - int(flat.kind[go, k])
        if step != 0:
            found = state.counts[c, k]
            units = off(flat, k, found + step) - off(flat, k, found)
            hard += units * flat.kind_hard[k]
            cost += units * flat.kind_cost[k]
    for k in range(flat.value_bounds.shape[0]):
        old, new = flat.value[go, k], flat.value[come, k]
        if old != new:
            step = int(new >= 0) - int(old >= 0)
            same_old, same_new = False, False
            for s in range(state.size[c]):
                other = state.members[c, s]
                if other != go:
                    same_old = same_old or flat.value[other, k] == old
                    same_new = same_new or flat.value[other, k] == new
            step += int(old >= 0 and same_old) - int(new >= 0 and same_new)
            found = state.values[c, k]
            units = beyond(flat, k, found + step) - beyond(flat, k, found)
            hard += units * flat.value_hard[k]
            cost += units * flat.value_cost[k]
    for k in range(flat.bits_least.shape[0]):
        before, after = 0, 0
        for w in range(flat.bits_from[k], flat.bits_from[k + 1]):
            before += count_bits(state.rest[go, w] & flat.bits[go, w])
            after += count_bits(state.rest[go, w] & flat.bits[come, w])
        units = max(flat.bits_least[k] - after, 0) - max(flat.bits_least[k] - before, 0)
        hard += units * flat.bits_hard[k]
        cost += units * flat.bits_cost[k]
    return hard, cost
