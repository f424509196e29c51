"""Changes to circles that stand: what a repair is worth, and how long a price takes."""

import time
from dataclasses import replace

import numpy as np

from benchmarks.results import Result
from features.arrays import Bool, Int32
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.ruled import price, repair
from matcher.grouping.ruled.price import among
from matcher.grouping.solve import solve

LEAVE = 0.01
"""Share of the members who leave."""
MOVE = 0.03
"""Share of the others who may move."""
PRICED = 200
"""Moves by hand that are priced."""


def repaired(
    problem: Problem, member: Int32, circle: Int32, *, seconds: float, seed: int
) -> list[Result]:
    """One member in a hundred leaves: circles repaired in a third of the time, and formed anew.

    Args:
        problem: of r seats.
        member: (r,) whose seat it is.
        circle: (r,) of each seat, -1 waiting.
        seconds: for forming anew.
        seed: of who leaves, and of the searches.

    """
    members = np.unique(member)
    gone = np.random.default_rng(seed).choice(members, round(LEAVE * len(members)), replace=False)
    left = ~np.isin(member, gone)
    rest, before = without(problem, left), circle[left]
    anew, mended = Result("re-formed"), Result("repaired")
    with anew.timed("form"):
        formed = solve(rest, seconds=seconds, seed=seed, clock=time.process_time)
    at_most = int(MOVE * (len(members) - len(gone)))
    with mended.timed("form"):
        found = repair(
            rest, before, at_most, seconds=seconds / 3, seed=seed, clock=time.process_time
        )
    for result, after in ((anew, formed.circle), (mended, found.circle)):
        verdict = check(rest, after)
        moved = np.unique(member[left][(after != before) & (before != WAITING)])
        result.metrics = {
            "objective": verdict.objective,
            "of re-formed": verdict.objective / formed.objective,
            "moved": len(moved) / (len(members) - len(gone)),
            "hard units broken": float(sum(one.units for one in verdict.breaks if one.hard)),
        }
    return [anew, mended]


def priced(problem: Problem, circle: Int32, seed: int) -> float:
    """CPU seconds that the price of a move by hand takes, on average."""
    dice = np.random.default_rng(seed)
    seated = np.flatnonzero(circle != WAITING)
    began = time.process_time()
    for one, other in dice.choice(seated, (PRICED, 2)).tolist():
        price(problem, circle, one, int(circle[other]), other)
    return (time.process_time() - began) / PRICED


def without(problem: Problem, left: Bool) -> Problem:
    """The problem of those who are left: (r,) flags of the seats."""
    rows = np.flatnonzero(left).astype(np.int32)
    every = np.arange(len(problem.sizes), dtype=np.int32)
    return replace(
        problem,
        scores=problem.scores.of(rows),
        waiting=None if problem.waiting is None else problem.waiting[rows],
        rules=tuple(among(rule, rows, every) for rule in problem.rules),
    )
