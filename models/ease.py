"""EASE: which classes are taken together, in closed form and blind to order."""

from collections.abc import Mapping
from typing import Self

import numpy as np
from scipy import linalg

from features.arrays import AnyArray, Float32
from models.base import Catalogue, Evidence, JsonValue, Queries
from models.histories import incidence, together
from models.parts import history_evidence, largest_first, number


class Ease:
    """Embarrassingly Shallow Autoencoder (Steck 2019, equation 8).

    P = (XᵀX + λI)⁻¹, B_ij = -P_ij / P_jj off the diagonal and 0 on it, scores = X B. Columns of B
    belong to the class *scored*: B is not symmetric, and its transpose ranks worse.

    Args:
        ridge: λ > 0.

    """

    name = "ease"

    def __init__(self, *, ridge: float = 100.0) -> None:
        self.ridge = ridge
        self.weights: Float32 = np.zeros((0, 0), dtype=np.float32)

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """One inverse of an n × n matrix."""
        gram = together(members.histories, len(catalogue))
        gram[np.diag_indices_from(gram)] += self.ridge
        inverse = linalg.inv(gram)
        weights = -inverse / inverse.diagonal()
        np.fill_diagonal(weights, 0)
        self.weights = weights.astype(np.float32)
        return self

    def scores(self, queries: Queries) -> Float32:
        """(b, n)."""
        return incidence(queries.histories, len(self.weights)) @ self.weights

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """The share of each class she took."""
        items = query.histories.items
        shares = query.histories.weights * self.weights[items, item]
        return largest_first(history_evidence(items.tolist(), shares))

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (n, n): B."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """λ."""
        return {"ridge": self.ridge}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        model = cls(ridge=number(settings["ridge"]))
        model.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return model
