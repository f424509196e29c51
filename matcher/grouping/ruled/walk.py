"""Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over guided proposals."""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

import numpy as np

from features.arrays import Int32
from matcher.grouping.dice import chance
from matcher.grouping.jit import entry
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.moves import NEVER, commit, weigh
from matcher.grouping.ruled.propose import propose
from matcher.grouping.ruled.state import HARD, State
from matcher.grouping.ruled.swap import weigh_swap


@entry
def anneal(
    flat: Flat, state: State, near: Int32, n_moves: int, heat: float, fine: float, mend: bool
) -> tuple[int, int]:
    """Propose so many moves and make those that the heat allows.

    From a grouping without hard units none is ever added. Otherwise a hard unit costs `fine`, and
    the walk ends when none is left.

    Args:
        flat: the problem.
        state: the grouping, changed in place.
        near: (n, k) int32 members near to each by score.
        n_moves: proposals.
        heat: temperature in units of the objective; 0 descends.
        fine: of a hard unit.
        mend: whether, while hard units are left, only moves count that take some away.

    Returns:
        How many moves were proposed, and how many made.

    """
    strict = state.whole[HARD] == 0
    made = 0
    for step in range(n_moves):
        a, b, n_out, n_in = propose(flat, state, near, strict)
        if n_out + n_in == 0:
            continue
        if strict and b >= 0 and n_out == 1 and n_in == 1:
            hard, gain = weigh_swap(flat, state, a, b)
        else:
            hard, gain = weigh(flat, state, a, b, n_out, n_in, strict)
        if hard >= NEVER or (strict and hard > 0):
            continue
        if mend and not strict and hard >= 0:
            continue
        worth = gain if strict else gain - fine * hard
        if worth >= 0 or (heat > 0 and chance(state.dice) < np.exp(worth / heat)):
            commit(flat, state, a, b, n_out, n_in, hard, gain)
            made += 1
            if not strict and state.whole[HARD] == 0:
                return step + 1, made
    return n_moves, made
