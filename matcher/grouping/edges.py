"""Pairs that may be made and what each is worth, looked at a block of rows at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from features.arrays import Bool, Float64, Int32, Int64
from matcher.grouping.problem import Factors, ProblemError, Scores

Allowed: TypeAlias = Bool | Callable[[Int32], Bool]
"""Who may sit with whom: (n, n) symmetric, or a function that gives the rows it is asked for."""

ROWS = 256
"""Members whose scores with all others are in memory at one time."""


@dataclass(frozen=True, slots=True)
class Edges:
    """All pairs of n members, worth their score and what is saved because the two do not wait.

    Attributes:
        scores: of pairs.
        allowed: who may sit with whom; None: everybody.
        waiting: (n,) float64 what it costs to leave a member alone.

    """

    scores: Scores
    allowed: Allowed | None
    waiting: Float64

    def __post_init__(self) -> None:
        if self.waiting.shape != (len(self),):
            raise ProblemError("What waiting costs is needed for each member.")
        if isinstance(self.allowed, np.ndarray) and self.allowed.shape != (len(self), len(self)):
            raise ProblemError("Who may sit with whom is needed for each pair of members.")

    def __len__(self) -> int:
        return len(self.scores)

    def worth(self, rows: Int32) -> Float64:
        """(m, n) what it is worth to pair each of `rows` with each member; -inf: it may not be."""
        if isinstance(self.scores, Factors):
            weighted = self.scores.values[rows].astype(np.float64) * self.scores.weights
            values = weighted @ self.scores.values.T
        else:
            values = self.scores.values[rows].astype(np.float64)
        values += self.waiting[rows, None] + self.waiting
        if self.allowed is not None:
            allowed = self.allowed(rows) if callable(self.allowed) else self.allowed[rows]
            values[~allowed] = -np.inf
        values[np.arange(len(rows)), rows] = -np.inf
        return np.asarray(values, dtype=np.float64)

    def blocks(self) -> Iterator[tuple[Int32, Float64]]:
        """Some members at a time, and `worth` of them."""
        for start in range(0, len(self), ROWS):
            rows = np.arange(start, min(start + ROWS, len(self)), dtype=np.int32)
            yield rows, self.worth(rows)

    def best(self, k: int) -> Int64:
        """(e,) codes ``i · n + j``, i < j: pairs worth something, among the `k` best of either."""
        found = [top(rows, worth, k, 0.0) for rows, worth in self.blocks()]
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))

    def of(self, codes: Int64) -> tuple[Int64, Int64, Float64]:
        """(e,) members i, members j, and what the pairs are worth, seen from i."""
        first, second = np.divmod(codes, len(self))
        values = np.empty(len(codes))
        cuts = np.searchsorted(first, np.arange(0, len(self) + ROWS, ROWS))
        for start, stop in pairwise(cuts):
            if stop > start:
                rows, inverse = np.unique(first[start:stop], return_inverse=True)
                worth = self.worth(rows.astype(np.int32))
                values[start:stop] = worth[inverse, second[start:stop]]
        return first, second, values


def top(rows: Int32, gains: Float64, k: int, least: float) -> Int64:
    """(e,) codes of the `k` best pairs of each row, as far as they are above `least`."""
    n_members = gains.shape[1]
    k = min(k, n_members)
    columns = np.argpartition(-gains, k - 1, axis=1)[:, :k]
    keep = np.take_along_axis(gains, columns, axis=1) > least
    first = np.broadcast_to(rows[:, None], columns.shape)[keep].astype(np.int64)
    second = columns[keep]
    return np.asarray(np.minimum(first, second) * n_members + np.maximum(first, second))
