"""One call for every problem."""

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.grouping.bounds import upper_bound
from matcher.grouping.checking import check
from matcher.grouping.problem import Factors, Matrix, Problem
from matcher.grouping.rules import Pinned
from matcher.grouping.solve import Infeasible, solve, suggested_floor
from tests.matcher.grouping.plain_problems import best_of_all, problems, scores_of

SIX = np.array([[2, 4], [2, 4]], dtype=np.int32)


@given(problems())
@settings(max_examples=30, deadline=None)
def test_what_is_handed_out_is_legal_and_within_its_bound(problem: Problem) -> None:
    solution = solve(problem, seconds=60, moves=5_000)
    assert solution.verdict.legal
    assert solution.objective == check(problem, solution.circle).objective
    assert solution.objective <= solution.bound + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_no_grouping_at_all_exceeds_the_bound(seed: int) -> None:
    problem = Problem(Matrix(scores_of(6, seed)), SIX)
    assert best_of_all(problem) <= upper_bound(problem) + 1e-9


def test_the_bound_is_reached_where_everyone_sits_with_her_best_company() -> None:
    values = np.kron(np.eye(3), np.ones((4, 4)))
    problem = Problem(Matrix(values), np.full((3, 2), 4, dtype=np.int32))
    solution = solve(problem, seconds=60, moves=20_000)
    assert solution.objective == pytest.approx(solution.bound) == pytest.approx(18)
    assert solution.gap == pytest.approx(0)


def test_factors_give_what_their_matrix_gives() -> None:
    values = np.random.default_rng(0).normal(size=(24, 4)).astype(np.float32)
    factors = Factors(values, np.ones(4, dtype=np.float32))
    sizes = np.full((4, 2), 6, dtype=np.int32)
    matrix = Matrix(factors.among(np.arange(24, dtype=np.int32)))
    by_factors, by_matrix = (
        solve(Problem(scores, sizes), seconds=60, moves=20_000) for scores in (factors, matrix)
    )
    assert by_factors.circle.tolist() == by_matrix.circle.tolist()
    assert by_factors.bound == float("inf") == by_factors.gap


def test_several_workers_hand_out_the_best_of_their_searches() -> None:
    problem = Problem(Matrix(scores_of(40, 0)), np.full((8, 2), 5, dtype=np.int32))
    solution = solve(problem, seconds=60, moves=5_000, workers=2)
    again = solve(problem, seconds=60, moves=5_000, workers=2)
    assert solution.verdict.legal
    assert solution.circle.tolist() == again.circle.tolist()


def test_a_time_limit_is_kept() -> None:
    problem = Problem(Matrix(scores_of(40, 0)), np.full((8, 2), 5, dtype=np.int32))
    solution = solve(problem, seconds=0.2)
    assert solution.stopped == "time"
    assert solution.trace[-1][0] < 5


def test_rules_that_cannot_hold_are_an_error_and_never_a_grouping() -> None:
    place = np.array([0, 0, 0, -1], dtype=np.int32)
    sizes = np.full((2, 2), 2, dtype=np.int32)
    problem = Problem(Matrix(scores_of(4, 0)), sizes, rules=(Pinned("stay", place),))
    with pytest.raises(Infeasible):
        solve(problem, seconds=0.2)


def test_a_floor_of_quality_one_is_the_mean_of_the_best_company() -> None:
    values = np.kron(np.eye(3), np.ones((4, 4)))
    problem = Problem(Matrix(values), np.full((3, 2), 4, dtype=np.int32))
    assert suggested_floor(problem, 1, 5).level == pytest.approx(1)
    assert suggested_floor(problem, 0, 5).level == pytest.approx(3 / 11)
