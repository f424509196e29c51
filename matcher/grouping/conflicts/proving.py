"""What is proven of a problem: who can sit nowhere, who must sit and cannot, how many can."""

from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Bool, Int32
from matcher.grouping.conflicts.company import seatable
from matcher.grouping.conflicts.counting import limits
from matcher.grouping.conflicts.data import EVERYONE, SIZE
from matcher.grouping.conflicts.traits import traits_of
from matcher.grouping.conflicts.units import units_of
from matcher.grouping.problem import Factors, Problem
from matcher.grouping.rules import Pinned


@dataclass(frozen=True, slots=True)
class Proof:
    """Necessary conditions that fail, and bounds; what is not said may still not be possible.

    Attributes:
        dead: (n,) who sits in no legal circle.
        barred: (n,) who of them must sit: there is no legal grouping.
        short: whether there are too few members, or too few of a kind, for the circles that must
            be filled: there is no legal grouping.
        circles: that can be filled at once, at most.
        placed: members for whom waiting costs something who can sit at once, at most; 0 where there
            is no legal grouping.

    """

    dead: Bool
    barred: Bool
    short: bool
    circles: int
    placed: int

    @property
    def impossible(self) -> bool:
        """Whether there is no legal grouping."""
        return self.short or bool(self.barred.any())


def prove(problem: Problem) -> Proof:
    """All that is proven at once."""
    units = units_of(problem)
    traits = traits_of(problem, units)
    alive = seatable(traits)
    found = limits(problem, traits, alive)
    dead = ~alive[units.of]
    barred = dead & (_pinned(problem) | problem.everyone)
    too_few = found.circles < 0 or (problem.everyone and found.placed < len(problem))
    short = too_few and not barred.any()
    placed = 0 if too_few or barred.any() else found.placed
    return Proof(dead, barred, short, max(found.circles, 0), placed)


def _pinned(problem: Problem) -> Bool:
    """(n,) who must sit where she is pinned."""
    places = [rule.place >= 0 for rule in problem.rules if isinstance(rule, Pinned)]
    found = [np.zeros(len(problem), dtype=np.bool_), *places]
    return np.asarray(np.logical_or.reduce(found))


def bare(problem: Problem) -> Problem:
    """The problem with its hard rules only, and no scores."""
    n = len(problem)
    nothing = Factors(np.zeros((n, 0), np.float32), np.zeros(0, np.float32))
    hard = tuple(rule for rule in problem.rules if rule.weight is None)
    return replace(problem, scores=nothing, rules=hard, floor=None)


def names(problem: Problem) -> list[str]:
    """The rules that may clash, in the order in which each is tried to be done without."""
    rules = dict.fromkeys(rule.name for rule in problem.rules if rule.weight is None)
    return [*([EVERYONE] if problem.everyone else []), *rules, SIZE]


def without(problem: Problem, name: str) -> Problem:
    """The problem without one of its rules."""
    if name == EVERYONE:
        return replace(problem, waiting=np.ones(len(problem)))
    if name == SIZE:
        sizes = np.empty_like(problem.sizes)
        sizes[:] = 1, len(problem)
        return replace(problem, sizes=sizes)
    return replace(problem, rules=tuple(one for one in problem.rules if one.name != name))


def seats_of(problem: Problem, members: Bool) -> Int32:
    """The circles that some members are pinned to, ascending."""
    places = [rule.place[members] for rule in problem.rules if isinstance(rule, Pinned)]
    found = np.unique(np.concatenate([np.zeros(0, np.int32), *places]))
    return found[found >= 0].astype(np.int32)
