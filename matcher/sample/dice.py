"""Cheap random choices, one at a time, from a seeded numpy generator."""

import zlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_BLOCK = 4096


def stream(seed: int, part: str) -> np.random.Generator:
    """The generator of one `part` of the community, so that parts do not disturb each other."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


class Dice:
    """Single draws at the price of a list lookup: numbers are taken from numpy in blocks.

    Args:
        rng: where the blocks come from; nothing else may draw from it.

    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._block: list[float] = []

    def unit(self) -> float:
        """Uniform in [0, 1)."""
        if not self._block:
            self._block = self._rng.random(_BLOCK).tolist()
        return self._block.pop()

    def chance(self, probability: float) -> bool:
        """True with `probability`."""
        return self.unit() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, `low` and `high` included."""
        return low + int(self.unit() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, each as likely."""
        return options[int(self.unit() * len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of `options`, as likely as its weight (not negative, not all zero)."""
        totals = list(accumulate(weights))
        return options[bisect_right(totals, self.unit() * totals[-1], hi=len(totals) - 1)]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `options` in random order; all of them if there are fewer."""
        left = list(options)
        return [left.pop(int(self.unit() * len(left))) for _ in range(min(count, len(left)))]
