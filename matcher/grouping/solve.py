"""One call for every grouping problem: the search that suits it, and the checker before the end."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from features.arrays import Int32
from features.errors import LingkarError
from matcher.grouping import plain, ruled
from matcher.grouping.beside import side_by_side
from matcher.grouping.bounds import upper_bound
from matcher.grouping.checking import Break, Verdict, check
from matcher.grouping.problem import Floor, Problem
from matcher.grouping.solution import Found, Solution, Watcher, onward

SAMPLE: Final = 2000
"""Members from whose scores the level of a floor is taken."""


class Infeasible(LingkarError):
    """No grouping was found that breaks no hard rule.

    Args:
        message: as of every error.
        breaks: of hard rules in the best that was found; `conflicts.explain` tells more of each.
        circle: (n,) int32 that grouping.
        **facts: as of every error.

    """

    def __init__(
        self, message: str, *, breaks: tuple[Break, ...], circle: Int32, **facts: object
    ) -> None:
        super().__init__(message, **facts)
        self.breaks, self.circle = breaks, circle


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    watch: Watcher = onward,
    warm_start: Int32 | None = None,
    workers: int = 1,
    moves: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Solution:
    """Form circles.

    Args:
        problem: what is asked.
        seconds: the time there is.
        seed: of the random numbers; with one worker and `moves` it fixes the answer.
        watch: told how it goes, with several workers the best of them; may end it.
        warm_start: (n,) int32 grouping to improve on.
        workers: searches side by side, of which the best counts.
        moves: proposals to make instead of a time.
        clock: seconds now; `time.process_time` in benchmarks.

    Raises:
        Infeasible: the best that was found breaks a hard rule.

    """
    legal_start = (
        warm_start if warm_start is not None and check(problem, warm_start).legal else None
    )

    def search(number: int, told: Watcher) -> Found:
        if plain.fits(problem):
            return plain.improve(
                problem, legal_start, seconds, number, told, moves=moves, clock=clock
            )
        return ruled.improve(problem, warm_start, seconds, number, told, moves, clock)

    if workers > 1:
        seeds = np.random.SeedSequence(seed).generate_state(workers).tolist()
        runs = side_by_side(search, seeds, watch)
    else:
        runs = [search(seed, watch)]
    verdicts = [check(problem, run.circle) for run in runs]
    best = max(range(len(runs)), key=lambda k: (verdicts[k].legal, verdicts[k].objective))
    return handed_out(runs[best], verdicts[best], upper_bound(problem))


def handed_out(found: Found, verdict: Verdict, bound: float) -> Solution:
    """A solution whose grouping the checker has passed.

    Args:
        found: what a search found.
        verdict: of the checker.
        bound: no grouping is worth more.

    Raises:
        Infeasible: it breaks a hard rule.

    """
    if not verdict.legal:
        breaks = tuple(one for one in verdict.breaks if one.hard)
        raise Infeasible(
            "No grouping was found that keeps every rule; these are still broken: {rules}.",
            breaks=breaks,
            circle=found.circle,
            rules=", ".join(sorted({one.rule for one in breaks})),
        )
    return Solution(found.circle, verdict, bound, found.trace, found.stopped)


def suggested_floor(problem: Problem, quality: float, strength: float) -> Floor:
    """A worst-off term for a problem, from how good the best company would be.

    Args:
        problem: whose scores count.
        quality: 0 sets the level at the mean score of any two members, 1 at the mean of each
            member's best company, as large as a circle of mean size.
        strength: a circle that misses the level by 1 / `strength` of the way from the one to the
            other has twice as much to gain from closer pairs as one that is well off.

    """
    n = len(problem)
    size = max(2, round(n / len(problem.sizes)))
    dice = np.random.default_rng(0)
    members = np.sort(dice.choice(n, min(n, SAMPLE), replace=False)).astype(np.int32)
    scores = problem.scores.among(members)
    m = len(members)
    if m < 2:
        return Floor(0.0, strength)
    usual = float(scores.sum()) / (m * (m - 1))
    np.fill_diagonal(scores, -np.inf)
    company = min(size - 1, m - 1)
    best = float(-np.partition(-scores, company - 1, axis=1)[:, :company].mean())
    share = 1.0 if problem.counting == "members" else size - 1.0
    way = max(best - usual, 1e-9)
    return Floor(usual + quality * way, strength * share / 4 / way)
