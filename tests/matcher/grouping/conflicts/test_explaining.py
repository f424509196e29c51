"""What a circle breaks is what the checker says, and each change that is told mends it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping.checking import check
from matcher.grouping.conflicts import Move, explain, relaxed
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.rules import Common, Count, Pinned, Ties
from matcher.grouping.solve import Infeasible, solve
from tests.matcher.grouping.conflicts.brute import asked, hours, pairs, some
from tests.matcher.grouping.ruled.problems import small


def hard_units(problem: Problem, circle: np.ndarray, number: int) -> dict[str, int]:
    breaks = check(problem, circle).breaks
    return {one.rule: one.units for one in breaks if one.hard and one.circle == number}


@settings(max_examples=150, deadline=None)
@given(small(most=8), st.integers(0, 2**31))
def test_faults_are_the_hard_breaks_of_the_checker_and_what_is_told_mends_them(
    problem: Problem, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    circle = dice.integers(-1, len(problem.sizes), size=len(problem)).astype(np.int32)
    for number in range(-1, len(problem.sizes)):
        before = hard_units(problem, circle, number)
        faults = explain(problem, circle, number)
        assert {one.rule: one.units for one in faults} == before
        for fault in faults:
            for move in fault.moves:
                after = circle.copy()
                after[move.member] = move.to
                assert fault.rule not in hard_units(problem, after, number)
                assert total(problem, after) < total(problem, circle)
            for change in fault.changes:
                assert fault.rule not in hard_units(relaxed(problem, change), circle, number)


def total(problem: Problem, circle: np.ndarray) -> int:
    return sum(one.units for one in check(problem, circle).breaks if one.hard)


def test_whoever_has_no_hour_in_common_is_named_and_may_wait() -> None:
    problem = asked(4, Common("hours", hours(1, 1, 2, 1)), sizes=[(2, 4)])
    (fault,) = explain(problem, np.zeros(4, np.int32), 0)
    assert fault.members.tolist() == [2]
    assert fault.moves == (Move(2, WAITING),)


def test_a_leader_who_waits_is_the_one_to_come() -> None:
    problem = asked(5, Count("lead", some(5, 4), least=1), sizes=[(2, 4)])
    circle = np.array([0, 0, 0, -1, -1], np.int32)
    (fault,) = explain(problem, circle, 0)
    assert fault.moves == (Move(4, 0),)


def test_the_other_of_a_pair_comes_from_her_circle() -> None:
    problem = asked(5, Ties("tie", pairs((0, 3)), together=True), sizes=[(1, 4), (1, 4)])
    circle = np.array([0, 0, 0, 1, 1], np.int32)
    (fault,) = explain(problem, circle, 0)
    assert fault.members.tolist() == [0, 3]
    assert Move(3, 0) in fault.moves


def test_a_grouping_that_breaks_a_rule_comes_with_its_breaks() -> None:
    place = np.array([0, 0, 0, -1], dtype=np.int32)
    problem = replace(asked(4, Pinned("stay", place), sizes=[(2, 2)] * 2), waiting=None)
    with pytest.raises(Infeasible) as caught:
        solve(problem, seconds=0.2)
    breaks = caught.value.breaks
    assert breaks
    assert all(one.hard for one in breaks)
    told = {
        fault.rule for one in breaks for fault in explain(problem, caught.value.circle, one.circle)
    }
    assert told == {one.rule for one in breaks}
