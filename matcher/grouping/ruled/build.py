"""Construction: circles are filled one after the other, round what is rare.

A circle begins with a member of the scarcest kind that each circle needs (a facilitator), or with
the one whose hours are tightest; then whoever leaves the fewest hard units, and adds the most to
the objective among a sample, joins. Members of a needed kind are kept for the circles to come.
"""

from typing import Final

import numpy as np

from features.arrays import Int32, Int64
from matcher.grouping.ruled.dice import draw
from matcher.grouping.ruled.flat import Flat
from matcher.grouping.ruled.jit import compiled
from matcher.grouping.ruled.moves import NEVER, commit, weigh
from matcher.grouping.ruled.state import HARD, WAIT, State
from matcher.grouping.ruled.walk import block_of

TRIES: Final = 60
"""Members tried for a seat."""
ROUNDS: Final = 30
"""Circles tried for each who still waits."""


def seeds(flat: Flat, seed: int) -> Int32:
    """(n,) int32 members in the order in which they begin circles: the rarest first."""
    n = len(flat.home)
    rank = np.random.default_rng(seed).random(n)
    hours = np.bitwise_count(flat.bits).sum(axis=1) if flat.bits.shape[1] else np.zeros(n)
    rank += hours
    needed = flat.kind_hard.astype(bool) & (flat.kind_bounds[:, 0] > 0)
    for k in np.flatnonzero(needed):
        share = 1e6 * flat.kind_bounds[k, 0] / max(int(flat.kind[:, k].sum()), 1)
        rank -= share * flat.kind[:, k]
    return np.argsort(rank, kind="stable").astype(np.int32)


def build(flat: Flat, state: State, order: Int32) -> None:
    """Fill the circles from those who wait."""
    kinds = [np.flatnonzero(flat.kind[:, k]).astype(np.int32) for k in range(flat.kind.shape[1])]
    begins = np.cumsum([0, *(len(kind) for kind in kinds)]).astype(np.int64)
    of_kind = np.concatenate([np.zeros(0, np.int32), *kinds])
    fill_all(flat, state, order, begins, of_kind)
    place_rest(flat, state, bool(flat.settings[3]))


@compiled
def fill_all(flat: Flat, state: State, order: Int32, begins: Int64, of_kind: Int32) -> None:
    """Fill circle after circle towards an even size."""
    n_circles = state.size.shape[0]
    at = 0
    spare = np.zeros(flat.kind.shape[1], np.int64)
    for c in range(n_circles):
        for k in range(spare.shape[0]):
            seated = 0
            for other in range(n_circles):
                seated += state.counts[other, k]
            left = begins[k + 1] - begins[k] - seated
            spare[k] = left - flat.kind_bounds[k, 0] * flat.kind_hard[k] * (n_circles - c)
        sitting = 0
        for other in range(c, n_circles):
            sitting += state.size[other]
        target = (state.whole[WAIT] + sitting + n_circles - c - 1) // (n_circles - c)
        target = max(min(target, flat.limits[c, 1]), flat.limits[c, 0])
        while at < order.shape[0] and state.circle[order[at]] >= 0:
            at += 1
        first = order[at] if at < order.shape[0] else -1
        if state.whole[WAIT]:
            fill(flat, state, c, target, first, begins, of_kind, spare)


@compiled
def fill(
    flat: Flat,
    state: State,
    c: int,
    target: int,
    first: int,
    begins: Int64,
    of_kind: Int32,
    spare: Int64,
) -> bool:
    """Fill one circle from those who wait; if it would break what must hold, it stays empty."""
    before, was = state.whole[HARD], state.size[c]
    if was == 0 and first >= 0:
        join(flat, state, c, first)
    while state.size[c] < target and state.whole[WAIT] > 0:
        best, best_hard, best_gain = -1, NEVER, 0.0
        for t in range(TRIES):
            i = candidate(flat, state, c, t, begins, of_kind)
            if i < 0 or reserved(flat, state, c, i, spare):
                continue
            n_in = block_of(flat, state, i, state.into, 0)
            if state.size[c] + n_in > flat.limits[c, 1]:
                continue
            hard, gain = weigh(flat, state, c, -1, 0, n_in, False)
            if hard < best_hard or (hard == best_hard and gain > best_gain):
                best, best_hard, best_gain = i, hard, gain
        if best < 0 or best_hard > 0:
            break
        join(flat, state, c, best)
    if state.whole[HARD] > before and was == 0 and not flat.settings[3]:
        disband(flat, state, c)
        return False
    return True


@compiled
def candidate(flat: Flat, state: State, c: int, t: int, begins: Int64, of_kind: Int32) -> int:
    """Somebody who waits, every other time of a kind that the circle lacks; -1 none found."""
    if t % 2:
        for k in range(flat.kind_bounds.shape[0]):
            lacks = state.counts[c, k] < flat.kind_bounds[k, 0]
            if lacks and flat.kind_hard[k] and begins[k + 1] > begins[k]:
                i = of_kind[begins[k] + draw(state.dice, begins[k + 1] - begins[k])]
                return i if state.circle[i] < 0 else -1
    return state.waiting[draw(state.dice, state.whole[WAIT])]


@compiled
def reserved(flat: Flat, state: State, c: int, i: int, spare: Int64) -> bool:
    """Whether a member is of a kind that later circles need more than this one."""
    for k in range(spare.shape[0]):
        needed = flat.kind_hard[k] and flat.kind_bounds[k, 0] > 0
        enough = state.counts[c, k] >= flat.kind_bounds[k, 0]
        if needed and flat.kind[i, k] and enough and spare[k] <= 0:
            return True
    return False


@compiled
def join(flat: Flat, state: State, c: int, i: int) -> None:
    """Let a member who waits, and those bound to her, join a circle if it has room."""
    n_in = block_of(flat, state, i, state.into, 0)
    hard, gain = weigh(flat, state, c, -1, 0, n_in, False)
    if hard < NEVER:
        commit(flat, state, c, -1, 0, n_in, hard, gain)


@compiled
def disband(flat: Flat, state: State, c: int) -> None:
    """Let all of a circle wait."""
    n_out = state.size[c]
    state.out[:n_out] = state.members[c, :n_out]
    hard, gain = weigh(flat, state, c, -1, n_out, 0, False)
    if hard < NEVER:
        commit(flat, state, c, -1, n_out, 0, hard, gain)


@compiled
def place_rest(flat: Flat, state: State, forced: bool) -> None:
    """Let those who still wait join circles where that adds nothing hard, or the least if forced."""
    left = state.waiting[: state.whole[WAIT]].copy()
    for i in left:
        if state.circle[i] >= 0:
            continue
        best, best_hard, best_gain = -1, NEVER, 0.0
        n_in = block_of(flat, state, i, state.into, 0)
        for _ in range(ROUNDS):
            c = draw(state.dice, state.size.shape[0])
            if state.size[c] == 0 and not forced:
                continue
            hard, gain = weigh(flat, state, c, -1, 0, n_in, False)
            if hard < best_hard or (hard == best_hard and gain > best_gain):
                best, best_hard, best_gain = c, hard, gain
        if (
            best >= 0
            and best_hard < NEVER
            and (best_hard < 0 or (best_hard == 0 and best_gain > 0))
        ):
            join(flat, state, best, i)


def make_legal(flat: Flat, state: State) -> None:
    """Let circles wait that break what must hold, until none does or nobody breaking it may wait."""
    while state.whole[HARD] > 0:
        before = int(state.whole[HARD])
        for c in np.flatnonzero(state.size > 0):
            hard = int(state.whole[HARD])
            kept = state.members[c, : state.size[c]].copy()
            disband(flat, state, int(c))
            if state.whole[HARD] >= hard:
                _again(flat, state, int(c), kept)
        if state.whole[HARD] >= before:
            return


def _again(flat: Flat, state: State, c: int, members: Int32) -> None:
    """Put a circle back that was taken apart in vain."""
    waiting = members[state.circle[members] < 0]
    state.into[: len(waiting)] = waiting
    hard, gain = weigh(flat, state, c, -1, 0, len(waiting), False)
    if hard < NEVER:
        commit(flat, state, c, -1, 0, len(waiting), hard, gain)
