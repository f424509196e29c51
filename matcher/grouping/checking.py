"""The independent checker: plain numpy over whole circles, no increments, no compiled code.

Everything that `solve` hands out goes through here; the search's own sums are not trusted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import Float64, Int32
from matcher.grouping.problem import WAITING, Factors, Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Break:
    """A rule that a circle breaks.

    Attributes:
        rule: its name.
        circle: which; -1 where it is about members who may not wait.
        units: by how much.
        hard: whether it may never be.

    """

    rule: str
    circle: int
    units: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a grouping is worth and what it breaks.

    Attributes:
        objective: what is maximised.
        parts: it by part: the terms of the pair scores, each soft rule, `waiting`, `floor`.
        breaks: of rules, hard and soft.
        quality: (g,) mean pair score of each circle; NaN of fewer than two.

    """

    objective: float
    parts: Mapping[str, float]
    breaks: tuple[Break, ...]
    quality: Float64

    @property
    def legal(self) -> bool:
        """Whether no hard rule is broken."""
        return not any(one.hard for one in self.breaks)


def members_of(circle: Int32, n_circles: int) -> list[Int32]:
    """The members of each circle, in the order of the problem."""
    order = np.argsort(circle, kind="stable").astype(np.int32)
    return np.split(order, np.searchsorted(circle[order], np.arange(n_circles + 1)))[1:-1]


def check(problem: Problem, circle: Int32) -> Verdict:
    """Judge a grouping.

    Args:
        problem: what was asked.
        circle: (n,) int32 of each member, -1 waiting.

    Raises:
        ProblemError: it is no grouping of these members into these circles.

    """
    inside = (circle >= WAITING) & (circle < len(problem.sizes))
    if circle.shape != (len(problem),) or not inside.all():
        raise ProblemError("A grouping gives each member a circle that there is, or none.")
    circles = members_of(circle, len(problem.sizes))
    sums = np.array([_pair_sum(problem, members) for members in circles])
    counts = np.array([len(members) for members in circles], dtype=np.float64)
    pairs = counts * (counts - 1) / 2
    quality = np.divide(sums, pairs, out=np.full(len(sums), np.nan), where=pairs > 0)
    breaks = [*_sizes(problem, circle, counts), *_rules(problem, circle, circles)]
    parts = _terms(problem, circles)
    for rule in problem.rules:
        if rule.weight is not None:
            units = sum(one.units for one in breaks if one.rule == rule.name and not one.hard)
            parts[rule.name] = -rule.weight * units
    if problem.waiting is not None:
        parts["waiting"] = -float(problem.waiting[circle == WAITING].sum())
    if problem.floor:
        below = np.maximum(0, problem.floor.level - np.nan_to_num(quality, nan=np.inf))
        parts["floor"] = -problem.floor.weight * float((counts * below**2)[pairs > 0].sum())
    return Verdict(sum(parts.values()), parts, tuple(breaks), quality)


def _pair_sum(problem: Problem, members: Int32) -> float:
    return float(problem.scores.among(members).sum()) / 2


def _terms(problem: Problem, circles: Sequence[Int32]) -> dict[str, float]:
    """The pair scores by term, as they count."""
    scores = problem.scores
    names = scores.terms if isinstance(scores, Factors) else ("closeness",)
    totals = dict.fromkeys(names, 0.0)
    for members in circles:
        share = 1.0 if problem.counting == "pairs" else 1 / max(len(members) - 1, 1)
        if isinstance(scores, Factors):
            rows = scores.values[members].astype(np.float64)
            columns = scores.weights * (rows.sum(axis=0) ** 2 - (rows**2).sum(axis=0)) / 2
            for name, value in zip(
                names, np.bincount(scores.term_of, columns, len(names)), strict=True
            ):
                totals[name] += share * float(value)
        else:
            totals[names[0]] += share * _pair_sum(problem, members)
    return totals


def _sizes(problem: Problem, circle: Int32, counts: Float64) -> list[Break]:
    """Circles that are too small or too large, and members who wait though nobody may."""
    least, most = problem.sizes[:, 0], problem.sizes[:, 1]
    units = np.maximum(counts - most, 0) + np.maximum(least - counts, 0) * (
        (counts > 0) | problem.everyone
    )
    found = [Break("size", int(c), int(units[c]), hard=True) for c in np.flatnonzero(units)]
    if problem.everyone and (circle == WAITING).any():
        found.append(Break("everyone", WAITING, int((circle == WAITING).sum()), hard=True))
    return found


def _rules(problem: Problem, circle: Int32, circles: Sequence[Int32]) -> list[Break]:
    return [
        Break(rule.name, int(c), int(units[c]), hard=rule.weight is None)
        for rule in problem.rules
        for units in [rule.broken(circle, circles)]
        for c in np.flatnonzero(units)
    ]
