"""The search that suits a problem without rules, and its budget."""

import time
from collections.abc import Callable
from typing import Final

from features.arrays import Int32
from features.errors import LingkarError
from matcher.grouping.plain.cooling import cooled
from matcher.grouping.plain.dealing import dealt
from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.lifting import SHARE, lifted
from matcher.grouping.plain.record import Record
from matcher.grouping.plain.tempering import tempered
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solution import Found, Watcher

LARGEST: Final = 6000
"""Members up to which factors are turned into a matrix."""
LADDER: Final = 1000
"""Members up to which a ladder of groupings is kept of large circles, each with its gains."""


def fits(problem: Problem) -> bool:
    """Whether the problem is one for this search: no rules, nobody waits, a matrix of fair size."""
    small_enough = isinstance(problem.scores, Matrix) or len(problem) <= LARGEST
    return not problem.rules and problem.everyone and small_enough


def improve(
    problem: Problem,
    start: Int32 | None,
    seconds: float,
    seed: int,
    watch: Watcher,
    *,
    moves: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Found:
    """The best grouping that is found in the time there is.

    Args:
        problem: one that `fits`.
        start: (n,) int32 legal grouping to improve on; None: a random one.
        seconds: the time there is, by the clock; compiling does not count.
        seed: of the random numbers.
        watch: told how it goes every 20,000 proposals; may end it.
        moves: proposals to make instead of a time: then the same seed gives the same answer.
        clock: seconds now; `time.process_time` for benchmarks.

    Raises:
        LingkarError: the problem does not fit.

    """
    if not fits(problem):
        raise LingkarError("The search without rules was given a problem that is not one for it.")
    began = clock()
    engine = Engine(problem, seed)
    engine.place(dealt(problem, seed, engine.level) if start is None else start)
    compiling = clock()
    engine.run(0, engine.heats.hot)
    began += clock() - compiling
    record = Record(engine, lambda: clock() - began, watch, seconds, moves)
    if engine.small or start is not None or len(problem) > LADDER:
        until = 1 - SHARE if problem.floor else 1
        stopped = cooled(engine, record, warm=start is not None, until=until)
        return lifted(problem, record, seed, stopped) if problem.floor else record.found(stopped)
    return tempered(engine, record, seed)
