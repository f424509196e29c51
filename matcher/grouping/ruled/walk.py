"""Guided proposals and simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983).

The partner of a member comes mostly from the circle of somebody near to her by score: with small
circles nearly every uniformly drawn swap is a bad one.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

from typing import Final

import numpy as np

from features.arrays import Int32
from matcher.grouping.dice import chance, draw
from matcher.grouping.jit import entry, inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.moves import NEVER, commit, weigh
from matcher.grouping.ruled.state import HARD, WAIT, State

GUIDED: Final = 0.93
"""Share of proposals whose other circle is that of somebody near."""
ONE_WAY: Final = 0.12
"""Share of proposals that move members in one direction only."""
WHOLE: Final = 0.02
"""Share of proposals that let a whole circle wait."""
PADDED: Final = 0.7
"""Share of exchanges of a block in which as many come back."""


@entry
def anneal(
    flat: Flat, state: State, near: Int32, n_moves: int, heat: float, fine: float
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

    Returns:
        How many moves were proposed, and how many made.

    """
    strict = state.whole[HARD] == 0
    made = 0
    for step in range(n_moves):
        a, b, n_out, n_in = propose(flat, state, near)
        if n_out + n_in == 0:
            continue
        hard, gain = weigh(flat, state, a, b, n_out, n_in, strict)
        if hard >= NEVER or (strict and hard > 0):
            continue
        worth = gain if strict else gain - fine * hard
        if worth >= 0 or (heat > 0 and chance(state.dice) < np.exp(worth / heat)):
            commit(flat, state, a, b, n_out, n_in, hard, gain)
            made += 1
            if not strict and state.whole[HARD] == 0:
                return step + 1, made
    return n_moves, made


@inner
def propose(  # noqa: C901, PLR0912 (one branch for each shape of move)
    flat: Flat, state: State, near: Int32
) -> tuple[int, int, int, int]:
    """Fill `state.out` and `state.into`; returns both circles and how many go each way.

    Zero members both ways mean that nothing sensible was drawn.
    """
    dice = state.dice
    i = draw(dice, state.circle.shape[0])
    if near.shape[1] and chance(dice) < GUIDED:
        friend = int(near[i, draw(dice, near.shape[1])])
        b = int(state.circle[friend])
    else:
        friend = i
        b = draw(dice, state.size.shape[0])
    a = int(state.circle[i])
    if a < 0 and b < 0:
        b = draw(dice, state.size.shape[0])
    if a >= 0 and chance(dice) < WHOLE:
        n_out = int(state.size[a])
        for s in range(n_out):
            state.out[s] = state.members[a, s]
        return a, -1, n_out, 0
    if a == b:
        return 0, 0, 0, 0
    if a < 0:
        n_in = block_of(flat, state, i, state.into, 0)
        if chance(dice) < ONE_WAY and state.whole[WAIT] > n_in:
            n_in = another(flat, state, -1, state.into, n_in)
        return arrive(flat, state, b, friend, n_in)
    if b < 0 and friend != i:
        n_in = block_of(flat, state, friend, state.into, 0)
        return arrive(flat, state, a, i, n_in)
    n_out = block_of(flat, state, i, state.out, 0)
    if b < 0 or state.size[b] == 0 or chance(dice) < ONE_WAY:
        if chance(dice) < ONE_WAY:
            b = -1
        return a, b, n_out, 0
    j = int(state.members[b, draw(dice, int(state.size[b]))])
    if j == friend:
        j = int(state.members[b, draw(dice, int(state.size[b]))])
    n_in = block_of(flat, state, j, state.into, 0)
    if n_in != n_out and chance(dice) < PADDED:
        for _ in range(n_out + n_in):
            if n_in < n_out:
                n_in = another(flat, state, b, state.into, n_in)
            elif n_out < n_in:
                n_out = another(flat, state, a, state.out, n_out)
    return a, b, n_out, n_in


@inner
def arrive(flat: Flat, state: State, a: int, kept: int, n_in: int) -> tuple[int, int, int, int]:
    """Those of `state.into` come from the waiting list, into room or for somebody else."""
    if state.size[a] == 0:
        wanted = flat.limits[a, 0]
        if chance(state.dice) < PADDED:
            wanted += draw(state.dice, int(flat.limits[a, 1] - flat.limits[a, 0] + 1))
        for _ in range(2 * wanted):
            if n_in < wanted:
                n_in = another(flat, state, -1, state.into, n_in)
        return a, -1, 0, n_in
    room = state.size[a] + n_in <= flat.limits[a, 1]
    if room and chance(state.dice) < 0.5:
        return a, -1, 0, n_in
    j = int(state.members[a, draw(state.dice, int(state.size[a]))])
    if j == kept:
        j = int(state.members[a, draw(state.dice, int(state.size[a]))])
    n_out = block_of(flat, state, j, state.out, 0)
    while n_out < n_in and chance(state.dice) < PADDED:
        n_out = another(flat, state, a, state.out, n_out)
    return a, -1, n_out, n_in


@inner
def block_of(flat: Flat, state: State, i: int, movers: Int32, n_movers: int) -> int:
    """Append a member and those bound to her who are where she is; returns how many there are."""
    c = state.circle[i]
    movers[n_movers] = i
    n_movers += 1
    block = flat.block[i]
    for m in range(flat.block_from[block], flat.block_from[block + 1]):
        other = flat.block_members[m]
        if other != i and state.circle[other] == c and n_movers < movers.shape[0]:
            movers[n_movers] = other
            n_movers += 1
    return n_movers


@inner
def another(flat: Flat, state: State, c: int, movers: Int32, n_movers: int) -> int:
    """Append a further unbound member of a circle or the waiting list, if the draw finds one."""
    if c >= 0:
        other = int(state.members[c, draw(state.dice, int(state.size[c]))])
    else:
        other = int(state.waiting[draw(state.dice, state.whole[WAIT])])
    block = flat.block[other]
    bound = flat.block_from[block + 1] - flat.block_from[block] > 1
    for x in range(n_movers):
        bound = bound or movers[x] == other
    if not bound and n_movers < movers.shape[0]:
        movers[n_movers] = other
        n_movers += 1
    return n_movers
