"""Where all sit best from where circles stand: all that is free, or as few as may move."""

from dataclasses import replace
from typing import Final

import numpy as np

from features.arrays import Bool, Float64, Int32
from features.meeting import Bits, to_bits
from features.tables import HOURS_A_WEEK
from matcher.circles.changes import Move
from matcher.circles.formation import leader_of
from matcher.circles.open_circles import OpenCircle
from matcher.circles.standing import Standing
from matcher.circles.states import ANEW, UNPUBLISHED
from matcher.circles.suiting import suits
from matcher.errors import Conflict
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.ruled.price import among, compare
from matcher.grouping.ruled.repair import repair
from matcher.grouping.rules import Common, Pinned, Rule
from matcher.grouping.solution import Watcher, onward
from matcher.grouping.solve import solve
from matcher.i18n import N_

TRIED: Final = 500
"""Free seats that are tried in a circle that lacks somebody."""


def improved(stood: Standing, seconds: float, seed: int, watch: Watcher = onward) -> Int32:
    """(r,) int32 of each seat, after the drafts that are free were formed anew.

    Raises:
        Conflict: none of the circles is free.
        Infeasible: no grouping keeps every rule.

    """
    free = [
        c for c, one in enumerate(stood.circles) if one.status in UNPUBLISHED and not one.locked
    ]
    part, seats, start = _part(stood, free)
    found = solve(part, seconds=seconds, seed=seed, watch=watch, warm_start=start)
    return _whole(stood, free, seats, found.circle)


def repaired(
    stood: Standing, at_most: int, seconds: float, seed: int, watch: Watcher = onward
) -> Int32:
    """(r,) int32 of each seat, after the best change that moves at most so many who sit.

    Nobody is sent from a circle that its members know of to the waiting list.

    Raises:
        Conflict: none of the circles is free, or no such change keeps every rule.

    """
    free = [c for c, one in enumerate(stood.circles) if not one.locked]
    part, seats, start = _part(stood, free)
    part = replace(part, waiting=_as_dear(part, start))
    known = [k for k, c in enumerate(free) if stood.circles[c].status not in UNPUBLISHED]
    found = repair(
        part,
        _mended(part, start),
        at_most,
        seconds=seconds,
        seed=seed,
        watch=watch,
        stay=np.isin(start, known),
    )
    if not found.trace:
        raise Conflict(
            N_("No change that moves at most {at_most} members keeps every rule. Allow more."),
            at_most=at_most,
        )
    return _whole(stood, free, seats, found.circle)


def moves_between(stood: Standing, circle: Int32) -> tuple[Move, ...]:
    """The moves that make a grouping of what stands; a circle without a leader is given one.

    Args:
        stood: the circles as they stand.
        circle: (r,) int32 of each seat, afterwards.

    """
    moves: list[tuple[int, int, int]] = []
    for row in np.unique(stood.roster.member[np.flatnonzero(circle != stood.circle)]).tolist():
        seats = np.array(stood.frame.seats[row])
        was, will = (set(one[seats].tolist()) - {WAITING} for one in (stood.circle, circle))
        left, joined = sorted(was - will), sorted(will - was)
        for k in range(max(len(left), len(joined))):
            origin = left[k] if k < len(left) else WAITING
            moves.append((row, origin, joined[k] if k < len(joined) else WAITING))
    leads = _leads(stood, circle, {to for _, _, to in moves if to != WAITING})
    ids = stood.roster.members.ids
    names = [*(one.circle_id for one in stood.circles), None]
    return tuple(
        Move(
            ids[row],
            names[to],
            names[origin],
            further=origin == WAITING,
            role="facilitator" if leads.get(to) == row else "member",
            because=ANEW,
        )
        for row, origin, to in sorted(moves, key=lambda one: (one[1] == WAITING, one))
    )


def _part(stood: Standing, free: list[int]) -> tuple[Problem, Int32, Int32]:
    """The problem of the free circles, with the seats in them and those that are free too.

    Returns:
        the problem; (s,) int32 seats; (s,) int32 grouping of them.

    """
    if not free:
        raise Conflict(N_("All circles here are locked or known to their members."))
    away = (stood.circle == WAITING) & stood.aside[stood.roster.member]
    seats = np.flatnonzero(np.isin(stood.circle, [WAITING, *free]) & ~away).astype(np.int32)
    whole, places = stood.built.problem, np.array(free, dtype=np.int32)
    name = np.full(len(stood.circles) + 1, WAITING, dtype=np.int32)
    name[places] = np.arange(len(places))
    part = replace(
        whole,
        scores=whole.scores.of(seats),
        sizes=whole.sizes[places],
        waiting=None if whole.waiting is None else whole.waiting[seats],
        rules=tuple(among(rule, seats, places) for rule in whole.rules),
    )
    start = name[stood.circle[seats]]
    for c in free:
        part = _at_its_hour(stood, stood.circles[c], part, seats, start)
    return part, seats, start


def _at_its_hour(
    stood: Standing, one: OpenCircle, part: Problem, seats: Int32, start: Int32
) -> Problem:
    """The problem in which a circle keeps an hour that was chosen by hand.

    One of its members, who leads it if anybody does, stays there, and is free then only: so
    whoever shares an hour with all of the circle is free then.

    Args:
        stood: the circles as they stand.
        one: the circle.
        part: the problem of some seats.
        seats: (s,) int32 which seats they are.
        start: (s,) int32 grouping of them.

    """
    hours = stood.built.hours
    inside = stood.circle[seats] == stood.place[one.circle_id]
    if not one.by_hand or one.slot is None or not hours or not inside.any():
        return part
    rows = stood.roster.member[seats]
    fine = suits(stood.built.free[rows], one.slot, hours)
    stays = int(np.lexsort((~np.isin(rows, one.leaders), ~fine, ~inside))[0])
    starts = np.zeros((1, HOURS_A_WEEK), dtype=np.bool_)
    starts[0, one.slot.start] = True
    bit = to_bits(starts)[0]
    place = np.full(len(seats), WAITING, dtype=np.int32)
    place[stays] = start[stays]
    rules = (_kept(rule, bit, fine, stays) for rule in part.rules)
    return replace(part, rules=(*rules, Pinned("pinned", place)))


def _kept(rule: Rule, bit: Bits, fine: Bool, stays: int) -> Rule:
    """The rule of hours where one is free only then, and only those then who are `fine`."""
    if not isinstance(rule, Common) or rule.name != "hours":
        return rule
    bits = np.where(fine[:, None], rule.bits, rule.bits & ~bit)
    bits[stays] = bit
    return replace(rule, bits=bits)


def _as_dear(part: Problem, circle: Int32) -> Float64:
    """(s,) what waiting costs, where none who waits is dearer than whoever sits already.

    Else publishing a plan, which counts who waits, would have a repair change them for others.
    """
    costs = np.zeros(len(part)) if part.waiting is None else part.waiting
    dearest = max(costs[circle == WAITING], default=0.0)
    sits = (circle != WAITING) & (costs > 0)
    return np.where(sits, np.maximum(costs, dearest), costs)


def _mended(part: Problem, circle: Int32) -> Int32:
    """(s,) int32 the grouping with seats that are free given to circles that lack somebody.

    It is cheaper than any search where a leader or a member too few is all that is amiss.
    """
    lacking = sorted({one.circle for one in check(part, circle).breaks if one.hard})
    for c in lacking:
        best, worth = circle, (0, 0.0)
        for seat in np.flatnonzero(circle == WAITING)[:TRIED].tolist():
            after = circle.copy()
            after[seat] = c
            found = compare(part, circle, after).price()
            mended = sum(one.units for one in found.mends if one.hard)
            broken = sum(one.units for one in found.breaks if one.hard)
            if (mended - broken, found.objective) > worth and mended > broken:
                best, worth = after, (mended - broken, found.objective)
        circle = best
    return circle


def _whole(stood: Standing, free: list[int], seats: Int32, circle: Int32) -> Int32:
    """A grouping of all seats, out of that of the free ones; a member's first seats are taken."""
    names = np.array([*free, WAITING], dtype=np.int32)
    whole = stood.circle.copy()
    whole[seats] = names[circle]
    return whole


def _leads(stood: Standing, circle: Int32, changed: set[int]) -> dict[int, int]:
    """By changed circle whoever is to lead it, where nobody who led it stays."""
    leads = {}
    for c in changed:
        rows = stood.roster.member[np.flatnonzero(circle == c)]
        if not set(rows.tolist()) & set(stood.circles[c].leaders):
            leader = leader_of(rows, stood.roster)
            if leader is not None:
                leads[c] = leader
    return leads
