"""Construction: circles are filled one after the other, round what is rare.

A circle begins with a member of the scarcest kind that each circle needs (a facilitator), or with
the one whose hours are tightest; then whoever leaves the fewest hard units, and adds the most to
the objective among a sample, joins. Members of a needed kind are kept for the circles to come.
"""

# Compiled code: numba's numbers are not mypy's, and it takes arguments by position.
# mypy: disable-error-code="assignment, return-value, no-any-return, arg-type"
# ruff: noqa: PLR0917

from typing import Final

import numpy as np

from features.arrays import Int32, Int64
from matcher.grouping.dice import draw
from matcher.grouping.jit import entry, inner
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.moves import NEVER, commit, make, weigh
from matcher.grouping.ruled.propose import block_of
from matcher.grouping.ruled.state import HARD, WAIT, State, shared

TRIES: Final = 60
"""Members tried for a seat."""
ROOM: Final = 5
"""Common bits (hours) beyond which more are no better while a circle is filled."""


class Builder:
    """Fills empty circles from those who wait.

    Args:
        flat: the problem.
        seed: of the order in which members begin circles.
        scale: of pair scores; what a common hour that stays open is worth while filling.

    """

    def __init__(self, flat: Flat, seed: int, scale: float) -> None:
        self._flat, self._dice = flat, np.random.default_rng(seed)
        self._scale = scale
        kinds = [np.flatnonzero(column).astype(np.int32) for column in flat.kind.T]
        self._begins = np.cumsum([0, *(len(kind) for kind in kinds)]).astype(np.int64)
        self._of_kind = np.concatenate([np.zeros(0, np.int32), *kinds])
        self._needed = flat.kind_bounds[:, 0] * flat.kind_hard

    def fill(self, state: State) -> None:
        """Fill circle after circle towards an even size; one that cannot be lets all wait."""
        flat = self._flat
        order, at = self._order(state), 0
        lacking = state.size < flat.limits[:, 0]
        open_to = np.flatnonzero(lacking)
        open_to = open_to[np.argsort(state.size[open_to] == 0, kind="stable")]
        inside = np.cumsum(state.size[open_to][::-1])[::-1]
        hopeless = int(state.whole[WAIT]) - len(order)
        of_kind = np.diff(self._begins) - state.counts.sum(axis=0)
        for turn, c in enumerate(open_to):
            while at < len(order) and state.circle[order[at]] >= 0:
                at += 1
            if at == len(order):
                return
            left = len(open_to) - turn
            free = int(state.whole[WAIT]) - hopeless + int(inside[turn])
            target = int(np.clip(-(-free // left), *flat.limits[c]))
            if free < flat.limits[c, 0]:
                return
            before, empty = state.whole[HARD], state.size[c] == 0
            spare, counted = of_kind - self._needed * left, state.counts[c].copy()
            first = int(order[at]) if empty else -1
            fill(
                flat, state, int(c), target, first, self._begins, self._of_kind, spare, self._scale
            )
            if empty and state.whole[HARD] > before and not flat.settings[3]:
                disband(flat, state, int(c))
                at += 1
            of_kind -= state.counts[c] - counted

    def _order(self, state: State) -> Int32:
        """Those who wait in the order in which they begin circles: the rarest first."""
        flat = self._flat
        rank = self._dice.random(len(flat.home))
        if flat.bits.shape[1]:
            rank += np.bitwise_count(flat.bits).sum(axis=1)
        for k in np.flatnonzero(self._needed):
            share = 1e6 * self._needed[k] / max(int(flat.kind[:, k].sum()), 1)
            rank -= share * flat.kind[:, k]
        order = np.argsort(rank, kind="stable").astype(np.int32)
        able = (state.circle[order] < 0) & (flat.hopeless[flat.block[order]] == 0)
        return np.asarray(order[able], np.int32)


@entry
def fill(  # noqa: C901 (one loop: compiled apart, its halves would each hold `weigh`)
    flat: Flat,
    state: State,
    c: int,
    target: int,
    first: int,
    begins: Int64,
    of_kind: Int32,
    spare: Int64,
    scale: float,
) -> None:
    """Let members who wait join a circle, one after the other the best of a sample."""
    nobody, none, partly = np.int64(-1), np.int64(0), np.bool_(False)
    while state.size[c] < target and state.whole[WAIT] > 0:
        best, best_hard, best_gain = -1, float(NEVER), 0.0
        for t in range(TRIES + 1):
            i = first
            if t == TRIES:
                i = best
            elif first < 0:
                i = candidate(flat, state, c, t, begins, of_kind)
            if i < 0 or (first < 0 and reserved(flat, state, c, i, spare)):
                continue
            n_in = block_of(flat, state, i, state.into, 0)
            if state.size[c] + n_in > flat.limits[c, 1]:
                continue
            hard, gain = weigh(flat, state, c, nobody, none, n_in, partly)
            slack = open_hours(flat, state, int(state.size[c]) + n_in)
            if t == TRIES:
                commit(flat, state, c, nobody, none, n_in, hard, gain)
                continue
            gain += scale * slack
            if first < 0 and (hard > 0 or slack < 0):
                continue
            if hard / n_in < best_hard or (hard / n_in == best_hard and gain > best_gain):
                best, best_hard, best_gain = i, hard / n_in, gain
        if best < 0:
            break
        first = -1


@inner
def open_hours(flat: Flat, state: State, size: int) -> int:
    """Common bits, up to a few, that `state.row[:size]` leaves to spare; below 0 if too few."""
    found = ROOM
    for k in range(flat.bits_least.shape[0]):
        if flat.bits_hard[k]:
            found = min(shared(flat, state, k, size) - flat.bits_least[k], found)
    return found


@inner
def candidate(flat: Flat, state: State, c: int, t: int, begins: Int64, of_kind: Int32) -> int:
    """Somebody who waits, every other time of a kind that the circle lacks; -1 none found."""
    if t % 2:
        for k in range(flat.kind_bounds.shape[0]):
            lacks = state.counts[c, k] < flat.kind_bounds[k, 0]
            if lacks and flat.kind_hard[k] and begins[k + 1] > begins[k]:
                i = int(of_kind[begins[k] + draw(state.dice, begins[k + 1] - begins[k])])
                return i if state.circle[i] < 0 else -1
    return int(state.waiting[draw(state.dice, state.whole[WAIT])])


@inner
def reserved(flat: Flat, state: State, c: int, i: int, spare: Int64) -> bool:
    """Whether a member is of a kind that later circles need more than this one."""
    for k in range(spare.shape[0]):
        needed = flat.kind_hard[k] and flat.kind_bounds[k, 0] > 0
        enough = state.counts[c, k] >= flat.kind_bounds[k, 0]
        if needed and flat.kind[i, k] and enough and spare[k] <= 0:
            return True
    return False


def disband(flat: Flat, state: State, c: int) -> bool:
    """Let all of a circle wait; False if they may not."""
    n_out = int(state.size[c])
    state.out[:n_out] = state.members[c, :n_out]
    return make(flat, state, c, -1, n_out, 0)


def make_legal(flat: Flat, state: State) -> None:
    """Let circles wait that break what must hold, until none does or letting them wait is vain."""
    before = int(state.whole[HARD]) + 1
    while 0 < state.whole[HARD] < before:
        before = int(state.whole[HARD])
        for c in np.flatnonzero(state.size > 0):
            hard = int(state.whole[HARD])
            kept = state.members[c, : state.size[c]].copy()
            if disband(flat, state, int(c)) and state.whole[HARD] >= hard:
                state.into[: len(kept)] = kept
                make(flat, state, int(c), -1, 0, len(kept))
