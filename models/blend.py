"""The learned blend: how much each part is worth, by how much is known of a member.

Stacked regressions (Breiman 1996): what members took next is regressed on what the parts had
expected, with weights that are never negative, so a reason that is shown must have helped:

    score(q, i) = Σ_c θ_c(q) s_c(q, i),     θ = argmin_{θ ≥ 0} Σ_q Σ_i (y_qi - score(q, i))²

θ_c(q) is piecewise linear in log(1 + length of history), with one set for members who say
something of themselves and one for those who do not. Every part is an expected count, so sums of
them make sense, and the shares of the parts remain true shares. (A conditional logit on the same
scores ranked worse: its exponential wants the logarithm of a count, which is not additive.)
"""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from scipy import linalg
from scipy.optimize import nnls

from features.arrays import AnyArray, Bool, Float32, Float64
from models.base import JsonValue, Queries
from models.parts import number

KNOTS = np.log1p([0, 1, 3, 8])
"""History lengths at which weights are set; linear between, constant beyond."""

TINY = 1e-6
"""Ridge, relative to the mean energy of a part, that keeps the least squares solvable."""


class Blend:
    """Weights of the parts.

    Args:
        smoothness: penalty on weights that differ between knots, relative to the mean energy of a
            part. Knots that no member was near take the mean of the others.

    """

    def __init__(self, *, smoothness: float = 1.0) -> None:
        self.smoothness = smoothness
        self.weights: Float32 = np.zeros((2 * len(KNOTS), 0), dtype=np.float32)

    def fit(self, scores: Sequence[Float32], known: Float32, chosen: Bool, masked: Bool) -> Self:
        """One non-negative least-squares solve; with nobody to learn from, all parts count alike.

        Args:
            scores: one (b, n) a part.
            known: (b, 2 * knots) from `knowledge`.
            chosen: (b, n) what each member took; each row holds at least one.
            masked: (b, n) what she could not choose.

        """
        if not len(chosen):
            self.weights = np.ones((2 * len(KNOTS), len(scores)), dtype=np.float32)
            return self
        parts = np.stack([part * ~masked for part in scores]).astype(np.float64)
        energy = np.einsum("cbn,cbn->c", parts, parts)
        scale = np.where(energy > 0, np.sqrt(energy), 1.0)  # a silent part stays silent
        parts /= scale[:, None, None]
        gram, cross = _statistics(parts, known.astype(np.float64), chosen.astype(np.float64))
        gram += np.trace(gram) / len(gram) * self._penalty(len(parts))
        upper = linalg.cholesky(gram)
        theta, _ = nnls(upper, linalg.solve_triangular(upper, cross, trans="T"))
        weights = theta.reshape(-1, len(parts)) / scale * (energy > 0)
        self.weights = weights.astype(np.float32)
        return self

    def of(self, queries: Queries) -> Float32:
        """(b, n_parts) the weight of each part for each query."""
        weights: Float32 = np.einsum("bk,kc->bc", knowledge(queries), self.weights)
        return weights

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (2 * knots, n_parts): without text, then with text."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """The penalty."""
        return {"smoothness": self.smoothness}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The blend that `settings` and `arrays` describe."""
        blend = cls(smoothness=number(settings["smoothness"]))
        blend.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return blend

    def _penalty(self, n_parts: int) -> Float64:
        """Quadratic form of the distance of each knot's weights from their mean over knots."""
        n_knots = 2 * len(KNOTS)
        apart = np.eye(n_knots) - 1 / n_knots
        bend = self.smoothness * np.kron(apart, np.eye(n_parts))
        return bend + TINY * np.eye(n_knots * n_parts)


def knowledge(queries: Queries) -> Float32:
    """(b, 2 * knots) how near each query lies to each knot; rows add up to 1.

    The first half is for members who say nothing of themselves, the second for those who do.
    """
    length = np.log1p(queries.histories.lengths())
    hats = np.stack([np.interp(length, KNOTS, row) for row in np.eye(len(KNOTS))], axis=1)
    says = np.hstack([queries.text != 0, queries.topics]).any(axis=1, keepdims=True)
    return np.hstack([hats * ~says, hats * says]).astype(np.float32)


def _statistics(parts: Float64, known: Float64, target: Float64) -> tuple[Float64, Float64]:
    """Gram matrix and right side of the least squares, over (knot, part) pairs."""
    n_parts, n_knots = len(parts), known.shape[1]
    inner = np.einsum("cbn,dbn->bcd", parts, parts, optimize=True)
    gram = np.einsum("bk,bl,bcd->kcld", known, known, inner, optimize=True)
    cross = np.einsum("bk,cbn,bn->kc", known, parts, target, optimize=True)
    return gram.reshape(n_knots * n_parts, -1), cross.ravel()
