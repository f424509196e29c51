"""Why a circle breaks a hard rule, by whom, and which single change would mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from features.arrays import Int32
from matcher.grouping.checking import members_of
from matcher.grouping.conflicts.data import EVERYONE, SIZE, Relaxation
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Rule, Ties

TRIED: Final = 200
"""Members who are tried for a circle, and circles that are tried for a member."""
MENDS: Final = 3
"""Moves that are told of a fault."""


@dataclass(frozen=True, slots=True)
class Move:
    """A member goes to another circle, or waits.

    Attributes:
        member: row.
        to: circle; -1 she waits.

    """

    member: int
    to: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A hard rule that a circle breaks.

    Attributes:
        rule: its name.
        circle: which; -1 where it is about members who may not wait.
        units: by how much.
        members: (m,) int32 rows by whom; those of the circle where it is all of them.
        moves: of one member each, after which the circle keeps the rule and neither it nor the
            other circle that is touched breaks any other hard rule more than before.
        changes: of the rule, after which the circle keeps it.

    """

    rule: str
    circle: int
    units: int
    members: Int32
    moves: tuple[Move, ...]
    changes: tuple[Relaxation, ...]


def explain(problem: Problem, circle: Int32, number: int) -> tuple[Fault, ...]:
    """The hard rules that a circle breaks.

    Args:
        problem: what was asked.
        circle: (n,) int32 of each member, -1 waiting.
        number: of the circle; -1: members who may not wait.

    """
    if number == WAITING:
        waiting = np.flatnonzero(circle == WAITING).astype(np.int32)
        if not problem.everyone or not len(waiting):
            return ()
        wait = Relaxation(EVERYONE, "wait")
        return (Fault(EVERYONE, WAITING, len(waiting), waiting, (), (wait,)),)
    view = _View(problem, circle)
    before = view.units(number, view.groups[number])
    return tuple(
        Fault(
            name,
            number,
            units,
            view.blamed(number, name),
            tuple(islice(view.moves(number, name, before), MENDS)),
            tuple(view.changes(number, name)),
        )
        for name, units in before.items()
        if units
    )


class _View:
    """A grouping, and what each circle of it breaks or would break.

    Args:
        problem: what was asked.
        circle: (n,) int32 of each member, -1 waiting.

    """

    def __init__(self, problem: Problem, circle: Int32) -> None:
        self._problem, self._circle = problem, circle
        self._rules = {rule.name: rule for rule in problem.rules if rule.weight is None}
        self.groups = members_of(circle, len(problem.sizes))

    def units(self, number: int, members: Int32) -> dict[str, int]:
        """Hard units by rule that a circle would break with those members, all others as now."""
        least, most = self._problem.sizes[number].tolist()
        needed = least if len(members) or self._problem.everyone else 0
        size = max(len(members) - most, needed - len(members), 0)
        return {SIZE: size} | {
            name: self._broken(rule, number, members) for name, rule in self._rules.items()
        }

    def _broken(self, rule: Rule, number: int, members: Int32) -> int:
        inside = np.zeros(len(self._problem), dtype=np.bool_)
        inside[members] = True
        match rule:
            case Ties():
                both = inside[rule.pairs].sum(axis=1)
                return int((both == (1 if rule.together else 2)).sum())
            case Pinned():
                away = inside & (rule.place >= 0) & (rule.place != number)
                elsewhere = (self._circle != WAITING) & (self._circle != number)
                missing = (rule.place == number) & ~inside & ~elsewhere
                return int((away | missing).sum())
        return int(rule.broken(self._circle, [members])[0])

    def blamed(self, number: int, name: str) -> Int32:
        """Those who stand in the way; all of the circle where it is nobody in particular."""
        members, rule = self.groups[number], self._rules.get(name)
        found = members[:0]
        match rule:
            case Count():
                found = members[rule.kind[members]]
            case Ties():
                found = self._tied(rule, members)
            case Pinned():
                here = (rule.place == number) & (self._circle != number)
                away = (self._circle == number) & (rule.place >= 0) & (rule.place != number)
                found = np.flatnonzero(here | away).astype(np.int32)
            case Common():
                others = [np.delete(members, at) for at in range(len(members))]
                mends = [not self._broken(rule, number, rest) for rest in others]
                found = members[np.array(mends, dtype=np.bool_)]
        return found if len(found) else members

    def _tied(self, rule: Ties, members: Int32) -> Int32:
        """Both of each pair that the circle parts or joins against the rule."""
        both = np.isin(rule.pairs, members).sum(axis=1)
        return np.unique(rule.pairs[both == (1 if rule.together else 2)]).astype(np.int32)

    def moves(self, number: int, name: str, before: dict[str, int]) -> Iterator[Move]:
        """Moves of one member after which the circle keeps the rule, and nothing else is worse."""
        members = self.groups[number]
        for move in (*self._out(members, number, name), *self._into(number, name)):
            rest = members[members != move.member]
            then = rest if move.to != number else np.append(members, np.int32(move.member))
            after = self.units(number, then)
            other = move.to if move.to != number else int(self._circle[move.member])
            if not after[name] and _no_worse(after, before) and self._bears(other, move):
                yield move

    def _bears(self, other: int, move: Move) -> bool:
        """Whether the other circle that a move touches breaks nothing more after it."""
        if other == WAITING:
            return move.to != WAITING or self._may_wait(move.member)
        members = self.groups[other]
        rest = members[members != move.member]
        then = rest if move.to != other else np.append(members, np.int32(move.member))
        return _no_worse(self.units(other, then), self.units(other, members))

    def _may_wait(self, member: int) -> bool:
        pins = [rule for rule in self._rules.values() if isinstance(rule, Pinned)]
        return not self._problem.everyone and all(rule.place[member] < 0 for rule in pins)

    def _out(self, members: Int32, number: int, name: str) -> Iterator[Move]:
        """Each member goes where she is pinned, or waits; where nobody may, to any other circle."""
        rule = self._rules.get(name)
        if isinstance(rule, Pinned):
            places = zip(members.tolist(), rule.place[members].tolist(), strict=True)
            yield from (Move(one, to) for one, to in places if to not in {WAITING, number})
        if not self._problem.everyone:
            yield from (Move(one, WAITING) for one in members.tolist())
            return
        others = [to for to in range(len(self.groups)) if to != number][:TRIED]
        yield from (Move(one, to) for to in others for one in members.tolist())

    def _into(self, number: int, name: str) -> Iterator[Move]:
        """Those it is about come, then who waits: first whoever has what is asked for."""
        rule = self._rules.get(name)
        asked = self.blamed(number, name) if isinstance(rule, Ties | Pinned) else np.zeros(0)
        waiting = np.flatnonzero(self._circle == WAITING)
        if isinstance(rule, Count):
            waiting = waiting[np.argsort(~rule.kind[waiting], kind="stable")]
        if isinstance(rule, Distinct):
            here = rule.value[self.groups[number]]
            fresh = (rule.value[waiting] >= 0) & ~np.isin(rule.value[waiting], here)
            waiting = waiting[np.argsort(~fresh, kind="stable")]
        for one in (*asked.tolist(), *waiting[:TRIED].tolist()):
            if self._circle[one] != number:
                yield Move(int(one), number)

    def changes(self, number: int, name: str) -> Iterator[Relaxation]:
        """Changes of the rule after which the circle keeps it."""
        members, rule = self.groups[number], self._rules.get(name)
        about = tuple(self.blamed(number, name).tolist())
        match rule:
            case None:
                least, _ = self._problem.sizes[number].tolist()
                if len(members):
                    yield _bound(SIZE, len(members), len(members) < least)
                else:
                    yield Relaxation(EVERYONE, "wait")
            case Count():
                found = int(rule.kind[members].sum())
                if rule.never_one and found == 1:
                    yield Relaxation(name, "drop")
                elif not rule.least <= found <= rule.most:
                    yield _bound(name, found, found < rule.least)
            case Distinct():
                values = rule.value[members]
                found = len(np.unique(values[values >= 0]))
                yield _bound(name, found, found < rule.least)
            case Common():
                shared = np.bitwise_and.reduce(rule.bits[members], axis=0)
                found = int(np.bitwise_count(shared).sum())
                yield Relaxation(name, "least", found) if found else Relaxation(name, "drop")
            case Ties():
                yield Relaxation(name, "untie", members=about)
            case Pinned():
                yield Relaxation(name, "free", members=about)


def _bound(name: str, found: int, too_few: bool) -> Relaxation:
    return Relaxation(name, "least" if too_few else "most", found)


def _no_worse(after: dict[str, int], before: dict[str, int]) -> bool:
    return all(units <= before[name] for name, units in after.items())
