"""Repair: after somebody left or joined, the best change that moves few who sat already."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from features.arrays import Bool, Int32
from matcher.grouping.problem import Problem
from matcher.grouping.ruled.flat import flatten
from matcher.grouping.ruled.search import Search
from matcher.grouping.solution import Found, Watcher, onward


def repair(
    problem: Problem,
    circle: Int32,
    at_most: int,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    watch: Watcher = onward,
    moves: int | None = None,
    clock: Callable[[], float] = perf_counter,
    stay: Bool | None = None,
) -> Found:
    """Improve a grouping while at most so many of those who sit in it leave their circle.

    Whoever left the community is no longer in the problem; whoever joined waits in `circle`.

    Args:
        problem: what is asked now.
        circle: (n,) int32 grouping as it stands, -1 waiting; it may break hard rules.
        at_most: how many who sit may go to another circle or wait.
        seconds: the time there is.
        seed: of the random numbers.
        watch: told of each better grouping; may end the search.
        moves: proposals to make; None as many as the time allows.
        clock: seconds now; `time.process_time` in benchmarks.
        stay: (n,) who may move, but never wait; None nobody.

    Returns:
        The best grouping met that breaks nothing hard; an empty trace says that none was met with
        so few moved.

    """
    flat = flatten(problem, np.asarray(circle, np.int32), at_most)
    if stay is not None:
        flat = flat._replace(wait_hard=(flat.wait_hard + stay).astype(np.int32))
    search = Search(
        problem=problem,
        flat=flat,
        circle=circle,
        seed=seed,
        seconds=seconds,
        watch=watch,
        moves=moves,
        clock=clock,
    )
    return search.to_the_end(filled=True)
