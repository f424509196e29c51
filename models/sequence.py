"""Directed EASE: what comes next, from what came before in which order, in closed form.

EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data") asks which items occur
*together*. Here the regression is directed in time: for each position t of each history,

    x_t = [e_{i_{t-1}}, Σ_{s<t-1} γ^{t-2-s} w_s e_{i_s}]     the last class | the decayed rest
    y_t = Σ_{s≥t} δ^{s-t} e_{i_s}                            the discounted near future
    B   = (XᵀX + λI)⁻¹ XᵀY

No zero diagonal is needed: x never holds what y asks for.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from scipy import linalg, sparse

from features.arrays import AnyArray, Float32, Int64
from models.base import Catalogue, Evidence, Histories, JsonValue, Queries
from models.histories import ordinals, take
from models.parts import history_evidence, largest_first, number

NEGLIGIBLE = 1e-3
"""Decayed weights below this are left out."""

CHUNK = 20_000
"""Members whose positions are in memory at once."""


class SequentialEase:
    """Directed EASE over the whole catalogue.

    Args:
        decay: γ, in [0, 1): how fast older classes fade.
        discount: δ, in [0, 1): how fast the farther future fades.
        ridge: λ > 0.

    """

    name = "sequence"

    def __init__(self, *, decay: float = 0.7, discount: float = 0.5, ridge: float = 30.0) -> None:
        self.decay, self.discount, self.ridge = decay, discount, ridge
        self.weights: Float32 = np.zeros((0, 0), dtype=np.float32)

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """One ridge solve on statistics summed over chunks of members."""
        n = len(catalogue)
        gram, cross = np.zeros((2 * n, 2 * n)), np.zeros((2 * n, n))
        for start in range(0, len(members), CHUNK):
            chunk = np.arange(start, min(start + CHUNK, len(members)))
            histories = take(members.histories, chunk)
            x, y = self._past(histories, n), self._future(histories, n)
            gram += (x.T @ x).toarray()
            cross += (x.T @ y).toarray()
        gram[np.diag_indices(2 * n)] += self.ridge
        solved = linalg.solve(gram, cross, assume_a="pos", overwrite_a=True, overwrite_b=True)
        self.weights = solved.astype(np.float32)
        return self

    def scores(self, queries: Queries) -> Float32:
        """(b, n) expected discounted near future after each history."""
        return self._states(queries.histories) @ self.weights

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """The share of each class she took."""
        state, n = self._states(query.histories).tocoo(), self.weights.shape[1]
        shares = state.data * self.weights[state.col, item]
        return largest_first(history_evidence((state.col % n).tolist(), shares))

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (2n, n): rows the last class, then the decayed rest; columns what follows."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """γ, δ and λ."""
        return {"decay": self.decay, "discount": self.discount, "ridge": self.ridge}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        model = cls(
            decay=number(settings["decay"]),
            discount=number(settings["discount"]),
            ridge=number(settings["ridge"]),
        )
        model.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return model

    def _states(self, histories: Histories) -> sparse.csr_array:
        """(b, 2n) float32: x after each whole history."""
        n = self.weights.shape[1]
        lag = np.repeat(histories.lengths(), histories.lengths()) - ordinals(histories)
        columns = histories.items + np.where(lag > 1, n, 0)
        values = histories.weights * self.decay ** np.maximum(lag - 2, 0)
        return sparse.csr_array(
            (values.astype(np.float32), columns, histories.offsets), shape=(len(histories), 2 * n)
        )

    def _past(self, histories: Histories, n: int) -> sparse.csr_array:
        """X (m, 2n): a row a position, the history before it."""
        ordinal = ordinals(histories)
        parts = []
        for lag in range(1, 2 + _reach(self.decay, ordinal)):
            rows = np.flatnonzero(ordinal >= lag)
            columns = histories.items[rows - lag] + (n if lag > 1 else 0)
            values = histories.weights[rows - lag] * self.decay ** max(lag - 2, 0)
            parts.append((rows, columns, values))
        return _assemble(parts, (len(ordinal), 2 * n))

    def _future(self, histories: Histories, n: int) -> sparse.csr_array:
        """Y (m, n): a row a position, the discounted future from it on."""
        ordinal = ordinals(histories)
        parts = []
        for lead in range(_reach(self.discount, ordinal)):
            later = np.flatnonzero(ordinal >= lead)
            values = np.full(len(later), self.discount**lead)
            parts.append((later - lead, histories.items[later], values))
        return _assemble(parts, (len(ordinal), n))


def _reach(factor: float, ordinal: Int64) -> int:
    """How many powers of `factor` matter, at most the longest history."""
    longest = int(ordinal.max(initial=-1)) + 1
    powers = 1 if factor == 0 else int(np.log(NEGLIGIBLE) / np.log(factor)) + 1
    return min(longest, powers)


def _assemble(
    parts: Sequence[tuple[AnyArray, AnyArray, AnyArray]], shape: tuple[int, int]
) -> sparse.csr_array:
    """A sparse float64 matrix from (rows, columns, values) triples."""
    if not parts:
        return sparse.csr_array(shape)
    rows, columns, values = (np.concatenate(group) for group in zip(*parts, strict=True))
    return sparse.csr_array((values.astype(np.float64), (rows, columns)), shape=shape)
