"""How well each member sits: with her circle, by term, and with the next best one."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Float64, Int32
from matcher.circles.formation import Formation, shared_bits
from matcher.circles.wishes import OF_TWO
from matcher.compatibility import TERMS
from matcher.i18n import say

_AT_ONCE = 2_000
"""Members whose scores with all circles are in memory at once."""


@dataclass(frozen=True, slots=True)
class Placements:
    """p members who sit in a circle, in the order of the circles; who leads two is there twice.

    Whoever is held (see `Formation.held`) is not among them, though her circle's sums count her.

    Attributes:
        member: (p,) int32 row of the roster.
        circle: (p,) int32 position in `Formation.circles`.
        score: (p,) mean pair score with the others of her circle.
        lift: (p, t) by how much each term of it is above what is usual for her.
        next_circle: (p,) int32 the best other circle with room that shares an hour and a language
            with her, -1 where none does.
        next_score: (p,) mean pair score with that one; NaN without.

    """

    member: Int32
    circle: Int32
    score: Float64
    lift: Float64
    next_circle: Int32
    next_score: Float64

    def term(self, place: int) -> int | None:
        """Which term is most above what is usual for her there; None where none is."""
        strongest = int(self.lift[place].argmax())
        return strongest if self.lift[place, strongest] > 0 else None


def placements(formed: Formation, of: int | None = None) -> Placements:
    """Of everybody who sits in a circle, or only in one, by its position in `Formation.circles`."""
    scores = formed.built.scores
    rows = scores.values.astype(np.float64)
    sums = np.array([rows[one.members].sum(axis=0) for one in formed.circles])
    sums = sums.reshape(len(formed.circles), rows.shape[1])
    sizes = np.array([len(one.members) for one in formed.circles], dtype=np.float64)
    parts = [one.members for one in formed.circles]
    member = np.concatenate([np.zeros(0, dtype=np.int32), *parts]).astype(np.int32)
    circle = np.repeat(np.arange(len(parts)), [len(one) for one in parts]).astype(np.int32)
    told = ~np.isin(member, sorted(formed.held))
    if of is not None:
        told &= circle == of
    member, circle = member[told], circle[told]
    own = rows[member]
    weighted = own * scores.weights
    columns = weighted * (sums[circle] - own) / _others(formed, member, sizes[circle])[:, None]
    usual = weighted * rows.mean(axis=0)
    lift = np.stack(
        [(columns - usual)[:, scores.term_of == k].sum(axis=1) for k in range(len(scores.terms))],
        axis=1,
    )
    centres = sums / (1.0 if formed.wishes.mentoring else sizes[:, None])
    next_circle, next_score = _next_best(formed, member, circle, centres)
    return Placements(member, circle, columns.sum(axis=1), lift, next_circle, next_score)


def _others(formed: Formation, member: Int32, size: Float64) -> Float64:
    """(p,) members of her circle whose scores with her count: of a mentee, that of her mentor."""
    mentee = formed.wishes.mentoring is not None and ~formed.roster.leads[member]
    return np.where(mentee, 1, np.maximum(size - 1, 1))


def _next_best(
    formed: Formation, member: Int32, circle: Int32, centres: Float64
) -> tuple[Int32, Float64]:
    """The best circle but her own, and her mean score with it."""
    best = np.full(len(member), -1, dtype=np.int32)
    score = np.full(len(member), np.nan, dtype=np.float64)
    if len(formed.circles) < 2:
        return best, score
    scores, meets = formed.built.scores, _Meeting(formed)
    for start in range(0, len(member), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found = (scores.values[member[some]] * scores.weights) @ centres.T
        found[~meets(member[some])] = -np.inf
        found[np.arange(len(found)), circle[some]] = -np.inf
        top = found.argmax(axis=1)
        value = found[np.arange(len(found)), top]
        best[some] = np.where(np.isfinite(value), top, -1)
        score[some] = np.where(np.isfinite(value), value, np.nan)
    return best, score


def why_here(formed: Formation, placed: Placements, place: int, language: str) -> str:
    """What most speaks for the circle of that placement, in words; "" where nothing does."""
    term = placed.term(place)
    return "" if term is None else say(TERMS[formed.built.scores.terms[term]], language)


class _Meeting:
    """Which circles of a formation a member could sit in besides; what they share is kept."""

    def __init__(self, formed: Formation) -> None:
        members = [one.members for one in formed.circles]
        self._own = (formed.built.free, formed.built.spoken)
        self._shared = [shared_bits(bits, members) for bits in self._own]
        self._apart = formed.roster.apart.tolist()
        self._inside: dict[int, list[int]] = {}
        for c, rows in enumerate(members):
            for one in rows.tolist():
                self._inside.setdefault(one, []).append(c)
        wishes = formed.wishes
        sizes = np.array([len(rows) for rows in members])
        self._full = (sizes >= wishes.most) & (wishes.kind not in OF_TWO)

    def __call__(self, member: Int32) -> Bool:
        """(p, g) whether each shares an hour and a language with all of a circle that has room.

        Not where she sits already, nor where somebody is from whom she is to be apart.
        """
        fits = np.repeat(~self._full[None, :], len(member), axis=0)
        for place, one in enumerate(member.tolist()):
            fits[place, self._inside.get(one, [])] = False
        for bits, shared in zip(self._own, self._shared, strict=True):
            for c in range(len(shared)):
                fits[:, c] &= (bits[member] & shared[c]).any(axis=1)
        for a, b in self._apart:
            for one, other in ((a, b), (b, a)):
                for c in self._inside.get(other, []):
                    fits[member == one, c] = False
        return fits
