"""What a move by hand costs and what it would break, from the circles it touches only."""

from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Int32, Int64
from matcher.grouping.checking import Break, Verdict, check
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Rule, Ties


@dataclass(frozen=True, slots=True)
class Price:
    """What a change by hand brings.

    Attributes:
        objective: by how much the objective changes.
        breaks: rules that more is broken of than before: units are those added.
        mends: rules that less is broken of: units are those taken away.

    """

    objective: float
    breaks: tuple[Break, ...]
    mends: tuple[Break, ...]

    @property
    def legal(self) -> bool:
        """Whether it adds no hard break."""
        return not any(one.hard for one in self.breaks)


def price(problem: Problem, circle: Int32, member: int, to: int, other: int | None = None) -> Price:
    """The price of moving a member, or of a swap.

    Where nobody may wait, the checker of the whole plan reports circles left empty and members
    sent to wait; here they count as empty circles and as waiting at no cost.

    Args:
        problem: what is asked.
        circle: (n,) int32 grouping as it stands.
        member: who moves.
        to: circle she goes to; -1 the waiting list.
        other: who comes to her place from there; None nobody.

    """
    after = circle.copy()
    after[member] = to
    if other is not None:
        after[other] = circle[member]
    return compare(problem, circle, after).price()


@dataclass(frozen=True, slots=True)
class Compared:
    """Two groupings side by side, in the t circles that differ only.

    Attributes:
        touched: (t,) int32 those circles, ascending.
        before: of the checker, circles by their place in `touched`; one more stands for all others.
        after: likewise.

    """

    touched: Int32
    before: Verdict
    after: Verdict

    def price(self) -> Price:
        """What the change brings."""
        added = _units(self.after, self.touched)
        for key, units in _units(self.before, self.touched).items():
            added[key] = added.get(key, 0) - units
        ordered = sorted(added.items())
        return Price(
            self.after.objective - self.before.objective,
            tuple(Break(*key[:2], units, hard=key[2]) for key, units in ordered if units > 0),
            tuple(Break(*key[:2], -units, hard=key[2]) for key, units in ordered if units < 0),
        )


def compare(problem: Problem, circle: Int32, after: Int32) -> Compared:
    """Two groupings of a problem; what it takes grows with the circles that differ.

    Args:
        problem: what is asked.
        circle: (n,) int32 grouping as it stands.
        after: (n,) int32 as it would be.

    """
    movers = np.flatnonzero(circle != after)
    places = np.union1d(circle[movers], after[movers])
    touched = places[places != WAITING].astype(np.int32)
    inside = _concerned(problem, circle, touched, movers)
    part = _part(problem, inside, touched)
    before, then = (
        check(part, _renamed(grouping[inside], touched)) for grouping in (circle, after)
    )
    return Compared(touched, before, then)


def _concerned(problem: Problem, circle: Int32, touched: Int32, movers: Int64) -> Int32:
    """Members of the touched circles, and those the movers are tied to."""
    inside = np.isin(circle, touched)
    inside[movers] = True
    moving = np.zeros(len(circle), np.bool_)
    moving[movers] = True
    for rule in problem.rules:
        if isinstance(rule, Ties):
            inside[rule.pairs[moving[rule.pairs].any(axis=1)]] = True
    return np.flatnonzero(inside).astype(np.int32)


def _renamed(circle: Int32, touched: Int32) -> Int32:
    """Circles by their place in the small problem; the last one stands for all others."""
    names = np.where(circle == WAITING, WAITING, len(touched)).astype(np.int32)
    for name, c in enumerate(touched):
        names[circle == c] = name
    return names


def _part(problem: Problem, inside: Int32, touched: Int32) -> Problem:
    """The problem of a few members and the touched circles."""
    least_most = np.array([[1, max(len(inside), 1)]] * (len(touched) + 1), np.int32)
    least_most[: len(touched)] = problem.sizes[touched]
    return replace(
        problem,
        scores=problem.scores.of(inside),
        sizes=least_most,
        waiting=np.zeros(len(inside)) if problem.waiting is None else problem.waiting[inside],
        rules=tuple(among(rule, inside, touched) for rule in problem.rules),
    )


def among(rule: Rule, inside: Int32, touched: Int32) -> Rule:
    """A rule about a few members and circles.

    Args:
        rule: about all of them.
        inside: (m,) int32 members, ascending.
        touched: (t,) int32 circles; who is pinned in another one is pinned in the t-th.

    """
    match rule:
        case Count():
            return replace(rule, kind=rule.kind[inside])
        case Distinct():
            return replace(rule, value=rule.value[inside])
        case Common():
            return replace(rule, bits=rule.bits[inside])
        case Pinned():
            return replace(rule, place=_renamed(rule.place[inside], touched))
        case Ties():
            kept = rule.pairs[np.isin(rule.pairs, inside).all(axis=1)]
            return replace(rule, pairs=np.searchsorted(inside, kept).astype(np.int32))
        case _:
            return rule


def _units(verdict: Verdict, touched: Int32) -> dict[tuple[str, int, bool], int]:
    """Units by rule, circle (-1: one that is not touched) and whether it is hard."""
    units: dict[tuple[str, int, bool], int] = {}
    for one in verdict.breaks:
        where = int(touched[one.circle]) if 0 <= one.circle < len(touched) else WAITING
        key = (one.rule, where, one.hard)
        units[key] = units.get(key, 0) + one.units
    return units
