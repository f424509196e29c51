"""The schedule of the search: cooling over the time there is, again from the best where it pays."""

import time
from collections.abc import Callable
from typing import Final, Literal

import numpy as np

from features.arrays import Int32
from features.errors import LingkarError
from matcher.grouping.plain.engines import Engine
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solution import Found, Watcher

LARGEST: Final = 6000
"""Members up to which factors are turned into a matrix."""
CHUNK: Final = 20_000
"""Proposals between two looks at the clock."""
QUENCH: Final = 0.97
"""Share of a round that cools; the rest takes only what is better."""
PATIENCE: Final = 10
"""Rounds without anything better after which it stops."""

Ending = Literal["time", "stagnation", "cancelled"]


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
    engine.place(dealt(problem, seed) if start is None else start)
    compiling = clock()
    engine.run(0, engine.heats.hot)
    began += clock() - compiling
    return _Run(engine, lambda: clock() - began, watch, seconds, moves).go(warm=start is not None)


def dealt(problem: Problem, seed: int) -> Int32:
    """(n,) int32 members dealt at random, sizes within bounds."""
    dice = np.random.default_rng(seed)
    count = problem.sizes[:, 0].copy()
    room = np.repeat(np.arange(len(count)), problem.sizes[:, 1] - count)
    count += np.bincount(
        dice.permutation(room)[: len(problem) - int(count.sum())], minlength=len(count)
    ).astype(count.dtype)
    return dice.permutation(np.repeat(np.arange(len(count), dtype=np.int32), count))


class _Run:
    """One search: what it has used up, and the best so far."""

    def __init__(
        self,
        engine: Engine,
        elapsed: Callable[[], float],
        watch: Watcher,
        seconds: float,
        moves: int | None,
    ) -> None:
        self.engine, self.elapsed, self.watch = engine, elapsed, watch
        self.seconds, self.moves, self.done = seconds, moves, 0
        self.best, self.value = engine.circle(), engine.worth()
        self.trace = [(elapsed(), self.value)]

    def go(self, *, warm: bool) -> Found:
        """Round after round: the first from the start, the others from the best so far."""
        used = self.used()
        rounds, stale = 0, 0
        while used < 1:
            begin, end = used, self.end_of_round(used)
            hot = self.engine.heats.reheat if warm or rounds else self.engine.heats.hot
            before = self.value
            while used < end:
                phase = (used - begin) / (end - begin)
                if not self.step(hot, phase / QUENCH):
                    return self.found("cancelled")
                used = self.used()
            rounds += 1
            stale = 0 if self.value > before else stale + 1
            if stale >= PATIENCE:
                return self.found("stagnation")
            self.engine.place(self.best)
        return self.found("time")

    def used(self) -> float:
        """Share of the time, or of the proposals, that is used up."""
        if self.moves is not None:
            return self.done / max(self.moves, 1)
        return self.elapsed() / max(self.seconds, 1e-9)

    def end_of_round(self, used: float) -> float:
        """The share that is used up when the round ends, at the speed so far."""
        if not self.done:
            self.step(self.engine.heats.hot, 0.0)
            used = self.used()
        left = max(1 - used, 1e-9)
        moves = self.done / max(used, 1e-9) * left
        return used + left / max(1, round(moves / self.engine.heats.round))

    def step(self, hot: float, phase: float) -> bool:
        """Some proposals at the temperature of the phase; whether to go on."""
        cold = self.engine.heats.cold
        heat = hot * float((cold / hot) ** phase) if phase < 1 else 1e-4 * cold
        moves = CHUNK if self.moves is None else max(min(CHUNK, self.moves // 100), 1)
        self.engine.run(moves, heat)
        self.done += moves
        value = self.engine.worth()
        if value > self.value:
            self.best, self.value = self.engine.circle(), value
            self.trace.append((self.elapsed(), value))
        return self.watch(self.elapsed(), self.value)

    def found(self, stopped: Ending) -> Found:
        """The best, and why it ended."""
        return Found(self.best, tuple(self.trace), stopped)
