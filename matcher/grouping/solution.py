"""What `solve` hands out, and what it is told while it works."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from features.arrays import Int32
from matcher.grouping.checking import Verdict

Stopped: TypeAlias = Literal["time", "stagnation", "cancelled", "proven", "stable"]
"""Why a search ended; proven: nothing better is possible; stable: no two would rather change."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best grouping that was found; no hard rule is broken in it.

    Attributes:
        circle: (n,) int32 of each member, -1 waiting.
        verdict: of the checker.
        bound: no grouping is worth more; inf where none is known.
        trace: (seconds, objective) each time a better one was found.
        stopped: why the search ended.

    """

    circle: Int32
    verdict: Verdict
    bound: float
    trace: tuple[tuple[float, float], ...]
    stopped: Stopped

    @property
    def objective(self) -> float:
        """What it is worth, by the checker."""
        return self.verdict.objective

    @property
    def gap(self) -> float:
        """Share of the bound that may be missing at most; inf where no bound is known."""
        return gap_of(self.objective, self.bound)


def gap_of(objective: float, bound: float) -> float:
    """Share of a bound that may be missing at most; inf where that is inf, for it is not known."""
    return bound if bound == float("inf") else (bound - objective) / max(abs(bound), 1e-12)


@dataclass(frozen=True, slots=True)
class Found:
    """The best grouping of a search, before the checker has judged it.

    Attributes:
        circle: (n,) int32 of each member, -1 waiting.
        trace: (seconds, objective) each time a better one was found.
        stopped: why the search ended.

    """

    circle: Int32
    trace: tuple[tuple[float, float], ...]
    stopped: Stopped


class Watcher(Protocol):
    """Told how the search goes; whoever watches may end it."""

    def __call__(self, seconds: float, objective: float) -> bool:
        """The best so far, -inf without one, after so long; returns whether to go on."""


def onward(seconds: float, objective: float) -> bool:  # noqa: ARG001 (the protocol's names)
    """The watcher of whoever lets it run."""
    return True
