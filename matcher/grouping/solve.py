"""One call for every grouping problem: the search that suits it, and the checker before the end."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np
from joblib import Parallel, delayed

from features.arrays import Int32
from features.errors import LingkarError
from matcher.grouping import plain, ruled
from matcher.grouping.bounds import upper_bound
from matcher.grouping.checking import Verdict, check
from matcher.grouping.problem import Floor, Problem
from matcher.grouping.solution import Found, Solution, Watcher, onward

SAMPLE: Final = 2000
"""Members from whose scores the level of a floor is taken."""


class Infeasible(LingkarError):
    """No grouping was found that breaks no hard rule."""


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
        watch: told how it goes; may end it. With several workers it is not told.
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
        runs = Parallel(n_jobs=workers)(delayed(search)(number, onward) for number in seeds)
    else:
        runs = [search(seed, watch)]
    verdicts = [check(problem, run.circle) for run in runs]
    best = max(range(len(runs)), key=lambda k: (verdicts[k].legal, verdicts[k].objective))
    return _handed_out(problem, runs[best], verdicts[best])


def _handed_out(problem: Problem, found: Found, verdict: Verdict) -> Solution:
    """A solution whose grouping the checker has passed."""
    if not verdict.legal:
        broken = sorted({one.rule for one in verdict.breaks if one.hard})
        raise Infeasible(
            "No grouping was found that keeps every rule; these are still broken: {rules}.",
            rules=", ".join(broken),
        )
    bound = upper_bound(problem)
    return Solution(found.circle, verdict, bound, found.trace, found.stopped)


def suggested_floor(problem: Problem, quality: float, weight: float = 2.0) -> Floor:
    """A worst-off term for a problem, from how good the best company would be.

    Args:
        problem: whose scores count.
        quality: 0 sets the level at the mean score of any two members, 1 at the mean of each
            member's best company, as large as a circle of mean size.
        weight: of the floor; in units of the score of a pair.

    """
    n = len(problem)
    size = max(2, round(n / len(problem.sizes)))
    dice = np.random.default_rng(0)
    members = np.sort(dice.choice(n, min(n, SAMPLE), replace=False)).astype(np.int32)
    scores = problem.scores.among(members)
    m = len(members)
    if m < 2:
        return Floor(0.0, weight)
    usual = float(scores.sum()) / (m * (m - 1))
    np.fill_diagonal(scores, -np.inf)
    company = min(size - 1, m - 1)
    best = float(-np.partition(-scores, company - 1, axis=1)[:, :company].mean())
    return Floor(usual + quality * (best - usual), weight)
