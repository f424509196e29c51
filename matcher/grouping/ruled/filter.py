"""What can be told of a move before it is weighed: whether circles keep what they share.

Exact for one member who joins a circle or takes the seat of another, where no hard rule is broken
yet: a move that is turned away here would break a hard rule.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"

import numpy as np

from matcher.grouping.jit import inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.state import State


@inner
def may_swap(flat: Flat, state: State, i: int, j: int) -> bool:
    """Whether two members of different circles may trade seats."""
    return may_replace(flat, state, i, j) and may_replace(flat, state, j, i)


@inner
def may_replace(flat: Flat, state: State, i: int, j: int) -> bool:
    """Whether a member may take the seat of another."""
    return shares(flat, state, i, j, False) and kinds_stay(flat, state, state.circle[j], i, j)


@inner
def may_join(flat: Flat, state: State, i: int, c: int) -> bool:
    """Whether a member shares enough with all of a circle, if it has any."""
    return state.size[c] == 0 or shares(flat, state, i, state.members[c, 0], True)


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
        come, go = int(flat.kind[i, k]), int(flat.kind[j, k])
        if come != go and flat.kind_hard[k]:
            found = state.counts[c, k] + come - go
            if found < flat.kind_bounds[k, 0] or found > flat.kind_bounds[k, 1]:
                return False
            if flat.kind_bounds[k, 2] and found == 1:
                return False
    return True
