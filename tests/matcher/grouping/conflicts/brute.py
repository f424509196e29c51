"""Every legal grouping of a tiny problem, and small problems put together by hand."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from features.arrays import Int32
from matcher.grouping.checking import members_of
from matcher.grouping.conflicts import Clash
from matcher.grouping.conflicts.proving import bare, names, without
from matcher.grouping.problem import Factors, Problem
from matcher.grouping.rules import Bits, Common, Count, Distinct, Pinned, Rule, Ties


def groupings(problem: Problem) -> Int32:
    """(k, n) all that keep the hard rules."""
    hard = bare(problem)
    places = range(0 if hard.everyone else -1, len(hard.sizes))
    every = (np.array(one, np.int32) for one in product(places, repeat=len(hard)))
    return np.array([one for one in every if legal(hard, one)], np.int32).reshape(-1, len(hard))


def legal(hard: Problem, circle: Int32) -> bool:
    """Whether sizes and hard rules hold, by the rules themselves."""
    counts = np.bincount(circle[circle >= 0], minlength=len(hard.sizes))
    least, most = hard.sizes.T
    small = (counts < least) & ((counts > 0) | hard.everyone)
    if ((counts > most) | small).any():
        return False
    circles = members_of(circle, len(hard.sizes))
    return not any(rule.broken(circle, circles).any() for rule in hard.rules)


def holds(clash: Clash, found: Int32, problem: Problem) -> bool:
    """Whether what a clash says is true of all legal groupings of a problem."""
    if clash.kind == "impossible":
        return not len(found)
    if clash.kind == "stranded":
        return not (found[:, clash.members] >= 0).any()
    return placed(found, problem) <= clash.most


def mended(clash: Clash, found: Int32, problem: Problem) -> bool:
    """Whether it is none any more: each of the stranded sits in some grouping."""
    if clash.kind == "stranded":
        return bool((found[:, clash.members] >= 0).any(axis=0).all())
    return not holds(clash, found, problem)


def placed(found: Int32, problem: Problem) -> int:
    """The most for whom waiting costs something who sit in one of the groupings."""
    return int(((found >= 0) & problem.placeable).sum(axis=1).max(initial=0))


def only(problem: Problem, rules: Sequence[str]) -> Problem:
    """The problem with some of its hard rules."""
    fewer = bare(problem)
    for name in names(problem):
        if name not in rules:
            fewer = without(fewer, name)
    return fewer


def asked(
    n: int, *rules: Rule, sizes: Sequence[tuple[int, int]], everyone: bool = False
) -> Problem:
    """n members, with circles of some sizes and some rules."""
    scores = Factors(np.zeros((n, 1), np.float32), np.ones(1, np.float32))
    waiting = None if everyone else np.ones(n)
    return Problem(scores, np.array(sizes, np.int32), waiting, rules)


def some(n: int, *members: int) -> np.ndarray:
    """(n,) flags of some members."""
    return np.isin(np.arange(n), members)


def hours(*sets: int) -> Bits:
    """(n, 1) the hours of each member, as bits."""
    return np.array(sets, np.uint64)[:, None]


def pairs(*tied: Sequence[int]) -> Int32:
    """(m, 2)."""
    return np.array(tied, np.int32)


def tense(seed: int) -> Problem:
    """A tiny problem with two to four hard rules, for which there is often no legal grouping."""
    dice = np.random.default_rng(seed)
    n, circles = int(dice.integers(3, 6)), int(dice.integers(1, 3))
    least = dice.integers(1, 4, size=circles)
    sizes = np.stack([least, least + dice.integers(0, 3, size=circles)], axis=1).astype(np.int32)
    fits = sizes[:, 0].sum() <= n <= sizes[:, 1].sum()
    place = np.where(dice.random(n) < 0.3, dice.integers(circles, size=n), -1).astype(np.int32)
    ties = [dice.permutation(n)[:2].tolist() for _ in range(4)]
    rules: list[Rule] = [
        Count("kind", dice.random(n) < 0.4, int(dice.integers(3)), int(dice.integers(2, 4))),
        Count("alone", dice.random(n) < 0.4, never_one=True),
        Distinct("values", dice.integers(-1, 3, size=n).astype(np.int32), int(dice.integers(3)), 2),
        Common("hours", dice.integers(1, 8, size=(n, 1)).astype(np.uint64)),
        Ties("together", pairs(*ties[:2]), together=True),
        Ties("apart", pairs(*ties[2:]), together=False),
        Pinned("pinned", place),
    ]
    chosen = dice.permutation(len(rules))[: dice.integers(2, 5)]
    some_rules = tuple(rules[k] for k in chosen)
    return asked(n, *some_rules, sizes=sizes.tolist(), everyone=fits and bool(dice.random() < 0.5))
