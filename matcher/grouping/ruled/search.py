"""The search for problems with rules and a waiting list: construction, annealing, descent."""

from collections.abc import Callable
from time import perf_counter
from typing import Final, Literal

import numpy as np

from features.arrays import Int32
from matcher.grouping.problem import Problem
from matcher.grouping.ruled.build import Builder, make_legal
from matcher.grouping.ruled.compiled import compiled
from matcher.grouping.ruled.flat import Flat, flatten
from matcher.grouping.ruled.merge import merge_broken
from matcher.grouping.ruled.near import nearest
from matcher.grouping.ruled.state import HARD, OBJECTIVE, WAIT, State, fresh, refresh
from matcher.grouping.ruled.walk import anneal
from matcher.grouping.solution import Found, Watcher

Why = Literal["time", "stagnation", "cancelled"]

PART: Final = 20_000
"""Moves between two looks at the clock."""
SHORT: Final = 500
"""As many at least, in a short annealing, if that makes twenty looks."""
ANEW: Final = 10
"""Looks at the clock between two sums anew, and two tries at opening circles."""
DEAR: Final = 1.3
"""Growth of what a hard unit costs, from one of these walks to the next."""
MENDS: Final = 10
"""Walks that only mend, before others may change more than that."""
A_MEMBER: Final = 20_000
"""Moves for each member after which an annealing has had its time."""
FEW: Final = 50
"""Members up to which it needs fewer for each, as there are fewer pairs."""
HOT: Final = 0.35
"""First temperature, of the scale of pair scores."""
COLD: Final = 0.03
"""Last temperature."""
WARM: Final = 0.25
"""A grouping to start from is heated to this part of the first temperature."""
MELTS: Final = (81.0, 9.0)
"""After one in vain the next begins at so many times the first temperature, by turns."""
PATIENCE: Final = 4
"""Annealings in a row that bring nothing before the search ends; more for few members."""


class Search:
    """One run: the grouping, its best, the clock and the trace.

    Args:
        problem: what is asked.
        flat: it, laid out.
        circle: (n,) int32 to start from.
        seed: of the random numbers.
        seconds: the time there is, from now; compiling does not count.
        watch: told of the best so far after each part; -inf while there is none.
        moves: proposals there are; None as many as the time allows.
        clock: seconds now.

    """

    def __init__(
        self,
        *,
        problem: Problem,
        flat: Flat,
        circle: Int32,
        seed: int,
        seconds: float,
        watch: Watcher,
        moves: int | None,
        clock: Callable[[], float],
    ) -> None:
        compiled()
        self._clock, self._began = clock, clock()
        self._problem, self._flat, self._seed = problem, flat, seed
        self._seconds, self._watch, self._moves = seconds, watch, moves
        self._done = self._parts = 0
        self._stopped: Why | None = None
        self.state: State = fresh(flat, circle, seed)
        self._best: Int32 | None = None
        self._worth = -np.inf
        self._trace: list[tuple[float, float]] = []

    def begin(self, *, filled: bool) -> None:
        """A first grouping: from scratch, or as it is, mended if it breaks what must hold."""
        self._scale = self._fine = scale(self._problem, self._seed)
        self._builder = Builder(self._flat, self._seed, self._scale)
        self._near = np.zeros((len(self._problem), 0), np.int32)
        if filled:
            self._mend()
        else:
            self._builder.fill(self.state)
            self._drive(0.2, mending=False)
        if not self._problem.everyone and self.state.whole[HARD] > 0:
            make_legal(self._flat, self.state)
            refresh(self._flat, self.state)
        self._keep()
        if self._stopped is None:
            self._near = nearest(self._problem, self._seed)

    def _mend(self) -> None:
        """Mend what is broken: by few moves, or else, from the start again, by joining circles."""
        start = self.state.circle.copy()
        merge_broken(self._flat, self.state, 1.0)
        self._drive(0.25, mending=True)
        if self.state.whole[HARD] > 0 and self._stopped is None:
            again = fresh(self._flat, start, self._seed)
            if merge_broken(self._flat, again, 0.0):
                self.state = again
                self._drive(0.5, mending=True)

    def _drive(self, share: float, *, mending: bool) -> None:
        """Walk until nothing hard is broken, or so much of the time is used.

        What is good otherwise is mended first where that takes no other change; then the walk
        stays cold, and a hard unit costs more than that somebody waits, and ever more. What is new
        is worth less and less beside the hard units.
        """
        n = len(self._problem)
        for part in range(1, 101):
            if self.state.whole[HARD] == 0 or self._stopped is not None or self._over(share):
                break
            fine = (
                max(float(self._flat.wait.max()), 1.0) * (1 + part / 4) if mending else DEAR**part
            )
            heat = self._scale * COLD if mending else fine / 2 / part
            self._fine = max(self._fine, fine)
            mend = mending and part <= MENDS
            long = max(PART // 4, 4 * n) if mending else min(PART // 4, 100 * n)
            done, _ = anneal(self._flat, self.state, self._near, long, heat, fine, mend)
            self._done += done
            self._ask()
        refresh(self._flat, self.state)

    def run(self, hot: float) -> None:
        """Anneal again and again until time, watcher or stagnation end it.

        From the best, which is warmed; after one in vain, from where that ended, which is melted.
        """
        vain, patience = 0, PATIENCE * max(1, FEW // len(self._problem))
        while self._stopped is None:
            before = self._worth
            self._cool(hot)
            vain = 0 if self._worth > before + 1e-9 * abs(before) else vain + 1
            hot = HOT * (MELTS[vain % 2] if vain else WARM)
            if vain >= patience and self._stopped is None:
                self._stopped = "stagnation"
            if self._best is not None and self._stopped is None and not vain:
                dice = self.state.dice.copy()
                self.state = fresh(self._flat, self._best, self._seed)
                self.state.dice[:] = dice

    def _cool(self, hot: float) -> None:
        """One annealing over what is left of the budget, or its longest."""
        n = len(self._problem)
        began, start = self._clock(), self._done
        left = np.inf if self._moves is None else self._moves - start
        limit = int(min(A_MEMBER * n * min(n, FEW) // FEW, left))
        part = max(min(PART, max(limit // 100, min(SHORT, limit // 20))), 1)
        share = 0.0
        while share < 1 and self._stopped is None:
            heat = self._scale * hot * (COLD / hot) ** share if share < 0.97 else 0.0
            anneal(self._flat, self.state, self._near, part, heat, self._fine, False)
            self._done += part
            self._parts += 1
            if self._parts % ANEW == 0:
                self._open()
                refresh(self._flat, self.state)
            self._keep()
            share = (self._done - start) / max(limit, 1)
            if self._moves is None:
                spare = max(self._seconds - (began - self._began), 1e-9)
                share = max(share, (self._clock() - began) / spare)
            self._over(1.0)

    def _open(self) -> None:
        """Let those who wait begin circles of their own, if they are enough."""
        state, flat = self.state, self._flat
        waiting = state.waiting[: state.whole[WAIT]]
        costly = (flat.wait[waiting] > 0) & (flat.hopeless[flat.block[waiting]] == 0)
        if (state.size == 0).any() and costly.sum() >= flat.limits[:, 0].min():
            self._builder.fill(state)

    def _over(self, part: float) -> bool:
        """Whether this part of the budget is used."""
        out = self._clock() - self._began >= part * self._seconds
        if self._moves is not None:
            out = out or self._done >= part * self._moves
        if out and part >= 1:
            self._stopped = self._stopped or "time"
        return out

    def _keep(self) -> None:
        """Remember the grouping if it is the best that breaks nothing hard."""
        worth = float(self.state.real[OBJECTIVE])
        first = self._best is None
        if self.state.whole[HARD] == 0 and (first or worth > self._worth):
            self._best, self._worth = self.state.circle.copy(), worth
            self._trace.append((self._clock() - self._began, worth))
        self._ask()

    def _ask(self) -> None:
        """Tell the watcher, who may end the search."""
        if not self._watch(self._clock() - self._began, self._worth):
            self._stopped = "cancelled"

    def to_the_end(self, *, filled: bool) -> Found:
        """Begin, anneal, and hand out; a grouping that is filled is warmed, not melted."""
        self.begin(filled=filled)
        self.run(HOT * WARM if filled else HOT)
        return self.found()

    def found(self) -> Found:
        """The best, or what is left if every grouping met broke something."""
        circle = self.state.circle.copy() if self._best is None else self._best
        return Found(circle, tuple(self._trace), self._stopped or "time")


def improve(  # noqa: PLR0917 (the signature of each search)
    problem: Problem,
    start: Int32 | None,
    seconds: float,
    seed: int,
    watch: Watcher,
    moves: int | None = None,
    clock: Callable[[], float] = perf_counter,
) -> Found:
    """Search for the best grouping.

    Args:
        problem: what is asked.
        start: (n,) int32 grouping to improve; None builds one.
        seconds: the time there is.
        seed: of the random numbers.
        watch: told of the best so far again and again, -inf while there is none; may end the
            search.
        moves: proposals to make; with them the same seed gives the same answer. None: as many as
            the time allows.
        clock: seconds now; `time.process_time` in benchmarks.

    Returns:
        The best grouping met that breaks nothing hard; where none was met, the last one, for the
        checker to judge.

    """
    flat = flatten(problem)
    circle = _pinned(flat) if start is None else start
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
    return search.to_the_end(filled=start is not None)


def _pinned(flat: Flat) -> Int32:
    """(n,) int32 everybody waits but those pinned, who sit where they must."""
    circle = np.full(len(flat.home), -1, np.int32)
    for p in np.flatnonzero(flat.place_hard):
        circle = np.where(flat.place[:, p] >= 0, flat.place[:, p], circle).astype(np.int32)
    return circle


def scale(problem: Problem, seed: int) -> float:
    """How much pair scores differ: the unit of the temperature."""
    dice = np.random.default_rng(seed)
    some = dice.permutation(len(problem))[:200].astype(np.int32)
    scores = problem.scores.among(some)[np.triu_indices(len(some), 1)]
    return (float(np.std(scores)) if len(scores) else 0.0) or 1.0
