"""Where else a member would sit well, each place with its price: alone, or in another's stead."""

import numpy as np

from features.arrays import Bool, Float64, Int32
from matcher.circles.changes import Move
from matcher.circles.formation import shared_bits
from matcher.circles.moving import outranked, row_of
from matcher.circles.pricing import Price, price
from matcher.circles.standing import Standing
from matcher.errors import Conflict
from matcher.grouping.problem import WAITING
from matcher.i18n import N_

TRIED = 3
"""Places that are priced for each one told."""


def places(standing: Standing, member_id: str, k: int = 5) -> list[Price]:
    """The best circles for a member who waits, joins late, or sits in one; the best first.

    Those that break no hard rule come before all others.

    Args:
        standing: the circles as they stand.
        member_id: who.
        k: places told at most.

    Raises:
        NotFound: she takes no part.
        Conflict: she is to stay where she is: her circle is locked, or she does not agree to be
            matched any more; or the ranking gave her place to another.

    """
    row, own = _who(standing, member_id)
    members = standing.members
    room = np.array([len(one) < standing.wishes.most for one in members])
    worth = _worth(standing, row)
    worth[~_fits(standing, row, members) | ~room] -= 1e6
    worth[[one.locked for one in standing.circles]] = -np.inf
    worth[own] = -np.inf
    order = np.argsort(-worth, kind="stable")[: TRIED * k]
    origin = standing.circles[own[0]].circle_id if own else None
    tried = [
        price(standing, [Move(member_id, standing.circles[c].circle_id, origin)])
        for c in order.tolist()
        if np.isfinite(worth[c])
    ]
    return _best(tried, k)


def swaps(standing: Standing, member_id: str, k: int = 5) -> list[Price]:
    """The best members for one who sits in a circle to change places with; the best first.

    Only swaps are told that break no hard rule and are worth more than to leave all as it is.

    Args:
        standing: the circles as they stand.
        member_id: who.
        k: swaps told at most.

    Raises:
        NotFound: she takes no part.
        Conflict: she sits in no circle, or is to stay where she is.

    """
    row, own = _who(standing, member_id)
    if not own:
        raise Conflict(N_("Member {member_id} sits in no circle."), member_id=member_id)
    here = own[0]
    seats = np.flatnonzero((standing.circle != WAITING) & ~np.isin(standing.circle, own))
    locked = np.array([one.locked for one in standing.circles])
    seats = seats[~locked[standing.circle[seats]] & ~standing.held[standing.roster.member[seats]]]
    gain = _gain(standing, row, here, seats.astype(np.int32))
    ids = standing.roster.members.ids
    tried = []
    for seat in seats[np.argsort(-gain, kind="stable")[: 2 * TRIED * k]].tolist():
        other, there = int(standing.roster.member[seat]), int(standing.circle[seat])
        if here in standing.circle[np.array(standing.frame.seats[other])]:
            continue
        mine, hers = (standing.circles[c].circle_id for c in (here, there))
        tried.append(price(standing, [Move(member_id, hers, mine), Move(ids[other], mine, hers)]))
    return [one for one in _best(tried, k) if one.legal and one.objective > 0]


def _who(standing: Standing, member_id: str) -> tuple[int, list[int]]:
    """The row of a member who may be moved, and the circles she sits in."""
    row = row_of(standing, member_id)
    if outranked(standing, member_id):
        raise Conflict(
            N_(
                "The places were few, and member {member_id} was given none. If one is free now, "
                "you may move her in by hand."
            ),
            member_id=member_id,
        )
    found = standing.circle[np.array(standing.frame.seats[row])]
    return row, [int(c) for c in found if c != WAITING]


def _worth(standing: Standing, row: int) -> Float64:
    """(g,) her mean pair score with each circle; with the others, in her own."""
    scores = standing.built.scores
    mine = scores.values[row].astype(np.float64) * scores.weights
    sizes = np.array([max(len(one), 1) for one in standing.members])
    return np.asarray(standing.sums @ mine / sizes)


def _fits(standing: Standing, row: int, members: tuple[Int32, ...]) -> Bool:
    """(g,) whether she shares an hour and a language with all of each circle, and none is apart."""
    fits = np.ones(len(members), dtype=np.bool_)
    for bits in (standing.built.free, standing.built.spoken):
        fits &= (shared_bits(bits, members) & bits[row]).any(axis=1)
    apart = standing.roster.apart
    others = np.setdiff1d(apart[(apart == row).any(axis=1)], [row])
    for seat in np.flatnonzero(np.isin(standing.roster.member, others)):
        if standing.circle[seat] != WAITING:
            fits[standing.circle[seat]] = False
    return fits


def _gain(standing: Standing, row: int, here: int, seats: Int32) -> Float64:
    """(s,) what a change of places with each seat adds to the pair scores, rules left aside."""
    scores, sums = standing.built.scores, standing.sums
    sizes = np.array([max(len(one) - 1, 1) for one in standing.members], dtype=np.float64)
    there = standing.circle[seats]
    mine = scores.values[row].astype(np.float64) * scores.weights
    theirs = scores.values[standing.roster.member[seats]].astype(np.float64)
    both = theirs @ mine
    i_go = (sums @ mine)[there] - both
    i_am = float(sums[here] @ mine - scores.values[row] @ mine)
    weighted = theirs * scores.weights
    she_comes = weighted @ sums[here] - both
    she_is = (weighted * (sums[there] - theirs)).sum(axis=1)
    return np.asarray((i_go - she_is) / sizes[there] + (she_comes - i_am) / sizes[here])


def _best(tried: list[Price], k: int) -> list[Price]:
    return sorted(tried, key=lambda one: (not one.legal, -one.objective))[:k]
