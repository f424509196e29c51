"""How much each part of compatibility counts, and presets under codes; labels: `matcher`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Self

import numpy as np

from features.arrays import Float64
from features.errors import LingkarError


class WeightsError(LingkarError):
    """Weights under which no two members are more alike than others."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of a pair's score counts; only their ratios matter.

    What the terms are stands in `models.compatibility.terms`.

    Attributes:
        goals: they want the same.
        help: what one struggles with, the other offers.
        topics: they chose the same topics.
        stage: their children are of the same age.
        language: they speak the same languages.
        time: they are free at the same hours.
        reach: they live in different provinces and island groups.
        same_region: the reverse, for meeting in person.
        experience_spread: one has been here longer than the other.

    Raises:
        WeightsError: a weight is negative or not a number, or all are 0.

    """

    goals: float = 0.0
    help: float = 0.0
    topics: float = 0.0
    stage: float = 0.0
    language: float = 0.0
    time: float = 0.0
    reach: float = 0.0
    same_region: float = 0.0
    experience_spread: float = 0.0

    def __post_init__(self) -> None:
        values = self.as_dict().values()
        if not all(isfinite(value) and value >= 0 for value in values) or not any(values):
            raise WeightsError(
                "Each weight of a circle's compatibility is 0 or more, and one of them at least is "
                "above 0."
            )

    def as_dict(self) -> dict[str, float]:
        """By name, in the order of `TERMS`."""
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}

    def shares(self) -> Float64:
        """(9,) in the order of `TERMS`; they sum to 1."""
        values = np.array(list(self.as_dict().values()))
        return np.asarray(values / values.sum())

    @classmethod
    def from_shares(cls, values: Float64) -> Self:
        """The weights that `values` (9,) in the order of `TERMS` are."""
        return cls(**dict(zip(TERMS, values.tolist(), strict=True)))


TERMS: tuple[str, ...] = tuple(field.name for field in fields(Weights))
"""The names of all terms, in their order."""

PRESETS: Mapping[str, Weights] = {
    "balanced": Weights(
        goals=0.25,
        help=0.2,
        topics=0.05,
        stage=0.12,
        language=0.06,
        time=0.14,
        reach=0.1,
        experience_spread=0.08,
    ),
    "same_goals_first": Weights(
        goals=0.5, help=0.1, topics=0.1, stage=0.08, language=0.04, time=0.12, reach=0.06
    ),
    "help_each_other": Weights(
        goals=0.12,
        help=0.45,
        stage=0.1,
        language=0.05,
        time=0.12,
        reach=0.06,
        experience_spread=0.1,
    ),
    "wide_across_indonesia": Weights(
        goals=0.2, help=0.14, stage=0.08, language=0.04, time=0.14, reach=0.4
    ),
    "same_region": Weights(
        goals=0.12, help=0.12, stage=0.14, language=0.08, time=0.14, same_region=0.4
    ),
}
"""Weights in plain words; "balanced" where nobody chose."""
