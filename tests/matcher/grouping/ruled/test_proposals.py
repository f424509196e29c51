"""Proposals: what is passed over would break a rule, and the sums of what is made hold."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.grouping.checking import check
from matcher.grouping.jit import entry
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.ruled import improve
from matcher.grouping.ruled.filter import may_fit, may_swap
from matcher.grouping.ruled.flat import Flat, flatten
from matcher.grouping.ruled.state import HARD, OBJECTIVE, State, fresh
from matcher.grouping.ruled.walk import anneal
from matcher.grouping.rules import Common, Ties
from matcher.grouping.solution import onward
from tests.matcher.grouping.ruled.problems import community, small


@entry
def swap_told(flat: Flat, state: State, i: int, j: int) -> bool:
    """`may_swap` for Python."""
    return may_swap(flat, state, i, j)


@entry
def fit_told(flat: Flat, state: State, i: int, c: int) -> bool:
    """`may_fit` for Python."""
    return may_fit(flat, state, i, c)


def test_a_swap_that_is_passed_over_would_break_a_hard_rule() -> None:
    problem = community(150, seed=2)
    found = improve(problem, None, 60.0, 0, onward, moves=20_000)
    state, flat = fresh(flatten(problem), found.circle, 0), flatten(problem)
    dice, turned_away = np.random.default_rng(0), 0
    for i, j in dice.choice(np.flatnonzero(found.circle >= 0), (300, 2)).tolist():
        if found.circle[i] != found.circle[j] and not swap_told(flat, state, i, j):
            after = found.circle.copy()
            after[[i, j]] = found.circle[[j, i]]
            assert not check(problem, after).legal
            assert fit_told(flat, state, i, int(found.circle[i]))
            turned_away += 1
    assert turned_away > 100


@settings(max_examples=20, deadline=None)
@given(small(), st.integers(0, 1000))
def test_sums_after_annealing_are_what_the_checker_finds(problem: Problem, seed: int) -> None:
    found = improve(problem, None, 60.0, seed, onward, moves=1000)
    assume(found.trace)
    flat, near = flatten(problem), np.zeros((len(problem), 0), np.int32)
    state = fresh(flat, found.circle, seed)
    anneal(flat, state, near, 300, 1.0, 1.0, False)
    verdict = check(problem, state.circle)
    assert verdict.legal
    assert state.whole[HARD] == 0
    assert state.real[OBJECTIVE] == pytest.approx(verdict.objective, abs=1e-3)


def test_two_who_are_bound_and_share_no_hour_wait_and_all_others_are_seated() -> None:
    problem = community(60, seed=1)
    hours = next(rule for rule in problem.rules if isinstance(rule, Common))
    hours.bits[:] = 2
    hours.bits[:2] = [[1, 0, 0], [2, 0, 0]]
    bound = Ties("bound", np.array([[0, 1]], np.int32), together=True)
    lone = Problem(
        problem.scores, problem.sizes, np.full(60, 5.0), (hours, bound), counting="members"
    )
    circle = improve(lone, None, 60.0, 0, onward, moves=20_000).circle
    assert np.flatnonzero(circle == WAITING).tolist() == [0, 1]
