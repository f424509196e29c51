"""The search for problems without rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Int32
from features.errors import LingkarError
from matcher.grouping.checking import check
from matcher.grouping.plain import fits, improve
from matcher.grouping.plain.dealing import dealt
from matcher.grouping.plain.engines import Engine
from matcher.grouping.problem import Floor, Matrix, Problem
from matcher.grouping.rules import Pinned
from matcher.grouping.solution import Found, onward
from tests.matcher.grouping.plain_problems import best_of_all, problems, scores_of

SIX = np.array([[2, 4], [2, 4]], dtype=np.int32)


def searched(problem: Problem, seed: int = 0, start: Int32 | None = None) -> Found:
    return improve(problem, start, 60, seed, onward, moves=20_000)


@given(problems(), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_sizes_hold_and_nobody_waits(problem: Problem, seed: int) -> None:
    found = searched(problem, seed)
    verdict = check(problem, found.circle)
    assert verdict.legal
    assert found.trace[-1][1] == pytest.approx(verdict.objective, rel=1e-4, abs=1e-4)


@given(problem=problems(), heat=st.sampled_from([0.01, 1.0, 100.0]))
@settings(max_examples=80, deadline=None)
def test_sums_kept_move_by_move_are_what_the_checker_finds(problem: Problem, heat: float) -> None:
    engine = Engine(problem, seed=1)
    engine.place(dealt(problem, 1))
    engine.run(2_000, heat)
    verdict = check(problem, engine.circle())
    assert verdict.legal
    assert engine.worth() == pytest.approx(verdict.objective, rel=1e-4, abs=1e-4)


@given(problems())
@settings(max_examples=20, deadline=None)
def test_the_best_never_falls(problem: Problem) -> None:
    values = [value for _, value in searched(problem).trace]
    assert values == sorted(values)


@given(problems())
@settings(max_examples=20, deadline=None)
def test_a_start_is_never_made_worse(problem: Problem) -> None:
    start = dealt(problem, 5)
    found = searched(problem, start=start)
    before = check(problem, start).objective
    assert check(problem, found.circle).objective >= before - 1e-4 * (1 + abs(before))


@pytest.mark.parametrize("floor", [None, Floor(0.8, 2.0)])
@pytest.mark.parametrize("counting", ["pairs", "members"])
@pytest.mark.parametrize("seed", range(3))
def test_tiny_problems_are_solved_to_the_optimum_however_members_are_numbered(
    floor: Floor | None, counting: str, seed: int
) -> None:
    scores, order = scores_of(6, seed), np.random.default_rng(seed).permutation(6)
    for values in (scores, scores[np.ix_(order, order)]):
        problem = Problem(Matrix(values), SIX, floor=floor, counting=counting)  # type: ignore[arg-type]
        found = check(problem, searched(problem, seed).circle).objective
        assert found == pytest.approx(best_of_all(problem), abs=1e-5)


def test_the_same_seed_and_moves_give_the_same_answer_at_any_speed() -> None:
    problem = Problem(Matrix(scores_of(40, 0)), np.full((8, 2), 5, dtype=np.int32))
    first, again = searched(problem, 3), searched(problem, 3)
    assert first.circle.tolist() == again.circle.tolist()
    assert first.circle.tolist() != searched(problem, 4).circle.tolist()


@pytest.mark.parametrize("size", [5, 20])
def test_whoever_watches_can_end_it_at_once_with_a_legal_grouping(size: int) -> None:
    problem = Problem(Matrix(scores_of(60, 0)), np.full((60 // size, 2), size, dtype=np.int32))
    found = improve(problem, None, 60, 0, lambda _seconds, _objective: False)
    assert found.stopped == "cancelled"
    assert check(problem, found.circle).legal


def test_a_problem_with_nothing_left_to_find_ends_before_its_time() -> None:
    problem = Problem(Matrix(scores_of(4, 0)), np.array([[2, 2], [2, 2]], dtype=np.int32))
    assert improve(problem, None, 600, 0, onward).stopped == "stagnation"


def test_a_problem_with_rules_is_refused() -> None:
    pinned = Pinned("stay", np.full(6, -1, dtype=np.int32))
    problem = Problem(Matrix(scores_of(6, 0)), SIX, rules=(pinned,))
    assert not fits(problem)
    with pytest.raises(LingkarError):
        searched(problem)


def test_a_floor_lifts_the_weakest_circle() -> None:
    values, sizes = scores_of(60, 1), np.full((12, 2), 5, dtype=np.int32)
    without, lifted = (
        check(problem, searched(problem).circle).quality.min()
        for problem in (
            Problem(Matrix(values), sizes),
            Problem(Matrix(values), sizes, floor=Floor(1.2, 50.0)),
        )
    )
    assert lifted > without
