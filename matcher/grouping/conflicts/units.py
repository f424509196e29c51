"""Members who can only sit as one: bound together, or pinned to one circle."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from features.arrays import Bool, Int32, Int64
from matcher.grouping.problem import Problem
from matcher.grouping.ruled.flat import blocks
from matcher.grouping.rules import Distinct, Pinned, Ties

FREE = -1
"""The home of a unit that no pin holds."""


class Units(NamedTuple):
    """u units of n members.

    Attributes:
        of: (n,) int32 the unit of each member.
        begins: (u,) where each begins in `members`.
        members: (n,) int32 by unit.
        size: (u,) int64.
        home: (u,) int32 the circle it is pinned to; -1 free.
        torn: (u,) whether it is pinned to two circles, or holds two who are to be apart.
        apart: (u, u) float32 sparse: 1 for units that cannot share a circle.

    """

    of: Int32
    begins: Int64
    members: Int32
    size: Int64
    home: Int32
    torn: Bool
    apart: csr_array

    def every(self, of_member: Bool) -> Bool:
        """(u, b) what holds of all members of a unit, of (n, b) what holds of each."""
        if len(self.begins) == len(self.members):
            return of_member[self.members]
        return np.asarray(np.logical_and.reduceat(of_member[self.members], self.begins, axis=0))

    def total(self, of_member: Bool) -> Int64:
        """(u,) how many members of each unit, of (n,) flags."""
        return np.add.reduceat(of_member[self.members].astype(np.int64), self.begins)


def units_of(problem: Problem) -> Units:
    """The units; a block that is pinned to two circles stays a torn unit of its own."""
    block, _, _ = blocks(problem)
    low, high = _pins(problem, block)
    torn_block = low < high
    home_of_block = np.where((high >= 0) & ~torn_block, high, FREE)
    anchors = np.full(len(problem.sizes), -1, dtype=np.int64)
    pinned = np.flatnonzero(home_of_block >= 0)
    anchors[home_of_block[pinned]] = pinned
    joined = np.arange(len(low))
    joined[pinned] = anchors[home_of_block[pinned]]
    found, of = np.unique(joined[block], return_inverse=True)
    members = np.argsort(of, kind="stable").astype(np.int32)
    begins = np.searchsorted(of[members], np.arange(len(found)))
    pairs = np.concatenate([np.zeros((0, 2), np.int32), *(_apart(problem))])
    one, other = of[pairs[:, 0]], of[pairs[:, 1]]
    torn = torn_block[found].copy()
    torn[one[one == other]] = True
    return Units(
        of.astype(np.int32),
        begins.astype(np.int64),
        members,
        np.bincount(of, minlength=len(found)).astype(np.int64),
        home_of_block[found].astype(np.int32),
        torn,
        _graph(one[one != other], other[one != other], len(found)),
    )


def _pins(problem: Problem, block: Int32) -> tuple[Int64, Int64]:
    """(b,) the first and the last circle that members of each block are pinned to; -1 none."""
    n_blocks = int(block.max()) + 1
    high = np.full(n_blocks, -1, dtype=np.int64)
    low = np.full(n_blocks, len(problem.sizes), dtype=np.int64)
    for rule in problem.rules:
        if isinstance(rule, Pinned) and rule.weight is None:
            here = np.flatnonzero(rule.place >= 0)
            np.maximum.at(high, block[here], rule.place[here])
            np.minimum.at(low, block[here], rule.place[here])
    return np.where(high < 0, -1, low), high


def _apart(problem: Problem) -> Sequence[Int32]:
    return [
        rule.pairs
        for rule in problem.rules
        if isinstance(rule, Ties) and not rule.together and rule.weight is None
    ]


def _graph(one: Int64, other: Int64, n: int) -> csr_array:
    both = np.concatenate([one, other]), np.concatenate([other, one])
    graph = csr_array(coo_array((np.ones(len(both[0]), np.float32), both), shape=(n, n)))
    graph.data[:] = 1
    return graph


def values_of(rule: Distinct, units: Units) -> Int64:
    """(u, v) how many members of each unit have each of the values that occur."""
    known, column = np.unique(rule.value, return_inverse=True)
    counts = np.zeros((len(units.size), len(known)), dtype=np.int64)
    np.add.at(counts, (units.of, column), 1)
    return counts[:, known >= 0]
