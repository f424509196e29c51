"""Content: from what a member says of herself to the classes that answer it."""

from collections.abc import Mapping
from typing import Self

import numpy as np
from scipy import linalg, sparse

from features.arrays import AnyArray, Bool, Float32, Float64, Int64
from models.base import Catalogue, Evidence, JsonValue, Queries
from models.histories import incidence, ordinals, take_queries
from models.parts import largest_first, number

CHUNK = 20_000
"""Members whose features are in memory at once."""


class Content:
    """A ridge from text and topics to classes, shrunk towards plain similarity.

    With m = [text | topics] of a member, c_j = [text | topics] of class j, and y_j how much more
    she took class j than members do on average (earlier classes count more, by δ^position):

        score_j = Σ_f m_f (α_f c_jf + W_fj)

    α is one least-squares factor for text and one for topics, at least 0; W is the ridge solution
    of what they leave unexplained. A class nobody took has W ≈ 0 and keeps its similarity; a word
    that leads mothers elsewhere than its meaning says is learned by W.

    Args:
        discount: δ, in (0, 1].
        ridge: λ > 0, in members.

    """

    name = "content"

    def __init__(self, *, discount: float = 0.7, ridge: float = 30.0) -> None:
        self.discount, self.ridge = discount, ridge
        self.weights: Float32 = np.zeros((0, 0), dtype=np.float32)

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """Learn from members who said something and took something, a chunk at a time."""
        dim = catalogue.text.shape[1] + catalogue.topics.shape[1]
        gram, cross = np.zeros((dim, dim)), np.zeros((dim, len(catalogue)))
        said, took, count = np.zeros(dim), np.zeros(len(catalogue)), 0
        for start in range(0, len(members), CHUNK):
            x, y = self._known(take_queries(members, _span(start, len(members))), len(catalogue))
            gram += x.T @ x
            cross += (y.T @ x).T
            said, took, count = said + x.sum(axis=0), took + y.sum(axis=0), count + len(x)
        cross -= np.outer(said, took) / max(count, 1)
        prior = _similarity(catalogue, gram, cross)
        ridge = self.ridge * np.eye(dim)
        rest = linalg.solve(gram + ridge, cross - gram @ prior, assume_a="pos")
        self.weights = (prior + rest).astype(np.float32)
        return self

    def scores(self, queries: Queries) -> Float32:
        """(b, n); 0 everywhere for who says nothing."""
        said = _features(queries.text, queries.topics)
        scores: Float32 = np.einsum("bf,fn->bn", said, self.weights)
        return scores

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """The share of her text as a whole and of each topic she chose."""
        dim = query.text.shape[1]
        text = Evidence("text", -1, float(query.text[0] @ self.weights[:dim, item]))
        topics = [
            Evidence("topic", int(topic), float(self.weights[dim + topic, item]))
            for topic in np.flatnonzero(query.topics[0])
        ]
        return largest_first([text, *topics])

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (d + T, n): from text and topics to classes."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """δ and λ."""
        return {"discount": self.discount, "ridge": self.ridge}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        model = cls(discount=number(settings["discount"]), ridge=number(settings["ridge"]))
        model.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return model

    def _known(self, members: Queries, n: int) -> tuple[Float64, sparse.csr_array]:
        """Features (b, d + T) and discounted histories (b, n) of who said and took something."""
        x = _features(members.text, members.topics).astype(np.float64)
        values = self.discount ** ordinals(members.histories)
        y = incidence(members.histories, n, values.astype(np.float32))
        useful = np.flatnonzero(x.any(axis=1) & (members.histories.lengths() > 0))
        return x[useful], y[useful].astype(np.float64)


def _span(start: int, end: int) -> Int64:
    """The next chunk of members."""
    return np.arange(start, min(start + CHUNK, end))


def _features(text: Float32, topics: Bool) -> Float32:
    """(b, d + T) text beside topics."""
    return np.hstack([text, topics.astype(np.float32)])


def _similarity(catalogue: Catalogue, gram: Float64, cross: Float64) -> Float64:
    """(d + T, n) class features, each block scaled by its least-squares α ≥ 0.

    Args:
        catalogue: the classes.
        gram: Σ m mᵀ over members.
        cross: Σ m yᵀ.

    """
    blocks = np.zeros((2, *cross.shape))
    dim = catalogue.text.shape[1]
    blocks[0, :dim] = catalogue.text.T
    blocks[1, dim:] = catalogue.topics.T
    prior: Float64 = np.zeros(cross.shape)
    for block in blocks:
        energy = float((block * (gram @ block)).sum())
        if energy > 0:
            prior += max(float((block * cross).sum()) / energy, 0.0) * block
    return prior
