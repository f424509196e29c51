"""A problem, and a grouping of it, that are none are refused before anything is searched."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.grouping.checking import check
from matcher.grouping.problem import Floor, Matrix, Problem, ProblemError
from matcher.grouping.rules import Ties

SIZES = np.array([[1, 3], [1, 3]], dtype=np.int32)
FOUR = Problem(Matrix(np.ones((4, 4))), SIZES, np.ones(4))
PAIR = np.array([[0, 1]], dtype=np.int32)


@pytest.mark.parametrize("circle", [[0, 0, 1, 7], [0, 0, 1, -2], [0, 0, 1]])
def test_what_is_no_grouping_is_not_judged(circle: list[int]) -> None:
    with pytest.raises(ProblemError, match="a circle that there is"):
        check(FOUR, np.array(circle, dtype=np.int32))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_cannot_be_added_up_are_refused(bad: float) -> None:
    scores = np.ones((4, 4))
    scores[1, 2] = bad
    tie = Ties("met", PAIR, together=False, weight=bad)
    for part in (
        {"scores": Matrix(scores)},
        {"waiting": np.array([1, 1, 1, bad])},
        {"rules": (tie,)},
        {"floor": Floor(0.5, bad)},
    ):
        with pytest.raises(ProblemError, match="finite"):
            replace(FOUR, **part)


def test_what_costs_nothing_costs_not_less() -> None:
    with pytest.raises(ProblemError, match="below zero"):
        replace(FOUR, waiting=np.array([1.0, 1.0, 1.0, -1.0]))


def test_two_rules_of_one_name_are_refused() -> None:
    tie = Ties("apart", PAIR, together=False)
    with pytest.raises(ProblemError, match="name of its own"):
        replace(FOUR, rules=(tie, tie))


def test_nobody_is_no_problem() -> None:
    with pytest.raises(ProblemError, match="nobody"):
        Problem(Matrix(np.zeros((0, 0))), SIZES, np.zeros(0))
