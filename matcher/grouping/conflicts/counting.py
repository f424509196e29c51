"""How many circles, and members in them, there is enough of everything for."""

from typing import NamedTuple

import numpy as np

from features.arrays import Bool, Int32, Int64
from matcher.grouping.conflicts.traits import Traits
from matcher.grouping.conflicts.units import FREE
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Count, Distinct


class Limits(NamedTuple):
    """What counting proves.

    Attributes:
        circles: that can be filled at once, at most; -1 if not even those that must be.
        placed: members for whom waiting costs something who can sit at once, at most.

    """

    circles: int
    placed: int


class Ledger(NamedTuple):
    """For each number of circles from 0 to g.

    Attributes:
        least: (g + 1,) members that so many circles hold at least.
        most: (g + 1,) and at most.
        sit: (n,) who may sit.
        wanted: (n,) who of them costs something when she waits.

    """

    least: Int64
    most: Int64
    sit: Bool
    wanted: Bool


def limits(problem: Problem, traits: Traits, alive: Bool) -> Limits:
    """The limits, by counting what each rule needs in every circle.

    Args:
        problem: what is asked.
        traits: of its units.
        alive: (u,) units that may sit.

    """
    musts = np.full(len(problem.sizes), problem.everyone)
    musts[traits.units.home[traits.units.home != FREE]] = True
    sit = alive[traits.units.of]
    ledger = Ledger(
        _first(problem.sizes[:, 0], musts),
        -_first(-problem.sizes[:, 1], musts),
        sit,
        sit & problem.placeable,
    )
    can = (ledger.least <= sit.sum()) & (np.arange(len(ledger.least)) >= musts.sum())
    placed = np.minimum(ledger.most, ledger.wanted.sum())
    for kind in traits.kinds:
        can &= _can_count(kind.rule, ledger)
        placed = np.minimum(placed, _placed_by_count(kind.rule, ledger))
    for spread in traits.spreads:
        can &= _can_spread(spread.rule, spread.own[alive].sum(axis=0), ledger)
        placed = np.minimum(placed, _placed_by_spread(spread.rule, ledger))
    if not can.any():
        return Limits(-1, 0)
    return Limits(int(np.flatnonzero(can).max()), int(placed[can].max()))


def _first(sizes: Int32, musts: Bool) -> Int64:
    """(g + 1,) sums of the smallest sizes, those of circles that must be filled before others."""
    order = np.concatenate([np.sort(sizes[musts]), np.sort(sizes[~musts])])
    return np.concatenate([[0], np.cumsum(order, dtype=np.int64)])


def _can_count(rule: Count, ledger: Ledger) -> Bool:
    """(g + 1,) whether so many circles find the least of a kind, and others beside the most."""
    circles = np.arange(len(ledger.least))
    enough = circles * rule.least <= (ledger.sit & rule.kind).sum()
    others = (ledger.sit & ~rule.kind).sum()
    return np.asarray(enough & (ledger.least - others <= circles * rule.most))


def _placed_by_count(rule: Count, ledger: Ledger) -> Int64:
    """(g + 1,) the wanted who sit: of the kind up to the most, others beside the least."""
    circles = np.arange(len(ledger.least))
    kind, others = (ledger.wanted & rule.kind).sum(), (ledger.wanted & ~rule.kind).sum()
    seats = np.maximum(ledger.most - circles * rule.least, 0)
    apart = np.minimum(kind, circles * rule.most) + np.minimum(others, seats)
    lent = np.maximum(circles * rule.least - kind, 0)
    return np.asarray(np.minimum(apart, np.maximum(ledger.most - lent, 0)))


def _can_spread(rule: Distinct, counts: Int64, ledger: Ledger) -> Bool:
    """(g + 1,) whether each of so many circles finds the least of different values.

    Each value serves a circle once: there is a way exactly if Σ min(count, circles) suffices
    (Gale 1957, "A theorem on flows in networks").
    """
    circles = np.arange(len(ledger.least))
    served = np.minimum(counts, circles[:, None]).sum(axis=1)
    return np.asarray(served >= circles * rule.least)


def _placed_by_spread(rule: Distinct, ledger: Ledger) -> Int64:
    """(g + 1,) the wanted who sit: each circle needs seats for other values, and holds few."""
    circles = np.arange(len(ledger.least))
    known = rule.value[ledger.wanted & (rule.value >= 0)]
    counts = np.sort(np.bincount(known, minlength=1))[::-1]
    seats = np.maximum(ledger.most - circles * max(rule.least - 1, 0), 0)
    far = np.minimum(counts[0], seats) + ledger.wanted.sum() - counts[0]
    of_few = np.concatenate([[0], np.cumsum(counts)])[np.minimum(circles * rule.most, len(counts))]
    return np.asarray(np.minimum(far, of_few + ledger.wanted.sum() - len(known)))
