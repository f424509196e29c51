"""Popularity: what many took lately; the last resort, and a prior for who is new."""

from collections.abc import Mapping
from typing import Self

import numpy as np

from features.arrays import AnyArray, Float32
from models.base import Catalogue, Evidence, JsonValue, Queries
from models.parts import number


class Popularity:
    """Score of j = its smoothed share of recent enrolments.

    Each enrolment counts 2^(-age / half_life), with age in days before the newest one, and every
    class starts with `smoothing` times the mean count (a Dirichlet prior):
    (c_j + smoothing · c̄) / Σ (c + smoothing · c̄).

    Args:
        half_life: in days.
        smoothing: weight of the prior, > 0, as a fraction of the mean count.

    """

    name = "popularity"

    def __init__(self, *, half_life: float = 365.0, smoothing: float = 0.05) -> None:
        self.half_life, self.smoothing = half_life, smoothing
        self.weights: Float32 = np.zeros(0, dtype=np.float32)

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """Count enrolments, recent ones more."""
        history = members.histories
        age = history.days.max(initial=0) - history.days.astype(np.float64)
        recent = 2.0 ** (-age / self.half_life)
        count = np.bincount(history.items, weights=recent, minlength=len(catalogue))
        mean = count.mean() if count.sum() > 0 else 1.0
        prior = count + self.smoothing * mean
        self.weights = (prior / prior.sum()).astype(np.float32)
        return self

    def scores(self, queries: Queries) -> Float32:
        """(b, n) the same for everybody."""
        return np.tile(self.weights, (len(queries), 1))

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """One piece: what many take."""
        return [Evidence("popularity", -1, float(self.weights[item]))]

    def arrays(self) -> Mapping[str, AnyArray]:
        """`weights` (n,)."""
        return {"weights": self.weights}

    def settings(self) -> dict[str, JsonValue]:
        """Half-life and smoothing."""
        return {"half_life": self.half_life, "smoothing": self.smoothing}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        model = cls(
            half_life=number(settings["half_life"]), smoothing=number(settings["smoothing"])
        )
        model.weights = np.asarray(arrays["weights"], dtype=np.float32)
        return model
