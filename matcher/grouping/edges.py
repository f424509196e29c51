"""Pairs that may be made and what each is worth, looked at a block of rows at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from features.arrays import Bool, Float64, Int32, Int64
from matcher.grouping.problem import Factors, ProblemError, Scores

Allowed: TypeAlias = Bool | Callable[[Int32], Bool]
"""Who may sit with whom: (n, n) symmetric, or a function that gives the rows it is asked for."""

Costs: TypeAlias = Callable[[Int32, Float64], Float64]
"""(m,) rows and (m, n) scores of theirs → (m, n) what is taken from them, alike from both sides."""

ROWS = 256
"""Members whose scores with all others are in memory at one time."""


class Worthy(NamedTuple):
    """Some pairs.

    Attributes:
        codes: (e,) int64 ``i · n + j``, i < j, ascending.
        worth: (e,) what they are worth.

    """

    codes: Int64
    worth: Float64


@dataclass(frozen=True, slots=True)
class Edges:
    """All pairs of n members, worth their score and what is saved because the two do not wait.

    Attributes:
        scores: of pairs.
        allowed: who may sit with whom; None: everybody.
        waiting: (n,) float64 what it costs to leave a member alone.
        costs: what is taken from the scores; None: nothing.

    """

    scores: Scores
    allowed: Allowed | None
    waiting: Float64
    costs: Costs | None = None

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
        if self.costs is not None:
            values -= self.costs(rows, values)
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

    def best(self, k: int) -> Worthy:
        """Pairs worth something, among the `k` best of either member."""
        return merged(top(rows, worth, worth, k, 0.0) for rows, worth in self.blocks())

    def of(self, first: Int64, second: Int64) -> Float64:
        """(e,) what the pairs of members i (ascending) and j are worth, seen from i."""
        values = np.empty(len(first))
        cuts = np.searchsorted(first, np.arange(0, len(self) + ROWS, ROWS))
        for start, stop in pairwise(cuts):
            if stop > start:
                rows, inverse = np.unique(first[start:stop], return_inverse=True)
                worth = self.worth(rows.astype(np.int32))
                values[start:stop] = worth[inverse, second[start:stop]]
        return values


def merged(parts: Iterable[Worthy]) -> Worthy:
    """The pairs of all parts, each once."""
    nothing = Worthy(np.zeros(0, dtype=np.int64), np.zeros(0))
    codes, worth = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
    codes, place = np.unique(codes, return_index=True)
    return Worthy(codes, worth[place])


def top(rows: Int32, worth: Float64, gains: Float64, k: int, least: float) -> Worthy:
    """The `k` pairs of each row that gain most, as far as they gain more than `least`."""
    n_members = gains.shape[1]
    k = min(k, n_members)
    columns = np.argpartition(-gains, k - 1, axis=1)[:, :k]
    place, at = np.nonzero(np.take_along_axis(gains, columns, axis=1) > least)
    first, second = rows[place].astype(np.int64), columns[place, at]
    codes = np.minimum(first, second) * n_members + np.maximum(first, second)
    return Worthy(codes, worth[place, second])
