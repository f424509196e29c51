"""Changes to a grouping: what a move by hand costs, and repair within a limit."""

import numpy as np
import pytest

from features.arrays import Int32
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Problem
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
    lost[np.flatnonzero(circle >= 0)[::12]] = WAITING
    assert not check(problem, lost).legal
    found = repair(problem, lost, 12, seconds=60.0, moves=100_000)
    assert check(problem, found.circle).legal
    assert ((found.circle != lost) & (lost >= 0)).sum() <= 12
