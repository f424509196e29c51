"""Who is taken where places are few: criteria, the order, and shares kept for a group.

Each criterion is a number from 0 to 1 that says what a member did or wishes to learn, never how
she lives:

- ``goals``: cosine of what she wants and the text the admin wrote, 0 where it is below 0 or she
  told nothing;
- ``waited``: times she waited before, of 5 and more;
- ``many_classes``: classes she finished, of 5 and more; ``few_classes`` is 1 − that;
- ``joined_earlier``: 1 for who came first of all, 0 for who came last, by time between.

Her score is their mean by weight. Of two with the same score who waited more often comes first,
then a draw decides: by the seed and her id alone, so that it does not depend on any order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from features.arrays import Bool, Float64, Int32, Int64
from features.encoder import Encoder, embed
from features.support import Support
from matcher.circles.java import outside_java
from matcher.circles.roster import Roster
from matcher.circles.wishes import Ranking, Wishes
from matcher.errors import DataError
from matcher.i18n import N_

MANY = 5
"""Times of waiting, or classes finished, from which on more do not count."""

ALIKE = 1e-6
"""Sums of scores that are closer than this count as the same."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """n members of a roster, by rank.

    Attributes:
        criteria: names of the k criteria that count.
        values: (n, k) float64 of each, from 0 to 1.
        score: (n,) float64 their mean by weight.
        rank: (n,) int32 from 1; 0 for who takes no place, because she leads.
        taken: (n,) who has a seat, whoever leads among them.

    """

    criteria: tuple[str, ...]
    values: Float64
    score: Float64
    rank: Int32
    taken: Bool


def rank(wishes: Wishes, roster: Roster, support: Support, encoder: Encoder) -> Ranked | None:
    """The ranking that is wished for; None without one.

    Args:
        wishes: what is asked for.
        roster: of n members, who leads known.
        support: of the n members.
        encoder: of texts, the one that `support` is from.

    Raises:
        DataError: a share is kept for a group that has too few members.

    """
    ranking = wishes.ranking
    if ranking is None:
        return None
    criteria = tuple(name for name, weight in ranking.weights.items() if weight)
    weights = np.array([ranking.weights[name] for name in criteria])
    about = embed(encoder, [ranking.about])[0].astype(np.float64)
    found = _criteria(roster, support.goals.astype(np.float64) @ about)
    values = np.stack([found[name] for name in criteria], axis=1)
    score = np.round(values @ weights / weights.sum(), 9)
    order = _order(score, roster, wishes.seed)
    chosen = order[_chosen(score[order], roster, order, ranking)]
    taken = roster.leads.copy()
    taken[chosen] = True
    place = np.zeros(len(roster), dtype=np.int32)
    place[order] = np.arange(1, len(order) + 1)
    return Ranked(criteria, values, score, place, taken)


def ranked_before(found: Mapping[str, Any], roster: Roster) -> Ranked | None:
    """A ranking as a plan keeps it, all taken; None where nobody of the roster is in it.

    Args:
        found: of each member by id what `matcher.circles.exporting.plan` tells of her rank.
        roster: of n members; who was not ranked, for she came later, has rank 0.

    """
    here = [found.get(one, {}) for one in roster.members.ids]
    criteria = next((tuple(one["criteria"]) for one in here if one), None)
    if criteria is None:
        return None
    values = [[one.get("criteria", {}).get(name, 0.0) for name in criteria] for one in here]
    return Ranked(
        criteria,
        np.array(values, dtype=np.float64).reshape(len(here), len(criteria)),
        np.array([one.get("score", 0.0) for one in here], dtype=np.float64),
        np.array([one.get("rank", 0) for one in here], dtype=np.int32),
        np.ones(len(here), dtype=np.bool_),
    )


def seats_of(roster: Roster, ranked: Ranked) -> Roster:
    """The roster in which nobody who was not taken has a seat; who leads keeps all of hers."""
    return replace(roster, member=roster.member[ranked.taken[roster.member]])


def select(score: Float64, groups: Bool, needs: Int64, places: int) -> Int64 | None:
    """The members to take: of those who fill all shares, the ones whose scores are most together.

    The first of all, if they fill the shares. Otherwise one integer programme finds the most that
    scores can be, a second how that is reached by those who come first in the order; of members
    who are in the same groups the first are taken.

    Args:
        score: (m,) float64 of members in their order, the best first.
        groups: (q, m) who is of each group.
        needs: (q,) int64 members of each group that are taken at least.
        places: members that are taken, m at most.

    Returns:
        (places,) int64 positions, ascending; None where the shares cannot all be filled.

    """
    first = np.arange(places)
    if (groups[:, first].sum(axis=1) >= needs).all():
        return first
    rules = [
        LinearConstraint(np.ones((1, len(score))), places, places),
        LinearConstraint(groups.astype(np.float64), lb=needs),
    ]
    best = _programme(-score, rules)
    if best is None:
        return None
    rules.append(LinearConstraint(score[None], lb=score[best].sum() - ALIKE))
    taken = _programme(np.arange(len(score), dtype=np.float64), rules)
    taken = best if taken is None else taken
    kinds = (1 << np.arange(len(groups))) @ groups
    counts = np.bincount(kinds[taken], minlength=1 << len(groups))
    parts = [np.flatnonzero(kinds == kind)[:k] for kind, k in enumerate(counts)]
    return np.sort(np.concatenate(parts))


def _programme(costs: Float64, rules: list[LinearConstraint]) -> Bool | None:
    """(m,) the members that cost least together; None where the rules cannot all hold."""
    found = milp(
        costs,
        integrality=np.ones(len(costs), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.asarray(found.x > 0.5)


def _chosen(score: Float64, roster: Roster, order: Int64, ranking: Ranking) -> Int64:
    """(p,) positions in the order of those who are taken."""
    places = min(ranking.places, len(order))
    groups = np.zeros((len(ranking.at_least), len(order)), dtype=np.bool_)
    needs = np.zeros(len(groups), dtype=np.int64)
    for k, (name, share) in enumerate(ranking.at_least.items()):
        groups[k] = QUOTAS[name](roster)[order]
        needs[k] = ceil(share * places - 1e-9)
        if groups[k].sum() < needs[k]:
            raise DataError(
                N_(
                    "{needed} places are kept for `{group}`, but only {found} of those who take "
                    "part belong to it. Keep fewer, or widen who takes part."
                ),
                needed=int(needs[k]),
                group=name,
                found=int(groups[k].sum()),
            )
    chosen = select(score, groups, needs, places)
    if chosen is None:
        raise DataError(
            N_("The places kept for groups are more together than there are. Keep fewer.")
        )
    return chosen


def _order(score: Float64, roster: Roster, seed: int) -> Int64:
    """(m,) the members who take a place, the first before the others."""
    competing = np.flatnonzero(~roster.leads)
    ids = [roster.members.ids[one] for one in competing]
    draw = np.array([sha256(f"{seed}:{one}".encode()).hexdigest() for one in ids])
    waited, points = roster.waited[competing], score[competing]
    return competing[np.lexsort((draw, -waited, -points))]


def _criteria(roster: Roster, near: Float64) -> Mapping[str, Float64]:
    """(n,) of each criterion; `near` is the cosine of each member's goals and the text."""
    joined = roster.members.joined_at.astype("datetime64[s]").astype(np.float64)
    span = max(joined.max() - joined.min(), 1.0)
    classes = np.minimum(roster.finished, MANY) / MANY
    return {
        "goals": np.clip(near, 0, 1),
        "waited": np.minimum(roster.waited, MANY) / MANY,
        "many_classes": classes,
        "few_classes": 1 - classes,
        "joined_earlier": (joined.max() - joined) / span,
    }


QUOTAS: Mapping[str, Callable[[Roster], Bool]] = {
    "outside_java": lambda roster: outside_java(roster.members.province),
    "beginners": lambda roster: np.asarray(roster.finished == 0),
    "waited": lambda roster: np.asarray(roster.waited > 0),
}
"""(n,) who is of each group: lives outside Java, finished no class yet, waited before."""
