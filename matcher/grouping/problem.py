"""A grouping problem as arrays: who, how many circles, what is good, and what may not be.

The objective to maximise is, over circles c and pairs i < j in them,

    Σ_c u(c) · Σ_{i<j in c} s(i, j)  −  Σ soft rules · weight  −  Σ_{i waits} waiting_i  −  floor

with u(c) = 1 when pairs count, and u(c) = 1 / (|c| − 1) when members count (then a circle is worth
half the sum of its members' mean closeness to the others, and large circles are no better than
small ones). It is the maximally diverse grouping problem (Gallego, Laguna, Martí and Duarte 2013,
"Tabu search with strategic oscillation for the maximally diverse grouping problem") with rules.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np

from features.arrays import Bool, Float32, Float64, Int32
from features.errors import LingkarError
from matcher.grouping.rules import Rule

WAITING = -1
"""The circle of a member who is in none."""


class ProblemError(LingkarError):
    """A problem whose parts do not fit together."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Pair scores ``s(i, j) = Σ_k weights[k] · values[i, k] · values[j, k]``, never as n × n.

    The sum over the pairs of a circle is ``½ Σ_k weights[k] ((Σ_i x_ik)² − Σ_i x_ik²)``, so a move
    costs O(d). A bilinear term ``n_i·o_j + o_i·n_j`` (need meets offer) is
    ``½ [(n+o)_i·(n+o)_j − (n−o)_i·(n−o)_j]``: two blocks of columns with weights ½ and −½.

    Attributes:
        values: (n, d) float32.
        weights: (d,) float32, of either sign.
        terms: names of the parts of the score, for reports.
        term_of: (d,) int32 which term a column belongs to.

    """

    values: Float32
    weights: Float32
    terms: tuple[str, ...] = ("closeness",)
    term_of: Int32 = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def __post_init__(self) -> None:
        n_columns = self.values.shape[1]
        if not len(self.term_of) and len(self.terms) == 1:
            object.__setattr__(self, "term_of", np.zeros(n_columns, dtype=np.int32))
        if self.weights.shape != (n_columns,) or self.term_of.shape != (n_columns,):
            raise ProblemError("A weight and a term are needed for each of the columns of values.")

    def __len__(self) -> int:
        return len(self.values)

    def of(self, members: Int32) -> "Factors":
        """The scores of (m,) members, who are numbered anew."""
        return replace(self, values=self.values[members])

    def among(self, members: Int32) -> Float64:
        """(m, m) scores among some members; the diagonal is zero."""
        rows = self.values[members].astype(np.float64)
        scores = (rows * self.weights) @ rows.T
        np.fill_diagonal(scores, 0)
        return np.asarray(scores, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Pair scores given outright.

    Attributes:
        values: (n, n) float32 or float64, symmetric; the diagonal does not count.

    """

    values: Float32 | Float64

    def __len__(self) -> int:
        return len(self.values)

    def of(self, members: Int32) -> "Matrix":
        """The scores of (m,) members, who are numbered anew."""
        return Matrix(self.values[np.ix_(members, members)])

    def among(self, members: Int32) -> Float64:
        """(m, m) scores among some members; the diagonal is zero."""
        scores = self.values[np.ix_(members, members)].astype(np.float64)
        np.fill_diagonal(scores, 0)
        return scores


Scores: TypeAlias = Factors | Matrix


@dataclass(frozen=True, slots=True)
class Floor:
    """The worst-off term: a circle whose mean pair score is below `level` costs.

    A circle of m members with mean pair score q costs ``weight · m · max(0, level − q)²``: one
    circle that misses it by far costs more than many that miss it by little.

    Attributes:
        level: mean pair score from which on a circle is well off.
        weight: how much a member of a circle counts for the square of what is missing.

    """

    level: float
    weight: float


@dataclass(frozen=True, slots=True)
class Problem:
    """n members, g circles.

    Attributes:
        scores: of pairs.
        sizes: (g, 2) int32: least and most members of each circle. A circle that nobody fills is
            empty, which is allowed unless `everyone`.
        waiting: (n,) float64: what it costs to leave a member on the waiting list; 0 for whoever
            may be left out gladly (a facilitator's further seats). None: nobody may wait, and every
            circle is filled.
        rules: what must or should hold.
        floor: the worst-off term; None without.
        counting: whether the pairs of a circle count, or its members.

    """

    scores: Scores
    sizes: Int32
    waiting: Float64 | None = None
    rules: tuple[Rule, ...] = ()
    floor: Floor | None = None
    counting: Literal["pairs", "members"] = "pairs"

    def __post_init__(self) -> None:
        least, most = self.sizes[:, 0], self.sizes[:, 1]
        if not len(self.sizes) or (least < 1).any() or (most < least).any():
            raise ProblemError("A circle needs a least size from 1 and a greatest not below it.")
        if self.everyone and not least.sum() <= len(self) <= most.sum():
            raise ProblemError(
                "{n} members do not fit into circles for {least} to {most} together.",
                n=len(self),
                least=int(least.sum()),
                most=int(most.sum()),
            )
        if self.waiting is not None and self.waiting.shape != (len(self),):
            raise ProblemError("What waiting costs is needed for each member.")
        for rule in self.rules:
            rule.fits(len(self), len(self.sizes))
        if len({rule.name for rule in self.rules}) < len(self.rules):
            raise ProblemError("Each rule needs a name of its own, by which it is told.")
        self._finite()

    def _finite(self) -> None:
        """Raise `ProblemError` unless all numbers are such as a search can add up."""
        if not len(self):
            raise ProblemError("There is nobody to group.")
        weights = [rule.weight for rule in self.rules if rule.weight is not None]
        costs = [*weights, *((self.floor.weight,) if self.floor else ())]
        waiting = np.zeros(0) if self.waiting is None else self.waiting
        told = (self.scores.values, np.array(costs, dtype=np.float64), waiting)
        if not all(np.isfinite(part).all() for part in told):
            raise ProblemError("Scores, weights and what waiting costs are to be finite numbers.")
        if min(costs, default=0) < 0 or (waiting < 0).any():
            raise ProblemError("A weight, and what waiting costs, is not below zero.")

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def everyone(self) -> bool:
        """Whether nobody may wait."""
        return self.waiting is None

    @property
    def placeable(self) -> Bool:
        """(n,) who costs something when she waits: all others are seats to use or to leave."""
        if self.waiting is None:
            return np.ones(len(self), dtype=np.bool_)
        return np.asarray(self.waiting > 0)
