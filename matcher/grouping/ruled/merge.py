"""Merging circles that break what must hold: a change of many members that no single one begins."""

import numpy as np

from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.moves import make
from matcher.grouping.ruled.state import HARD, OBJECTIVE, State, refresh


def merge_broken(flat: Flat, state: State, least: float) -> bool:
    """Let each circle that breaks something join another, where that takes enough hard units away.

    Args:
        flat: the problem.
        state: the grouping, changed in place.
        least: hard units that are to go, more than this for each member who moves.

    Returns:
        Whether any was merged.

    """
    any_merged = False
    for a in np.flatnonzero((state.broken > 0) & (state.size > 0)):
        if state.broken[a] == 0:
            continue
        n_out = int(state.size[a])
        room = (state.size > 0) & (state.size + n_out <= flat.limits[:, 1])
        room[a] = False
        after = [(*_joined(flat, state, int(a), int(b)), int(b)) for b in np.flatnonzero(room)]
        hard, _, b = min(after, default=(int(state.whole[HARD]), 0.0, -1))
        if int(state.whole[HARD]) - hard > least * n_out:
            any_merged |= _move(flat, state, int(a), b, n_out)
    refresh(flat, state)
    return any_merged


def _joined(flat: Flat, state: State, a: int, b: int) -> tuple[int, float]:
    """Hard units, and the objective turned round, if all of a circle joined another."""
    n_out = int(state.size[a])
    before = int(state.whole[HARD]), -float(state.real[OBJECTIVE])
    if not _move(flat, state, a, b, n_out):
        return before
    after = int(state.whole[HARD]), -float(state.real[OBJECTIVE])
    _move(flat, state, b, a, n_out)
    return after


def _move(flat: Flat, state: State, a: int, b: int, n_out: int) -> bool:
    """Let the last so many of a circle's row join another; False if they may not."""
    state.out[:n_out] = state.members[a, state.size[a] - n_out : state.size[a]]
    return make(flat, state, a, b, n_out, 0)
