"""How good a formation is as a whole: by group, by its weakest placements, beside its bound."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Bool
from features.vocabulary import Stage
from matcher.circles.formation import Formation
from matcher.circles.java import outside_java
from matcher.circles.placements import Placements

WEAKEST = 10
"""Placements that an admin is shown first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole formation.

    Attributes:
        score: mean over placements of the mean pair score with the others of the circle.
        regions: it by province group: `java`, `outside`, `unknown`.
        stages: it by life stage.
        weakest: positions of the placements that score least, the least first.
        gap: share of the bound that may be missing at most; None where no bound is known.

    """

    score: float
    regions: Mapping[str, float]
    stages: Mapping[str, float]
    weakest: tuple[int, ...]
    gap: float | None


def overview(formed: Formation, placed: Placements) -> Overview:
    """The whole formation, told by group; groups of nobody are left out."""
    members = formed.roster.members
    province = members.province[placed.member]
    outside, known = outside_java(province), province >= 0
    groups = {"java": known & ~outside, "outside": outside, "unknown": ~known}
    stages = {
        str(stage): members.stages[placed.member, column] for column, stage in enumerate(Stage)
    }
    gap = formed.solution.gap
    return Overview(
        score=float(placed.score.mean()) if len(placed.score) else float("nan"),
        regions=_means(groups, placed),
        stages=_means(stages, placed),
        weakest=tuple(np.argsort(placed.score, kind="stable")[:WEAKEST].tolist()),
        gap=None if gap == float("inf") else gap,
    )


def _means(groups: Mapping[str, Bool], placed: Placements) -> dict[str, float]:
    return {name: float(placed.score[who].mean()) for name, who in groups.items() if who.any()}
