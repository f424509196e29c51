"""Item-kNN: classes taken by the same members, by shrunk cosine."""

from collections.abc import Mapping
from typing import Self

import numpy as np

from features.arrays import AnyArray, Float32
from models.base import Catalogue, Evidence, JsonValue, Queries
from models.histories import incidence, together
from models.parts import history_evidence, largest_first, number


class ItemKnn:
    """Score of j = Σ over the history of s(i, j), only the strongest `neighbours` of each i.

    s(i, j) = c_ij / (√(c_i c_j) + shrink), with c_ij members who took both and c_i members who
    took i (Deshpande & Karypis 2004; shrinkage after Bell & Koren 2007): pairs seen in few members
    count less.

    Args:
        neighbours: how many similarities of each item are kept.
        shrink: in members, at least 0.

    """

    name = "cooccurrence"

    def __init__(self, *, neighbours: float = 100, shrink: float = 10.0) -> None:
        self.neighbours, self.shrink = int(neighbours), shrink
        self.weights: Float32 = np.zeros((0, 0), dtype=np.float32)

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """Count pairs, then keep the strongest."""
        both = together(members.histories, len(catalogue))
        count = both.diagonal().copy()
        similar = both / np.maximum(np.sqrt(np.outer(count, count)) + self.shrink, 1e-12)
        np.fill_diagonal(similar, 0)
        weakest = np.sort(similar, axis=1)[:, -min(self.neighbours, len(similar)) :][:, :1]
        self.weights = np.where(similar >= weakest, similar, 0).astype(np.float32)
        return self

    def scores(self, queries: Queries) -> Float32:
        """(b, n) summed similarity to the history."""
        return incidence(queries.histories, len(self.weights)) @ self.weights

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """The share of each class she took."""
        items = query.histories.items
        shares = query.histories.weights * self.weights[items, item]
        return largest_first(history_evidence(items.tolist(), shares))

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (n, n): from the class taken to the class scored."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """Neighbours and shrinkage."""
        return {"neighbours": self.neighbours, "shrink": self.shrink}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        model = cls(neighbours=number(settings["neighbours"]), shrink=number(settings["shrink"]))
        model.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return model
