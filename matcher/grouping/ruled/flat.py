"""A problem laid out in flat arrays for compiled code.

Every part of the objective and every rule falls into one of three shapes, so that the change a
move brings needs the two touched circles only:

* of a member and her circle (waiting, pinned, being tied to someone at all),
* of a pair inside a circle (scores; ties, where *together* is a bonus for sitting in one circle
  that gives back what the two pay for sitting at all),
* of the members of one circle (sizes, counts, distinct values, what is common, the floor).
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.arrays import Float32, Float64, Int32, Int64
from matcher.grouping.problem import Factors, Problem
from matcher.grouping.rules import Bits, Common, Count, Distinct, Pinned, Rule, Ties

Bytes = NDArray[np.uint8]

FREE: Final = -1
"""The home of a member who may go anywhere without being counted as moved."""


class Flat(NamedTuple):
    """The arrays; n members, g circles. Of each rule: what a unit costs (0 if hard), and hard 0/1.

    Attributes:
        values: (n, d) float32 columns of the scores; d = 0 for a matrix.
        weights: (d,) float32 of the columns.
        matrix: (n, n) float32 scores; (0, 0) for factors.
        limits: (g, 2) int32 least and most.
        settings: (5,) float64 level and weight of the floor, whether members count, whether nobody
            may wait, how many may leave their home.
        kind: (n, K) uint8; `kind_bounds` (K, 3) int32 least, most, never one.
        value: (n, D) int32; `value_bounds` (D, 2) int32.
        bits: (n, W) uint64; `bits_from` (C + 1,) int32 where the words of a rule begin;
            `bits_least` (C,) int32.
        tie_from: (n + 1,) int64, `tie_to` int32: with whom a member is tied; `tie_gain` float64 and
            `tie_hard` int32: what is gained, and the hard units added, when both sit together.
        place: (n, P) int32 of the pinned.
        sit: (n,) float64 cost of sitting anywhere, `sit_hard` (n,) int32.
        wait: (n,) float64 cost of waiting, `wait_hard` (n,) int32.
        home: (n,) int32 circle a member may leave only within the limit; -1 free.
        block: (n,) int32 of members who must sit together; `block_from`, `block_members`: theirs.
        hopeless: (b,) uint8 whether the members of a block may sit nowhere together.

    """

    values: Float32
    weights: Float32
    matrix: Float32
    limits: Int32
    settings: Float64
    kind: Bytes
    kind_bounds: Int32
    kind_cost: Float64
    kind_hard: Int32
    value: Int32
    value_bounds: Int32
    value_cost: Float64
    value_hard: Int32
    bits: Bits
    bits_from: Int32
    bits_least: Int32
    bits_cost: Float64
    bits_hard: Int32
    tie_from: Int64
    tie_to: Int32
    tie_gain: Float64
    tie_hard: Int32
    place: Int32
    place_cost: Float64
    place_hard: Int32
    sit: Float64
    sit_hard: Int32
    wait: Float64
    wait_hard: Int32
    home: Int32
    block: Int32
    block_from: Int32
    block_members: Int32
    hopeless: Bytes


def flatten(problem: Problem, home: Int32 | None = None, at_most: int = 0) -> Flat:
    """The problem as flat arrays.

    Args:
        problem: what is asked.
        home: (n,) int32 circle of members of whom at most so many may leave it; -1 free.
        at_most: how many.

    """
    n = len(problem)
    counts = [rule for rule in problem.rules if isinstance(rule, Count)]
    distinct = [rule for rule in problem.rules if isinstance(rule, Distinct)]
    common = [rule for rule in problem.rules if isinstance(rule, Common)]
    ties = [rule for rule in problem.rules if isinstance(rule, Ties)]
    pinned = [rule for rule in problem.rules if isinstance(rule, Pinned)]
    scores = problem.scores
    factors = isinstance(scores, Factors)
    floor = problem.floor
    block, block_from, block_members = blocks(problem)
    wait, wait_hard = _waiting(problem, pinned)
    return Flat(
        values=_own(scores.values, np.float32) if factors else _empty(n, 0),
        weights=scores.weights.astype(np.float32) if isinstance(scores, Factors) else _empty(0),
        matrix=_empty(0, 0) if factors else _own(scores.values, np.float32),
        limits=_own(problem.sizes, np.int32),
        settings=np.array(
            [
                floor.level if floor else 0.0,
                floor.weight if floor else 0.0,
                problem.counting == "members",
                problem.everyone,
                n if home is None else at_most,
            ]
        ),
        kind=_columns([rule.kind for rule in counts], n, np.uint8),
        kind_bounds=np.array(
            [(rule.least, rule.most, rule.never_one) for rule in counts], np.int32
        ).reshape(-1, 3),
        kind_cost=_cost(counts),
        kind_hard=_hard(counts),
        value=_columns([rule.value for rule in distinct], n, np.int32),
        value_bounds=np.array([(rule.least, rule.most) for rule in distinct], np.int32).reshape(
            -1, 2
        ),
        value_cost=_cost(distinct),
        value_hard=_hard(distinct),
        bits=np.ascontiguousarray(
            np.hstack([np.zeros((n, 0), np.uint64), *(rule.bits for rule in common)])
        ),
        bits_from=np.cumsum([0, *(rule.bits.shape[1] for rule in common)]).astype(np.int32),
        bits_least=np.array([rule.least for rule in common], np.int32),
        bits_cost=_cost(common),
        bits_hard=_hard(common),
        **_ties(ties, n),
        place=_columns([rule.place for rule in pinned], n, np.int32),
        place_cost=_cost(pinned),
        place_hard=_hard(pinned),
        wait=wait,
        wait_hard=wait_hard,
        home=np.full(n, FREE, np.int32) if home is None else home.astype(np.int32),
        block=block,
        block_from=block_from,
        block_members=block_members,
        hopeless=hopeless(problem, block, block_from, block_members),
    )


def blocks(problem: Problem) -> tuple[Int32, Int32, Int32]:
    """Members whom hard `together` rules bind, through others too.

    Returns:
        (n,) int32 block of each; (b + 1,) int32 where each begins in the last; (n,) int32 members.

    """
    n = len(problem)
    pairs = [
        rule.pairs
        for rule in problem.rules
        if isinstance(rule, Ties) and rule.together and rule.weight is None
    ]
    edges = np.concatenate([np.zeros((0, 2), np.int32), *pairs])
    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(n, n))
    n_blocks, block = connected_components(graph, directed=False)
    members = np.argsort(block, kind="stable").astype(np.int32)
    begins = np.searchsorted(block[members], np.arange(n_blocks + 1)).astype(np.int32)
    return block.astype(np.int32), begins, members


def hopeless(problem: Problem, block: Int32, begins: Int32, members: Int32) -> Bytes:
    """(b,) whether a block is too large, has too little in common, or is to be apart as well."""
    lost = np.diff(begins) > problem.sizes[:, 1].max()
    for rule in problem.rules:
        if isinstance(rule, Common) and rule.weight is None:
            shared = np.bitwise_and.reduceat(rule.bits[members], begins[:-1], axis=0)
            lost |= np.bitwise_count(shared).sum(axis=1) < rule.least
        if isinstance(rule, Ties) and not rule.together and rule.weight is None:
            ends = block[rule.pairs]
            lost[ends[ends[:, 0] == ends[:, 1], 0]] = True
    return np.asarray(lost, np.uint8)


def _waiting(problem: Problem, pinned: list[Pinned]) -> tuple[Float64, Int32]:
    """What waiting costs a member, and the hard units it brings."""
    n = len(problem)
    cost = np.zeros(n) if problem.waiting is None else problem.waiting.astype(np.float64)
    hard = np.full(n, int(problem.everyone), np.int32)
    for rule in pinned:
        here = rule.place >= 0
        cost = cost + here * (rule.weight or 0.0)
        hard += (here & (rule.weight is None)).astype(np.int32)
    return cost, hard


def _ties(ties: list[Ties], n: int) -> dict[str, NDArray[Any]]:
    """Who is tied to whom, both ways, sorted by member."""
    sit, sit_hard = np.zeros(n), np.zeros(n, np.int32)
    pairs, gains, hards = [np.zeros((0, 2), np.int32)], [np.zeros(0)], [np.zeros(0, np.int32)]
    for rule in ties:
        m, weight = len(rule.pairs), rule.weight or 0.0
        hard = int(rule.weight is None)
        pairs.append(rule.pairs)
        gains.append(np.full(m, 2 * weight if rule.together else -weight))
        hards.append(np.full(m, -2 * hard if rule.together else hard, np.int32))
        if rule.together:
            degree = np.bincount(rule.pairs.ravel(), minlength=n)
            sit += weight * degree
            sit_hard += (hard * degree).astype(np.int32)
    both = np.concatenate(pairs)
    source, target = np.concatenate([both, both[:, ::-1]]).T
    order = np.argsort(source, kind="stable")
    return {
        "tie_from": np.searchsorted(source[order], np.arange(n + 1)).astype(np.int64),
        "tie_to": target[order].astype(np.int32),
        "tie_gain": np.tile(np.concatenate(gains), 2)[order],
        "tie_hard": np.tile(np.concatenate(hards), 2)[order],
        "sit": sit,
        "sit_hard": sit_hard,
    }


def _own(values: NDArray[Any], kind: type) -> NDArray[Any]:
    """The array, or a copy where its layout or a ban on writing would make it a type of its own."""
    return np.require(values, kind, ["C", "W"])


def _columns(parts: Sequence[NDArray[Any]], n: int, kind: type) -> NDArray[Any]:
    columns: NDArray[Any] = np.zeros((n, len(parts)), kind)
    for k, part in enumerate(parts):
        columns[:, k] = part
    return columns


def _cost(rules: Sequence[Rule]) -> Float64:
    return np.array([rule.weight or 0.0 for rule in rules], np.float64)


def _hard(rules: Sequence[Rule]) -> Int32:
    return np.array([rule.weight is None for rule in rules], np.int32)


def _empty(*shape: int) -> Float32:
    return np.zeros(shape, np.float32)
