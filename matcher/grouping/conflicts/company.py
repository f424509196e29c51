"""Whether a unit could find company enough, among those who share with it what is asked.

In a circle that keeps a rule of common hours there is an hour that suits everybody in it. So a unit
needs an hour at which enough members are free for a circle of the least size, with a facilitator
among them, provinces enough, and so on: necessary conditions only, by counting. Units that fail are
left out and the rest counted again, until none fails (as in the peeling of a k-core; Seidman 1983,
"Network structure and minimum degree").
"""

from itertools import product
from typing import Final

import numpy as np

from features.arrays import Bool, Float32, Int64
from matcher.grouping.conflicts.traits import Shared, Traits, fits_alone
from matcher.grouping.conflicts.units import FREE

COMBINATIONS: Final = 64
"""Of what is shared by the rules with fewer bits; rules beyond that are not combined."""
ROUNDS: Final = 50
"""Of counting again; fewer would be right too, but would find less."""


AT_ONCE: Final = 256
"""Units that are counted one by one, of those with somebody to be apart from."""


def seatable(traits: Traits) -> Bool:
    """(u,) units of which it is not proven that they sit in no legal circle."""
    alive = fits_alone(traits)
    brings = _brings(traits)
    for _ in range(ROUNDS):
        found = alive & _accompanied(traits, brings, alive)
        if (found == alive).all():
            break
        alive = found
    return alive


def _brings(traits: Traits) -> Float32:
    """(u, f) what each unit brings, by trait."""
    columns = [traits.units.size[:, None]]
    columns += [kind.own[:, None] for kind in traits.kinds]
    columns += [spread.own for spread in traits.spreads]
    return np.hstack(columns).astype(np.float32)


def _accompanied(traits: Traits, brings: Float32, alive: Bool) -> Bool:
    """(u,) units with company enough among those alive."""
    first, others = traits.shared[0], _combined(traits)
    met = [np.zeros_like(one.has) for one in (first, *others)]
    for columns in product(*(range(one.has.shape[1]) for one in others)):
        inside = alive.copy()
        for one, column in zip(others, columns, strict=True):
            inside &= one.has[:, column]
        rows = np.flatnonzero(inside)
        if not len(rows):
            continue
        good = _good(traits, brings, rows, first.has[rows])
        met[0][rows] |= good
        any_good = good.sum(axis=1) >= first.least
        for table, column in zip(met[1:], columns, strict=True):
            table[rows, column] |= any_good
    enough = [
        table.sum(axis=1) >= one.least for table, one in zip(met, (first, *others), strict=True)
    ]
    return np.asarray(np.logical_and.reduce(enough))


def _combined(traits: Traits) -> list[Shared]:
    """The further rules whose bits are combined with those of the first."""
    combined, times = [], 1
    for one in traits.shared[1:]:
        times *= max(one.has.shape[1], 1)
        if times <= COMBINATIONS:
            combined.append(one)
    return combined


def _good(traits: Traits, brings: Float32, rows: Int64, has: Bool) -> Bool:
    """(k, b) bits that each of some units could share in a circle, of those it has.

    Args:
        traits: of all units.
        brings: (u, f) by all units.
        rows: (k,) units that share all else that is asked.
        has: (k, b) of them.

    """
    flags, mine = has.astype(np.float32), brings[rows]
    everybody = (mine.T @ flags)[:, None]
    away = (traits.units.apart @ brings[:, 0])[rows]
    free = traits.units.home[rows] == FREE
    good = has & free[:, None]
    plain = np.flatnonzero(free & (away == 0))
    good[plain] &= _enough(traits, rows[plain], everybody)
    some = np.flatnonzero(free & (away > 0))
    if len(some):
        good[some] &= _enough(traits, rows[some], everybody - away.max())
    doubtful = np.flatnonzero(~free | ((away > 0) & (good.sum(axis=1) < traits.shared[0].least)))
    for begin in range(0, len(doubtful), AT_ONCE):
        at = doubtful[begin : begin + AT_ONCE]
        sums = _one_by_one(traits, rows, at, mine, flags)
        good[at] = has[at] & _enough(traits, rows[at], sums)
    return np.asarray(good)


def _one_by_one(traits: Traits, rows: Int64, at: Int64, mine: Float32, flags: Float32) -> Float32:
    """(f, len(at), b) what could sit with some units, without those they are to be apart from.

    With a pinned unit sits nobody who is pinned elsewhere.
    """
    free = traits.units.home[rows] == FREE
    pinned = ~free[at]
    loose = (mine[free].T @ flags[free])[:, None] + mine[at].T[:, :, None]
    sums = np.where(pinned[None, :, None], loose, (mine.T @ flags)[:, None])
    near = traits.units.apart[rows[at]][:, rows]
    others = np.unique(near.indices)
    weight = near[:, others].toarray() * (free[others] | ~pinned[:, None])
    for trait in range(mine.shape[1]):
        sums[trait] -= (weight * mine[others, trait]) @ flags[others]
    return np.asarray(sums, dtype=np.float32)


def _enough(traits: Traits, rows: Int64, sums: Float32) -> Bool:
    """(k or 1, b) whether so many, of such traits, can make a circle round each unit.

    Args:
        traits: of all units.
        rows: (k,) which.
        sums: (f, k or 1, b) of all who could sit there, by trait.

    """
    room, at = sums[0], 1
    enough = np.ones(room.shape, dtype=np.bool_)
    for rule, own in traits.kinds:
        found, at = sums[at], at + 1
        enough = enough & (found >= rule.least)
        spare = np.maximum(found - rule.most, 0) + (rule.never_one & (found == 1))
        room = np.minimum(room, sums[0] - spare)
        if rule.never_one:
            enough = enough & ((found >= 2) | (own[rows] != 1)[:, None])
    for spread in traits.spreads:
        least, most, known = spread.rule.least, spread.rule.most, spread.own.shape[1]
        counts, at = sums[at : at + known], at + known
        enough = enough & ((counts > 0).sum(axis=0) >= least)
        if most < known:
            crowd = np.sort(counts, axis=0)[: known - most].sum(axis=0)
            room = np.minimum(room, sums[0] - crowd)
    return np.asarray(enough & (room >= traits.least[rows][:, None]))
