"""The weakest circles, formed anew together with those that could help them.

A cooling leaves one or two circles far below the floor now and then: frozen in, since no single
exchange helps them. Large neighbourhood search (Shaw 1998, "Using constraint programming and local
search methods to solve vehicle routing problems") takes such a circle and a few whose members score
high with hers, cools these alone, and keeps what comes out if the whole is worth more.
"""

from typing import Final

import numpy as np

from features.arrays import Int32
from matcher.grouping.checking import check, members_of
from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.record import CHUNK, Ending, Record
from matcher.grouping.problem import Problem
from matcher.grouping.solution import Found

SHARE: Final = 0.15
"""Of the time, what is left for it."""
COMPANY: Final = 24
"""Circles that are formed anew with the weakest one."""
WEAKEST: Final = 8
"""How many of the weakest circles take their turns."""
STEPS: Final = 40
"""Temperatures of a cooling, each for `CHUNK` proposals."""
PATIENCE: Final = 4 * WEAKEST
"""Turns in vain after which it ends."""


def lifted(problem: Problem, record: Record, seed: int, stopped: Ending) -> Found:
    """The best of a search, its weakest circles lifted.

    Args:
        problem: one with a floor.
        record: of the search; what is left of its time is used.
        seed: of the random numbers.
        stopped: why the search before ended.

    """
    if stopped == "cancelled" or len(problem.sizes) < 2:
        return record.found(stopped)
    dice = np.random.default_rng(seed)
    vain = turn = 0
    while record.used() < 1 and vain < PATIENCE:
        before = record.value
        if not _lift(problem, record, turn % WEAKEST, dice):
            return record.found("cancelled")
        vain = 0 if record.value > before else vain + 1
        turn += 1
    return record.found("time" if record.used() >= 1 else stopped)


def _lift(problem: Problem, record: Record, turn: int, dice: np.random.Generator) -> bool:
    """Form one of the weakest circles anew with its company; whether to go on."""
    members = members_of(record.best, len(problem.sizes))
    quality = check(problem, record.best).quality
    weakest = int(np.argsort(quality, kind="stable")[min(turn, len(members) - 1)])
    circles = _company(problem, members, weakest, dice)
    rows = np.concatenate([members[c] for c in circles]).astype(np.int32)
    part = Problem(
        problem.scores.of(rows),
        problem.sizes[circles],
        floor=problem.floor,
        counting=problem.counting,
    )
    sizes = [len(members[c]) for c in circles]
    place = np.repeat(np.arange(len(circles), dtype=np.int32), sizes)
    engine = Engine(part, int(dice.integers(2**31)))
    engine.place(place)
    before = value = engine.worth()
    best = place
    heats = engine.heats
    for heat in np.geomspace(heats.reheat, heats.cold / 10, STEPS):
        if record.used() >= 1:
            break
        record.spend(engine, CHUNK, float(heat))
        if engine.worth() > value:
            best, value = engine.circle(), engine.worth()
        if not record.told():
            return False
    if value > before:
        whole = record.best.copy()
        whole[rows] = np.asarray(circles, dtype=np.int32)[best]
        record.better(whole, record.value + value - before)
    return True


def _company(
    problem: Problem, members: list[Int32], weakest: int, dice: np.random.Generator
) -> list[int]:
    """A circle, then those that score highest with it; half of them are left to chance."""
    own = members[weakest]
    both = [problem.scores.among(np.concatenate([own, one])) for one in members]
    likeness = np.array([scores[: len(own), len(own) :].mean() for scores in both])
    likeness[weakest] = -np.inf
    order = np.argsort(-likeness, kind="stable")[: len(members) - 1]
    near, far = order[: COMPANY // 2], order[COMPANY // 2 :]
    chance = dice.permutation(far)[: COMPANY - len(near)]
    return [weakest, *near.tolist(), *chance.tolist()]
