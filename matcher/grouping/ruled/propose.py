"""Guided proposals: between which circles, and who goes which way.

The partner of a member comes mostly from the circle of somebody near to her by score: with small
circles nearly every uniformly drawn swap is a bad one. Where nothing hard is broken, who is
drawn has already what the others share (hours, languages) and the kinds that are asked for: with
tight hours nine in ten of all other proposals come to nothing.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

from typing import Final

from features.arrays import Int32
from matcher.grouping.dice import chance, draw
from matcher.grouping.jit import inner
from matcher.grouping.ruled.filter import (
    hopeless,
    may_fit,
    may_join,
    may_leave,
    may_replace,
    may_swap,
    single,
)
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.state import WAIT, State

GUIDED: Final = 0.93
"""Share of proposals whose other circle is that of somebody near."""
ONE_WAY: Final = 0.12
"""Share of proposals that move members in one direction only."""
WHOLE: Final = 0.001
"""Share of proposals that move a whole circle."""
WHOLES: Final = 0.1
"""That share where there are few circles, of which each gets an equal part of it."""
PADDED: Final = 0.7
"""Share of exchanges of a block in which as many come back."""
CALLED: Final = 0.1
"""Share of proposals that begin with somebody whose waiting costs something."""
TRIES: Final = 16
"""Draws before a proposal is given up."""


@inner
def propose(  # noqa: C901, PLR0912 (one branch for each shape of move)
    flat: Flat, state: State, near: Int32, strict: bool
) -> tuple[int, int, int, int]:
    """Fill `state.out` and `state.into`; returns both circles and how many go each way.

    Zero members both ways mean that nothing sensible was drawn.

    Args:
        flat: the problem.
        state: the grouping.
        near: (n, k) int32 members near to each by score.
        strict: whether nothing hard is broken, so that nothing hard need be proposed.

    """
    i = somebody(flat, state)
    a = int(state.circle[i])
    luck = chance(state.dice)
    if a >= 0 and (luck < WHOLE or luck * state.size.shape[0] < WHOLES):
        return whole(flat, state, a)
    if hopeless(flat, i):
        return 0, 0, 0, 0
    one_way = chance(state.dice) < ONE_WAY and (not strict or may_leave(flat, state, i, a))
    if one_way and a >= 0 and chance(state.dice) < ONE_WAY:
        return a, -1, block_of(flat, state, i, state.out, 0), 0
    found = (0, 0, 0, 0)
    for _ in range(TRIES):
        if near.shape[1] and chance(state.dice) < GUIDED:
            friend = int(near[i, draw(state.dice, near.shape[1])])
            b = int(state.circle[friend])
        else:
            friend = i
            b = draw(state.dice, state.size.shape[0])
        if strict and b >= 0 and single(flat, i) and not may_fit(flat, state, i, b):
            continue
        if a < 0 and b >= 0:
            found = called(flat, state, b, friend, i, strict)
        elif a >= 0 and b < 0 and not hopeless(flat, friend):
            found = called(flat, state, a, i, friend, strict)
        elif b >= 0 and a != b and (one_way or state.size[b] == 0):
            if not strict or may_join(flat, state, i, b):
                return a, b, block_of(flat, state, i, state.out, 0), 0
        elif b >= 0 and a != b:
            found = exchange(flat, state, a, b, i, friend, strict)
        if found[2] + found[3] > 0:
            break
    return found


@inner
def somebody(flat: Flat, state: State) -> int:
    """A member; now and then one who waits though it costs something."""
    if state.whole[WAIT] > 0 and chance(state.dice) < CALLED:
        for _ in range(TRIES):
            i = int(state.waiting[draw(state.dice, state.whole[WAIT])])
            if flat.wait[i] > 0 and not hopeless(flat, i):
                return i
    return draw(state.dice, state.circle.shape[0])


@inner
def whole(flat: Flat, state: State, a: int) -> tuple[int, int, int, int]:
    """A whole circle waits, is replaced from the waiting list, or joins or trades with another.

    Where circles differ in size, or tiny ones are left, no walk of single members gets there.
    """
    b = -1
    if chance(state.dice) < 0.5:
        b = draw(state.dice, state.size.shape[0])
    b = -1 if b == a else b
    split = b >= 0 and state.size[b] == 0 and chance(state.dice) < 0.5
    n_out, n_in = 0, 0
    for s in range(state.size[a]):
        if not split or chance(state.dice) < 0.5:
            state.out[n_out] = state.members[a, s]
            n_out += 1
    if b >= 0 and (state.size[b] + n_out > flat.limits[b, 1] or chance(state.dice) < 0.5):
        for s in range(state.size[b]):
            state.into[s] = state.members[b, s]
        n_in = int(state.size[b])
    elif b < 0 and state.whole[WAIT] > 0 and chance(state.dice) < 0.5:
        n_in = newcomers(flat, state, a, 0)
    return a, b, n_out, n_in


@inner
def newcomers(flat: Flat, state: State, c: int, n_in: int) -> int:
    """Append members who wait until they are as many as a circle needs, or mostly more."""
    wanted = flat.limits[c, 0]
    if chance(state.dice) < PADDED:
        wanted += draw(state.dice, int(flat.limits[c, 1] - flat.limits[c, 0] + 1))
    for _ in range(2 * wanted):
        if n_in < wanted:
            n_in = another(flat, state, -1, state.into, n_in)
    return n_in


@inner
def exchange(
    flat: Flat, state: State, a: int, b: int, i: int, friend: int, strict: bool
) -> tuple[int, int, int, int]:
    """A member goes from a to b, for somebody from there."""
    j = partner(flat, state, i, b, friend, strict)
    if j < 0:
        return 0, 0, 0, 0
    n_out = block_of(flat, state, i, state.out, 0)
    n_in = block_of(flat, state, j, state.into, 0)
    if n_in != n_out and chance(state.dice) < PADDED:
        for _ in range(n_out + n_in):
            if n_in < n_out:
                n_in = another(flat, state, b, state.into, n_in)
            elif n_out < n_in:
                n_out = another(flat, state, a, state.out, n_out)
    return a, b, n_out, n_in


@inner
def partner(flat: Flat, state: State, i: int, c: int, kept: int, strict: bool) -> int:
    """Somebody in a circle whose seat a member may take, and who may take hers; -1 nobody.

    Whoever is bound to others is only taken if she is drawn first: what moves with her decides.
    """
    size = int(state.size[c])
    begin = draw(state.dice, size)
    bound = not single(flat, i)
    for s in range(size):
        j = int(state.members[c, (begin + s) % size])
        if j == kept and size > 1:
            continue
        if not strict or bound or not single(flat, j):
            if s == 0:
                return j
        elif state.circle[i] < 0:
            if may_replace(flat, state, i, j):
                return j
        elif may_swap(flat, state, i, j):
            return j
    return -1


@inner
def called(
    flat: Flat, state: State, a: int, kept: int, i: int, strict: bool
) -> tuple[int, int, int, int]:
    """A member comes from the waiting list, into room or for somebody else."""
    n_in = block_of(flat, state, i, state.into, 0)
    if chance(state.dice) < ONE_WAY and state.whole[WAIT] > n_in:
        n_in = another(flat, state, -1, state.into, n_in)
    if state.size[a] == 0:
        return a, -1, 0, newcomers(flat, state, a, n_in)
    room = state.size[a] + n_in <= flat.limits[a, 1] and (
        flat.wait[i] > 0 or chance(state.dice) < 0.5
    )
    if room and (not strict or may_join(flat, state, i, a)):
        return a, -1, 0, n_in
    j = partner(flat, state, i, a, kept, strict)
    if j < 0:
        return 0, 0, 0, 0
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
    bound = not single(flat, other)
    for x in range(n_movers):
        bound = bound or movers[x] == other
    if not bound and n_movers < movers.shape[0]:
        movers[n_movers] = other
        n_movers += 1
    return n_movers
