"""What units bring to a circle, and what each hard rule demands of a circle."""

from typing import NamedTuple

import numpy as np

from features.arrays import Bool, Int64
from matcher.grouping.conflicts.units import FREE, Units, values_of
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Bits, Common, Count, Distinct


class Kind(NamedTuple):
    """A `Count` rule and (u,) how many of the kind are in each unit."""

    rule: Count
    own: Int64


class Spread(NamedTuple):
    """A `Distinct` rule and (u, v) how many of a unit have each value."""

    rule: Distinct
    own: Int64


class Shared(NamedTuple):
    """What all members of a circle share, by one rule.

    Attributes:
        has: (u, b) which bits each unit could share; of a rule that allows one value: the values
            that nobody in the unit contradicts.
        least: how many of them a circle needs.

    """

    has: Bool
    least: int


class Traits(NamedTuple):
    """All that the hard rules ask about.

    Attributes:
        units: u of them.
        least: (u,) of the circle a unit is pinned to; of the smallest where it is free.
        most: (u,) likewise, of the largest.
        kinds: by `Count` rule.
        spreads: by `Distinct` rule.
        shared: by rule, that with most bits first; one bit that all have where nothing is asked.

    """

    units: Units
    least: Int64
    most: Int64
    kinds: tuple[Kind, ...]
    spreads: tuple[Spread, ...]
    shared: tuple[Shared, ...]


def traits_of(problem: Problem, units: Units) -> Traits:
    """The traits."""
    hard = [rule for rule in problem.rules if rule.weight is None]
    least, most = problem.sizes.astype(np.int64).T
    free = units.home == FREE
    spreads = tuple(
        Spread(rule, values_of(rule, units)) for rule in hard if isinstance(rule, Distinct)
    )
    shared = [
        Shared(units.every(unpacked(rule.bits)), rule.least)
        for rule in hard
        if isinstance(rule, Common) and rule.least > 0
    ]
    shared += [_one_value(one) for one in spreads if one.rule.most == 1 and one.own.shape[1]]
    if not shared:
        shared = [Shared(np.ones((len(units.size), 1), dtype=np.bool_), 1)]
    return Traits(
        units,
        np.where(free, least.min(), least[units.home]),
        np.where(free, most.max(), most[units.home]),
        tuple(Kind(rule, units.total(rule.kind)) for rule in hard if isinstance(rule, Count)),
        spreads,
        tuple(sorted(shared, key=lambda one: -one.has.shape[1])),
    )


def _one_value(spread: Spread) -> Shared:
    """A circle of one value: whoever has another one is not in it."""
    others = spread.own.sum(axis=1)[:, None] - spread.own
    return Shared(others == 0, 1)


def unpacked(bits: Bits) -> Bool:
    """(n, b) the bits that somebody has."""
    octets = np.ascontiguousarray(bits.astype("<u8")).view(np.uint8)
    flags = np.unpackbits(octets, axis=1, bitorder="little").view(np.bool_)
    return np.asarray(flags[:, flags.any(axis=0)])


def fits_alone(traits: Traits) -> Bool:
    """(u,) units that break nothing by themselves, whoever joins them."""
    units, most = traits.units, traits.most
    fits = ~units.torn & (units.size <= most)
    for rule, own in traits.kinds:
        lacks = np.maximum(rule.least - own, rule.never_one & (own == 1))
        fits &= (own <= rule.most) & (own + lacks <= rule.most) & (units.size + lacks <= most)
    for spread in traits.spreads:
        found = (spread.own > 0).sum(axis=1)
        lacks = np.maximum(spread.rule.least - found, 0)
        fits &= (found + lacks <= spread.rule.most) & (units.size + lacks <= most)
    for shared in traits.shared:
        fits &= shared.has.sum(axis=1) >= shared.least
    return np.asarray(fits)
