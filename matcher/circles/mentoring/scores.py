"""What a mentor and a mentee are to each other, from both sides; two mentees do not count."""

from dataclasses import replace

import numpy as np

from features.arrays import Float32
from features.support import Support
from matcher.circles.mentoring.seating import sides_of
from matcher.circles.roster import Roster
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import Factors
from models.compatibility.factors import factors
from models.compatibility.weights import PRESETS

_HALF = np.array([0.5], dtype=np.float32)


def both_sides(wishes: Wishes, roster: Roster, support: Support) -> tuple[Factors, Factors]:
    """Scores of all members as mentees weigh them, and as mentors do.

    Only what a mentee needs and a mentor offers is told, so that help goes one way.
    """
    mentor = roster.leads[:, None]
    one_way = replace(
        support,
        need=np.where(mentor, np.float32(0), support.need),
        offer=np.where(mentor, support.offer, np.float32(0)),
    )
    mentors_weigh = PRESETS[sides_of(wishes).mentors_prefer]
    return (
        Factors(*factors(one_way, wishes.compatibility)),
        Factors(*factors(one_way, mentors_weigh)),
    )


def mean(one: Factors, other: Factors) -> Factors:
    """The mean of two scores of the same members, by term."""
    terms = tuple(dict.fromkeys(one.terms + other.terms))
    place = [
        np.array([terms.index(name) for name in each.terms], dtype=np.int32)[each.term_of]
        for each in (one, other)
    ]
    return Factors(
        np.hstack([one.values, other.values]),
        np.concatenate([one.weights, other.weights]) * _HALF,
        terms,
        np.concatenate(place),
    )


def between(scores: Factors, roster: Roster) -> Factors:
    """The scores of a mentor and a mentee; those of two mentors, or of two mentees, are 0.

    ``½ x_i·x_j − ½ (± x_i)·(± x_j)``, with + for mentees and − for mentors.
    """
    sign: Float32 = np.where(roster.leads, -1, 1).astype(np.float32)[:, None]
    return Factors(
        np.hstack([scores.values, sign * scores.values]),
        np.concatenate([scores.weights, -scores.weights]) * _HALF,
        scores.terms,
        np.concatenate([scores.term_of, scores.term_of]),
    )
