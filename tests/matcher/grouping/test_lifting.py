"""The weakest circles are formed anew, and what is kept is always worth more."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Int32
from matcher.grouping.checking import check
from matcher.grouping.plain.dealing import dealt
from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.lifting import lifted
from matcher.grouping.plain.record import Record
from matcher.grouping.problem import Floor, Matrix, Problem
from matcher.grouping.solution import Found, onward
from tests.matcher.grouping.plain_problems import scores_of


def lift(problem: Problem, start: Int32, moves: int, seed: int = 0) -> tuple[float, Found]:
    """The objective of a grouping, and what becomes of it."""
    engine = Engine(problem, seed)
    engine.place(start)
    record = Record(engine, lambda: 0.0, onward, 1.0, moves)
    return record.value, lifted(problem, record, seed, "time")


def in_floor(n: int, seed: int, least: int, most: int) -> Problem:
    """Circles of some sizes; the floor is where random company is."""
    scores = scores_of(n, seed)
    sizes = np.tile(np.array([least, most], dtype=np.int32), (n // 4, 1))
    return Problem(Matrix(scores), sizes, floor=Floor(float(scores.mean()) * 1.2, 50.0))


@given(st.integers(2, 12), st.integers(0, 99), st.booleans())
@settings(max_examples=15, deadline=None)
def test_what_is_lifted_is_legal_and_its_objective_is_the_checkers(
    circles: int, seed: int, slack: bool
) -> None:
    problem = in_floor(4 * circles, seed, 3 if slack else 4, 5 if slack else 4)
    before, found = lift(problem, dealt(problem, seed, 0), 2_000_000, seed)
    verdict = check(problem, found.circle)
    assert verdict.legal
    assert found.trace[-1][1] >= before - 1e-6
    assert abs(verdict.objective - found.trace[-1][1]) < 1e-3 * max(1, abs(verdict.objective))


def test_a_circle_that_was_left_far_below_the_others_is_lifted() -> None:
    """Two groups who score high within; one circle mixes them, and so does another."""
    group = np.arange(48) % 2
    scores = np.where(group[:, None] == group, 1.0, 0.1)
    np.fill_diagonal(scores, 0)
    even, odd = np.flatnonzero(group == 0), np.flatnonzero(group == 1)
    even[[-1, -2]], odd[[-1, -2]] = odd[[-1, -2]].copy(), even[[-1, -2]].copy()
    start = np.empty(48, dtype=np.int32)
    start[np.concatenate([even, odd])] = np.repeat(np.arange(12), 4)
    problem = Problem(Matrix(scores), np.full((12, 2), 4, dtype=np.int32), floor=Floor(0.9, 50.0))
    assert check(problem, start).quality.min() < 0.5
    _, found = lift(problem, start, 4_000_000)
    assert check(problem, found.circle).quality.min() == 1.0
