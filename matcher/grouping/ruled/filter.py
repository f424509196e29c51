"""What can be told of a move before it is weighed: whether circles keep what they share.

Exact for one member who joins a circle or takes the seat of another, where no hard rule is broken
yet: a move that is turned away here would break a hard rule.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"

import numpy as np

from matcher.grouping.jit import inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.state import State, count_bits, off


@inner
def may_swap(flat: Flat, state: State, i: int, j: int) -> bool:
    """Whether two members of different circles may trade seats."""
    return may_replace(flat, state, j, i) and may_replace(flat, state, i, j)


@inner
def may_replace(flat: Flat, state: State, i: int, j: int) -> bool:
    """Whether a member may take the seat of another."""
    return shares(flat, state, i, j, False) and kinds_stay(flat, state, state.circle[j], i, j)


@inner
def may_join(flat: Flat, state: State, i: int, c: int) -> bool:
    """Whether there is room for a member who shares enough with all of a circle, if it has any."""
    size = state.size[c]
    if size >= flat.limits[c, 1]:
        return False
    return size == 0 or shares(flat, state, i, state.members[c, 0], True)


@inner
def may_leave(flat: Flat, state: State, i: int, c: int) -> bool:
    """Whether a member's circle can do with one less; not told of who is bound or alone there."""
    if c < 0 or state.size[c] == 1 or not single(flat, i):
        return True
    if state.size[c] <= flat.limits[c, 0]:
        return False
    for k in range(flat.kind_bounds.shape[0]):
        if flat.kind_hard[k] and flat.kind[i, k] and off(flat, k, state.counts[c, k] - 1) > 0:
            return False
    return True


@inner
def hopeless(flat: Flat, i: int) -> bool:
    """Whether a member is bound to others with whom she may sit nowhere."""
    return flat.hopeless[flat.block[i]] > 0


@inner
def single(flat: Flat, i: int) -> bool:
    """Whether nobody is bound to a member."""
    block = flat.block[i]
    return flat.block_from[block + 1] - flat.block_from[block] == 1


@inner
def may_fit(flat: Flat, state: State, i: int, c: int) -> bool:
    """Whether a member shares enough with all of a circle, or all but one; a first quick look."""
    if state.size[c] < 2:
        return True
    for k in range(flat.bits_least.shape[0]):
        if flat.bits_hard[k]:
            wanted = flat.bits_least[k]
            for w in range(flat.bits_from[k], flat.bits_from[k + 1]):
                wanted -= count_bits(state.but_one[c, w] & flat.bits[i, w])
            if wanted > 0:
                return False
    return True


@inner
def shares(flat: Flat, state: State, i: int, j: int, stays: bool) -> bool:
    """Whether a member has enough in common with those who sit with another, and with her too."""
    for k in range(flat.bits_least.shape[0]):
        if flat.bits_hard[k]:
            wanted = flat.bits_least[k]
            for w in range(flat.bits_from[k], flat.bits_from[k + 1]):
                word = state.rest[j, w] & flat.bits[i, w]
                if stays:
                    word &= flat.bits[j, w]
                while wanted > 0 and word != np.uint64(0):
                    word &= word - np.uint64(1)
                    wanted -= 1
            if wanted > 0:
                return False
    return True


@inner
def kinds_stay(flat: Flat, state: State, c: int, i: int, j: int) -> bool:
    """Whether a circle has as many of each kind as it must when one comes for another."""
    for k in range(flat.kind_bounds.shape[0]):
        step = int(flat.kind[i, k]) - int(flat.kind[j, k])
        if step != 0 and flat.kind_hard[k] and off(flat, k, state.counts[c, k] + step) > 0:
            return False
    return True
