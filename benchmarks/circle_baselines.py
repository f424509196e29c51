"""Plain ways to form circles, for comparison: random, greedy, and k-means with bounds on sizes.

Each gives a circle to every seat; `lawful` then sends the members of every circle that breaks a
hard rule to the waiting list, so that all are judged by the same rules.
"""

from collections.abc import Sequence

import numpy as np

from features.arrays import Bool, Int32
from matcher.grouping.checking import check, members_of
from matcher.grouping.problem import WAITING, Factors, Problem
from matcher.grouping.rules import Count

NEAREST = 25
"""Members that greedy looks at for a place."""


def at_random(problem: Problem, seed: int) -> Int32:
    """(n,) seats dealt out to the circles in turn; further seats of facilitators last."""
    order = np.random.default_rng(seed).permutation(len(problem))
    order = order[np.argsort(~problem.placeable[order], kind="stable")]
    circle = np.full(len(problem), WAITING, dtype=np.int32)
    room = min(len(order), int(problem.sizes[:, 1].sum()))
    circle[order[:room]] = np.arange(room) % len(problem.sizes)
    return circle


def greedy(problem: Problem, seed: int) -> Int32:
    """(n,) one circle after the other: whoever breaks least and is closest to those in it joins.

    A circle is begun by somebody of all kinds that a rule asks for, and closed at middling size.
    """
    chance = np.random.default_rng(seed)
    left = np.ones(len(problem), dtype=np.bool_)
    wanted = [one.kind for one in problem.rules if isinstance(one, Count) and one.least]
    circle = np.full(len(problem), WAITING, dtype=np.int32)
    for number, (least, most) in enumerate(problem.sizes.tolist()):
        able = np.flatnonzero(np.all([left, *wanted], axis=0))
        if not len(able):
            break
        members = _grow(problem, int(chance.choice(able)), left, (least, most))
        if members:
            circle[members] = number
            left[members] = False
    return circle


def k_means(problem: Problem, seed: int) -> Int32:
    """(n,) k-means on the columns that attract, sizes bounded (Bradley, Bennett, Demiriz 2000).

    Raises:
        ImportError: k-means-constrained is not installed.

    """
    from k_means_constrained import KMeansConstrained  # noqa: PLC0415 (may be missing)

    scores = problem.scores
    assert isinstance(scores, Factors)
    attract = scores.weights > 0
    points = scores.values[:, attract] * np.sqrt(scores.weights[attract])
    placed = np.flatnonzero(problem.placeable)
    least, most = problem.sizes[0].tolist()
    model = KMeansConstrained(
        len(problem.sizes), size_min=least, size_max=most, random_state=seed, n_init=1, max_iter=10
    )
    circle = np.full(len(problem), WAITING, dtype=np.int32)
    circle[placed] = model.fit_predict(points[placed].astype(np.float64))
    return circle


def lawful(problem: Problem, circle: Int32) -> Int32:
    """(n,) the same, but whoever sits in a circle that breaks a hard rule waits."""
    broken = [one.circle for one in check(problem, circle).breaks if one.hard]
    return np.where(np.isin(circle, broken), WAITING, circle).astype(np.int32)


def _grow(problem: Problem, first: int, left: Bool, size: tuple[int, int]) -> list[int]:
    """The members of a circle that breaks no hard rule; none where greed finds no such circle."""
    least, most = size
    members = [first]
    while len(members) < most:
        units = _units(problem, members)
        if not units and len(members) >= (least + most) // 2:
            break
        near = _nearest(problem, members, left)
        after = [_units(problem, [*members, one]) for one in near]
        if not after or (min(after) > units and not units and len(members) >= least):
            break
        members.append(near[int(np.argmin(after))])
    return members if len(members) >= least and not _units(problem, members) else []


def _nearest(problem: Problem, members: list[int], left: Bool) -> list[int]:
    """Those left who score most with the members, the closest first."""
    scores = problem.scores
    assert isinstance(scores, Factors)
    closeness = scores.values @ (scores.weights * scores.values[members].sum(axis=0))
    closeness[~left] = -np.inf
    closeness[members] = -np.inf
    best = np.argsort(-closeness)[:NEAREST]
    return [int(one) for one in best if np.isfinite(closeness[one])]


def _units(problem: Problem, members: Sequence[int]) -> int:
    """Hard units that the circle breaks."""
    some = np.array(members, dtype=np.int32)
    circle = np.full(len(problem), WAITING, dtype=np.int32)
    circle[some] = 0
    return sum(
        int(rule.broken(circle, members_of(circle, 1))[0])
        for rule in problem.rules
        if rule.weight is None
    )
