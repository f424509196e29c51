"""How the best so far grew, in few points, however long it took."""

import math
from typing import Final

MOST: Final = 100
"""Points of a curve."""


class Curve:
    """The objective over time. Where there would be too many points, every other one goes."""

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._last: tuple[float, float] | None = None
        self._apart = 0.0

    def add(self, seconds: float, objective: float) -> bool:
        """Note the best so far; returns whether there is any, which is so from a finite one on."""
        if not math.isfinite(objective):
            return False
        self._last = (round(seconds, 2), objective)
        if not self._points or seconds >= self._points[-1][0] + self._apart:
            if self._points and objective == self._points[-1][1]:
                return True
            self._points.append(self._last)
        if len(self._points) >= MOST:
            self._points = self._points[::2]
            self._apart = 2 * self._points[-1][0] / MOST
        return True

    def points(self) -> list[tuple[float, float]]:
        """(seconds, objective), oldest first, the last one among them; at most `MOST`."""
        more = [self._last] if self._last and self._last not in self._points[-1:] else []
        return [*self._points, *more]
