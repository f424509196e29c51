"""What a search has used up, and the best it has found."""

from collections.abc import Callable
from typing import Final, Literal

from features.arrays import Int32
from matcher.grouping.plain.engines import Engine
from matcher.grouping.solution import Found, Watcher

CHUNK: Final = 20_000
"""Proposals between two looks at the clock."""

Ending = Literal["time", "stagnation", "cancelled"]


class Record:
    """The budget and the best of one search.

    Attributes:
        moves: proposals to make instead of a time.
        done: proposals made.
        best: (n,) int32 the best grouping so far.
        value: its objective.
        found_at: proposals made when it was found.

    """

    def __init__(
        self,
        engine: Engine,
        elapsed: Callable[[], float],
        watch: Watcher,
        seconds: float,
        moves: int | None,
    ) -> None:
        """Begin with the grouping of an engine."""
        self._elapsed, self._watch, self._seconds = elapsed, watch, seconds
        self.moves, self.done, self.found_at = moves, 0, 0
        self.best, self.value = engine.circle(), engine.worth()
        self._trace = [(elapsed(), self.value)]

    def used(self) -> float:
        """Share of the time, or of the proposals, that is used up."""
        if self.moves is not None:
            return self.done / max(self.moves, 1)
        return self._elapsed() / max(self._seconds, 1e-9)

    def left(self) -> float:
        """Proposals that are left, at the speed so far."""
        used = self.used()
        return self.done / max(used, 1e-9) * max(1 - used, 0)

    def run(self, engine: Engine, heat: float) -> int:
        """Let an engine make a chunk of proposals; how many were taken."""
        moves = CHUNK if self.moves is None else max(min(CHUNK, self.moves // 100), 1)
        taken = self.spend(engine, moves, heat)
        value = engine.worth()
        if value > self.value:
            self.better(engine.circle(), value)
        return taken

    def spend(self, engine: Engine, moves: int, heat: float) -> int:
        """Let any engine make proposals, be it of a part; how many were taken."""
        self.done += moves
        return engine.run(moves, heat)

    def better(self, circle: Int32, value: float) -> None:
        """Keep a grouping as the best, and its objective."""
        self.best, self.value, self.found_at = circle, value, self.done
        self._trace.append((self._elapsed(), value))

    def told(self) -> bool:
        """Tell the watcher; whether to go on."""
        return self._watch(self._elapsed(), self.value)

    def found(self, stopped: Ending) -> Found:
        """The best, and why it ended."""
        return Found(self.best, tuple(self._trace), stopped)
