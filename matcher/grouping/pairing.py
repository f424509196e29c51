"""A grouping problem whose circles are pairs, solved as the matching it is.

Where one circle may hold three, whoever is left over joins the pair that gains most by it. That is
not proven to be the best: the bound is that of matchings, and what a circle of three could be worth
at most, ½ (w_ab + w_ac + w_bc), if no rule took anything from the three best pairs.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import numpy as np

from features.arrays import Bool, Float64, Int32
from matcher.grouping.checking import check
from matcher.grouping.couples import Couples
from matcher.grouping.edges import Edges
from matcher.grouping.pairs import Pairs, best_pairs
from matcher.grouping.problem import WAITING, Problem, ProblemError
from matcher.grouping.solution import Found, Solution, Stopped, Watcher, onward
from matcher.grouping.solve import handed_out

TRIOS = 200
"""Circles of three that are judged, the most promising ones by their scores."""


def pair_up(problem: Problem, *, seconds: float, watch: Watcher = onward) -> Solution:
    """Put members in pairs, and at most one circle of three.

    Args:
        problem: of circles of two; the first may be of three.
        seconds: after which no more linear programmes are begun, and that branch and bound may
            take after them; the answer is proven to be the best unless they run out.
        watch: told how it goes; may end it likewise.

    Raises:
        ProblemError: circles of another size, or a rule that is not about pairs.

    """
    _of_two(problem)
    start = time.perf_counter()
    told = 0.0 if problem.waiting is None else -float(problem.waiting.sum())
    cancelled = False

    def go_on() -> bool:
        nonlocal cancelled
        passed = time.perf_counter() - start
        cancelled = not watch(passed, told)
        return passed < seconds and not cancelled

    found, waits = _matched(problem, go_on, seconds)
    circle, bound = _numbered(found.partner), found.bound
    if problem.waiting is None:
        bound += float(waits[found.partner == WAITING].sum())
    if problem.sizes[0, 1] == 3:
        circle = _with_trio(problem, circle, found.partner, waits)
        bound += 1.5 * float(Edges(problem.scores, None, waits).best(1).worth.max(initial=0))
    verdict = check(problem, circle)
    stopped: Stopped = "cancelled" if cancelled else "time"
    if found.exact:
        stopped = "proven" if bound == found.bound else "stagnation"
    trace = ((time.perf_counter() - start, verdict.objective),)
    bound = max(bound, verdict.objective)
    return handed_out(Found(circle, trace, stopped), verdict, bound)


def _matched(problem: Problem, go_on: Callable[[], bool], seconds: float) -> tuple[Pairs, Float64]:
    """The best matching, and (n,) float64 what it was told that waiting costs.

    Where nobody may wait that is more and more, until nobody does but one of an odd number: then
    no matching that leaves as few is better, whatever the cost was.
    """
    couples = Couples(problem)
    pairs = partial(
        best_pairs,
        problem.scores,
        allowed=couples.allowed,
        costs=couples.costs,
        go_on=go_on,
        seconds=seconds,
    )
    if problem.waiting is not None:
        return pairs(waiting=problem.waiting), problem.waiting
    n = len(problem)
    edges = Edges(problem.scores, couples.allowed, np.zeros(n), couples.costs)
    worths = [worth[np.isfinite(worth)] for _, worth in edges.blocks()]
    most = 1 + max((float(np.abs(worth).max(initial=0)) for worth in worths), default=0.0)
    for cost in most * 2.0 ** np.arange(np.ceil(np.log2(n)) + 1):
        waits = np.full(n, cost)
        found = pairs(waiting=waits)
        if (found.partner == WAITING).sum() <= n % 2:
            break
    return found, waits


def _of_two(problem: Problem) -> None:
    least, most = problem.sizes.T
    if (least != 2).any() or (most[1:] != 2).any() or most[0] > 3:
        raise ProblemError("Pairs are circles of two, and one of three at most.")
    if len(least) < len(problem) // 2:
        raise ProblemError("There are too few circles to pair all members.")


def _numbered(partner: Int32) -> Int32:
    """(n,) the circle of each, in the order of the first members; those who wait are in none."""
    first = np.minimum(np.arange(len(partner)), partner)
    circle = np.full(len(partner), WAITING, dtype=np.int32)
    matched = partner != WAITING
    circle[matched] = np.unique(first[matched], return_inverse=True)[1]
    return circle


def _with_trio(problem: Problem, circle: Int32, partner: Int32, waits: Float64) -> Int32:
    """The grouping with one more member in one of its pairs, which becomes the first circle."""
    alone = replace(problem, sizes=problem.sizes[:1], waiting=waits)

    def worth(members: list[int]) -> float:
        only = np.full(len(problem), WAITING, dtype=np.int32)
        only[members] = 0
        verdict = check(alone, only)
        return verdict.objective if verdict.legal else -np.inf

    best, chosen = -np.inf if problem.everyone else 0.0, None
    for one, pair in islice(_joining(problem, circle == WAITING, partner), TRIOS):
        gain = worth([one, *pair]) - worth(pair)
        if gain > best:
            best, chosen = gain, (one, pair)
    if chosen is None:
        return circle
    one, pair = chosen
    number = circle[pair[0]]
    grown = circle.copy()
    grown[circle == 0], grown[circle == number] = number, 0
    grown[one] = 0
    return grown


def _joining(problem: Problem, alone: Bool, partner: Int32) -> Iterator[tuple[int, list[int]]]:
    """Those who are left over and pairs, the best fits for each first, one of each in turn."""
    left = np.flatnonzero(alone).astype(np.int32)[:TRIOS]
    first = np.flatnonzero(partner > np.arange(len(partner))).astype(np.int32)
    second = partner[first]
    if not len(left) or not len(first):
        return
    scores = Edges(problem.scores, None, np.zeros(len(problem))).worth(left)
    order = np.argsort(-(scores[:, first] + scores[:, second]), axis=1, kind="stable")
    for k in range(len(first)):
        for row, one in enumerate(left.tolist()):
            at = order[row, k]
            yield one, [int(first[at]), int(second[at])]
