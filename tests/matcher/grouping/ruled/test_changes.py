"""Changes to a grouping: what a move by hand costs, and repair within a limit."""

import numpy as np
import pytest

from features.arrays import Int32
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Factors, Matrix, Problem
from matcher.grouping.ruled import improve, price, repair
from matcher.grouping.solution import onward
from tests.matcher.grouping.ruled.problems import community


@pytest.fixture(scope="module")
def seated() -> tuple[Problem, Int32]:
    problem = community(120, seed=5)
    return problem, improve(problem, None, 60.0, 0, onward, moves=20_000).circle


def test_the_price_of_a_swap_is_what_the_checker_finds(seated: tuple[Problem, Int32]) -> None:
    problem, circle = seated
    sitting = np.flatnonzero(circle >= 0)
    before = check(problem, circle)
    for i, j in zip(sitting[:20], sitting[::-1][:20], strict=True):
        after = circle.copy()
        after[[i, j]] = circle[[j, i]]
        then = check(problem, after)
        found = price(problem, circle, int(i), int(circle[j]), int(j))
        assert found.objective == pytest.approx(then.objective - before.objective, abs=1e-6)
        assert found.legal == then.legal
        change = sum(b.units for b in then.breaks) - sum(b.units for b in before.breaks)
        assert sum(b.units for b in found.breaks) - sum(b.units for b in found.mends) == change


def test_repair_moves_no_more_than_it_may(seated: tuple[Problem, Int32]) -> None:
    problem, circle = seated
    found = repair(problem, circle, 3, seconds=60.0, moves=20_000)
    assert ((found.circle != circle) & (circle >= 0)).sum() <= 3
    assert check(problem, found.circle).legal
    assert check(problem, found.circle).objective >= check(problem, circle).objective - 1e-3


def test_repair_mends_circles_that_lost_members(seated: tuple[Problem, Int32]) -> None:
    problem, circle = seated
    lost = circle.copy()
    (leads,) = (one.kind for one in problem.rules if one.name == "facilitator")  # type: ignore[attr-defined]
    lost[leads & (circle >= 0) & (circle < 3)] = WAITING
    assert not check(problem, lost).legal
    found = repair(problem, lost, 12, seconds=60.0, moves=100_000)
    assert check(problem, found.circle).legal
    assert ((found.circle != lost) & (lost >= 0)).sum() <= 12


@pytest.mark.parametrize("at_most", range(4))
def test_a_circle_that_may_not_be_dissolved_costs_no_more_moves_than_allowed(at_most: int) -> None:
    sizes = np.array([[5, 8]] * 3, dtype=np.int32)
    circle = np.repeat(np.arange(3, dtype=np.int32), (3, 3, 8))
    problem = Problem(Matrix(np.ones((14, 14))), sizes, np.full(14, 5.0))
    found = repair(problem, circle, at_most, seconds=60.0, moves=20_000)
    assert ((found.circle != circle) & (circle >= 0)).sum() <= at_most


def test_two_tiny_circles_become_one_where_so_few_may_move() -> None:
    sizes = np.array([[5, 8]] * 3, dtype=np.int32)
    circle = np.repeat(np.arange(3, dtype=np.int32), (3, 3, 8))
    values = np.random.default_rng(1).normal(size=(14, 3)).astype(np.float32)
    problem = Problem(Factors(values, np.ones(3, np.float32)), sizes, np.full(14, 4.0))
    found = repair(problem, circle, 3, seconds=60.0, moves=20_000)
    assert check(problem, found.circle).legal
    assert ((found.circle != circle) & (circle >= 0)).sum() == 3


def test_a_tiny_circle_joins_another_where_that_is_all_that_mends_it() -> None:
    sizes = np.array([[5, 8]] * 3, dtype=np.int32)
    circle = np.repeat(np.arange(3, dtype=np.int32), (3, 5, 5))
    problem = Problem(Matrix(np.ones((13, 13))), sizes, np.full(13, 4.0))
    found = repair(problem, circle, 3, seconds=60.0, moves=20_000)
    assert check(problem, found.circle).legal
    assert (found.circle >= 0).all()
