"""The terms of a pair's score, exact: each lies about in [0, 1] for a pair.

Whoever did not tell something counts there as the average of those who did: her score with a
member is about that member's mean score, so that silence is neither punished nor rewarded.

- ``goals``: cosine c of the goals' vectors, as ``½ + (c − mean) / 4σ`` over all pairs of members:
  ½ is any two of them, 1 about the closest hundredth.
- ``help``: the same from need to offer, and the mean of both directions.
- ``topics``, ``stage``, ``language``: cosine of the sets; 1 for equal sets, 0 for disjoint ones.
- ``time``: cosine of the free UTC hours.
- ``reach``: 1 from different island groups, ½ from different provinces of one, 0 from one province;
  ``same_region`` is 1 − that.
- ``experience_spread``: difference of the levels of experience, 1 for the first and the last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.arrays import Bool, Float32, Float64, Int32, unit_rows
from features.support import EXPERIENCE, Support
from models.compatibility.weights import TERMS

_DEVIATIONS = 4.0
"""Standard deviations of a cosine that make a score of 1."""

_CHUNK = 5_000
"""Pairs or members whose rows are in memory at once, in double precision."""


class Spread(NamedTuple):
    """Mean and standard deviation of a cosine over all pairs of members who told."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Term:
    """A term ``f(i, j) = shift + scale · Σ_k signs[k] · rows[i, k] · rows[j, k]``.

    Attributes:
        name: one of `TERMS`.
        rows: (n, m) float32.
        signs: (m,) float32, 1 or -1.
        scale: see above.
        shift: see above.

    """

    name: str
    rows: Float32
    signs: Float32
    scale: float = 1.0
    shift: float = 0.0

    def of(self, pairs: Int32) -> Float64:
        """(p,) scores of the pairs (p, 2) of members."""
        scores = np.empty(len(pairs))
        for start in range(0, len(pairs), _CHUNK):
            one, other = self.rows[pairs[start : start + _CHUNK].T].astype(np.float64)
            scores[start : start + _CHUNK] = (one * other) @ self.signs
        return self.shift + self.scale * scores


def spreads(support: Support) -> dict[str, Spread]:
    """What is usual among `support`: for ``goals``, and for ``help`` in one direction.

    Scores of other members, or of the same ones later, are comparable when taken with the same.
    """
    return {
        "goals": _spread(support.goals, support.goals),
        "help": _spread(support.need, support.offer),
    }


def make_terms(
    support: Support,
    usual: Mapping[str, Spread] | None = None,
    names: Iterable[str] = TERMS,
) -> Iterator[Term]:
    """Terms, one at a time: for many members the rows of all of them are large.

    Args:
        support: n members.
        usual: of `spreads`; that of `support` unless told.
        names: of which terms, in this order.

    """
    usual = usual or spreads(support)
    makers: Mapping[str, Callable[[], Term]] = {
        "goals": lambda: _goals(support.goals, usual["goals"]),
        "help": lambda: _help(support, usual["help"]),
        "topics": lambda: _sets("topics", support.topics),
        "stage": lambda: _sets("stage", support.stages),
        "language": lambda: _sets("language", support.languages),
        "time": lambda: _time(support),
        "reach": lambda: _plain("reach", _region(support), sign=-1, shift=1.0),
        "same_region": lambda: _plain("same_region", _region(support)),
        "experience_spread": lambda: _experience(support),
    }
    return (makers[name]() for name in names)


def closeness(cosine: float, usual: Spread) -> float:
    """A cosine as a score: ½ where it is usual, 1 where it is two deviations closer."""
    return 0.5 + (cosine - usual.mean) / (_DEVIATIONS * usual.deviation)


def pair_terms(terms: Iterable[Term], pairs: Int32) -> Float64:
    """(p, t) the score of each pair (p, 2) by each of t terms: what weights are learned from."""
    return np.column_stack([term.of(pairs) for term in terms])


def _goals(vectors: Float32, usual: Spread) -> Term:
    shift = closeness(0, usual)
    rows = _filled(vectors)
    return Term("goals", rows, _signs(rows), closeness(1, usual) - shift, shift)


def _help(support: Support, usual: Spread) -> Term:
    """``½ (n_i·o_j + o_i·n_j) = ¼ [(n+o)_i·(n+o)_j − (n−o)_i·(n−o)_j]``."""
    shift = closeness(0, usual)
    need, offer = _filled(support.need), _filled(support.offer)
    signs = np.repeat(np.array([1, -1], dtype=np.float32), need.shape[1])
    rows = np.hstack([need + offer, need - offer])
    return Term("help", rows, signs, (closeness(1, usual) - shift) / 4, shift)


def _sets(name: str, members: Bool) -> Term:
    return _plain(name, _filled(unit_rows(members.astype(np.float32))))


def _time(support: Support) -> Term:
    hours = support.hours
    return _plain("time", _filled(unit_rows((hours.free & ~hours.unsaid[:, None]).astype("f4"))))


def _region(support: Support) -> Float32:
    """(n, m) rows whose product is ½ for the same island group and ½ for the same province."""
    known = support.province >= 0
    columns = [
        (place[:, None] == np.unique(place[known])) & known[:, None]
        for place in (support.island, support.province)
    ]
    return _filled(np.hstack(columns).astype(np.float32) * np.float32(np.sqrt(0.5)))


def _experience(support: Support) -> Term:
    """The steps between two levels, by their "thermometers" of ±1: |a − b| = Σ ½ (1 − t_a t_b)."""
    levels = len(EXPERIENCE)
    steps = np.where(support.experience[:, None] > np.arange(levels), 1, -1)
    steps[support.experience < 0] = 0
    rows = _filled(steps.astype(np.float32))
    return Term("experience_spread", rows, -_signs(rows), 0.5 / levels, 0.5)


def _plain(name: str, rows: Float32, sign: int = 1, shift: float = 0.0) -> Term:
    return Term(name, rows, sign * _signs(rows), shift=shift)


def _signs(rows: Float32) -> Float32:
    return np.ones(rows.shape[1], dtype=np.float32)


def _filled(rows: Float32) -> Float32:
    """`rows`, where a zero row becomes the mean of the others."""
    told = np.asarray(rows.any(axis=1))
    if told.all() or not told.any():
        return rows
    mean = rows.sum(axis=0, dtype=np.float64) / told.sum()
    return np.where(told[:, None], rows, mean.astype(np.float32))


def _spread(one: Float32, other: Float32) -> Spread:
    """Mean and deviation of ``one_i · other_j`` over all i ≠ j who told, from moments alone."""
    n_pairs = float(one.any(axis=1).sum()) * float(other.any(axis=1).sum())
    n_pairs -= float((one.any(axis=1) & other.any(axis=1)).sum())
    if n_pairs < 1:
        return Spread(0.0, 0.25)
    own = np.einsum("ij,ij->i", one, other, dtype=np.float64)
    total = one.sum(axis=0, dtype=np.float64) @ other.sum(axis=0, dtype=np.float64) - own.sum()
    squares = float((gram(one) * gram(other)).sum()) - float((own**2).sum())
    mean = float(total) / n_pairs
    variance = squares / n_pairs - mean**2
    return Spread(mean, float(np.sqrt(variance)) if variance > 1e-6 else 0.25)


def gram(rows: Float32) -> Float64:
    """(m, m) ``rowsᵀ rows`` in double precision, a chunk of rows at a time."""
    total = np.zeros((rows.shape[1], rows.shape[1]))
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK].astype(np.float64)
        total += chunk.T @ chunk
    return total
