"""Mentoring: the optimum of an exact solver, stability by an independent look, and room kept."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from features.arrays import Float64, Int32
from matcher.grouping.mentoring import Wishes, assign, blocking_pairs, deferred_acceptance
from matcher.grouping.problem import ProblemError

SEED = st.integers(0, 10_000)


def drawn(seed: int, n_mentees: int, n_mentors: int, *, ties: bool = False) -> Wishes:
    dice = np.random.default_rng(seed)
    mentee, mentor = dice.normal(size=(2, n_mentees, n_mentors)) * 2
    if ties:
        mentee, mentor = mentee.round(), mentor.round()
    room = dice.integers(0, 4, n_mentors).astype(np.int32)
    return Wishes(mentee, mentor, room, dice.random((n_mentees, n_mentors)) < 0.8)


def value(wishes: Wishes, mentor: Int32, waiting: Float64) -> float:
    matched = np.flatnonzero(mentor >= 0)
    both = (wishes.mentee + wishes.mentor)[matched, mentor[matched]]
    return float(both.sum() - waiting[mentor < 0].sum())


def assert_legal(wishes: Wishes, mentor: Int32) -> None:
    matched = np.flatnonzero(mentor >= 0)
    assert wishes.allowed[matched, mentor[matched]].all()
    assert (np.bincount(mentor[matched], minlength=len(wishes.room)) <= wishes.room).all()


def all_assignments(wishes: Wishes) -> list[Int32]:
    """Every legal assignment of a tiny problem."""
    n_mentees, n_mentors = wishes.mentee.shape
    choices = [[-1, *np.flatnonzero(wishes.allowed[i])] for i in range(n_mentees)]
    found = (np.array(one, dtype=np.int32) for one in product(*choices))
    return [
        one
        for one in found
        if (np.bincount(one[one >= 0], minlength=n_mentors) <= wishes.room).all()
    ]


@settings(max_examples=60, deadline=None)
@given(SEED, st.integers(1, 5), st.integers(1, 3))
def test_no_assignment_of_few_is_better(seed: int, n_mentees: int, n_mentors: int) -> None:
    wishes = drawn(seed, n_mentees, n_mentors)
    waiting = np.random.default_rng(seed).random(n_mentees) * 3
    found = assign(wishes, waiting)
    assert_legal(wishes, found)
    best = max(value(wishes, one, waiting) for one in all_assignments(wishes))
    assert value(wishes, found, waiting) == pytest.approx(best, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(SEED, st.integers(20, 40), st.integers(5, 12))
def test_it_is_as_good_as_an_exact_solver(seed: int, n_mentees: int, n_mentors: int) -> None:
    wishes = drawn(seed, n_mentees, n_mentors)
    found = assign(wishes)
    assert_legal(wishes, found)
    joint = np.where(wishes.allowed, wishes.mentee + wishes.mentor, -1.0).ravel()
    rows = np.concatenate(
        [
            np.kron(np.eye(n_mentees), np.ones(n_mentors)),
            np.kron(np.ones(n_mentees), np.eye(n_mentors)),
        ]
    )
    limits = LinearConstraint(rows, ub=np.concatenate([np.ones(n_mentees), wishes.room]))
    exact = milp(
        -joint, integrality=np.ones(len(joint), int), bounds=Bounds(0, 1), constraints=limits
    )
    assert exact.fun is not None
    assert value(wishes, found, np.zeros(n_mentees)) == pytest.approx(-exact.fun, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(SEED, st.integers(1, 40), st.integers(1, 12), st.booleans())
def test_deferred_acceptance_is_stable_and_matches_nobody_who_may_not_be(
    seed: int, n_mentees: int, n_mentors: int, ties: bool
) -> None:
    wishes = drawn(seed, n_mentees, n_mentors, ties=ties)
    found = deferred_acceptance(wishes)
    assert_legal(wishes, found)
    assert len(blocking_pairs(wishes, found)) == 0


@settings(max_examples=60, deadline=None)
@given(SEED, st.integers(1, 5), st.integers(1, 3))
def test_no_stable_assignment_is_better_for_any_mentee(
    seed: int, n_mentees: int, n_mentors: int
) -> None:
    wishes = drawn(seed, n_mentees, n_mentors)
    found = worth(wishes, deferred_acceptance(wishes))
    for other in all_assignments(wishes):
        if not blocked(wishes, other):
            assert (worth(wishes, other) <= found).all()


@settings(max_examples=60, deadline=None)
@given(SEED, st.integers(1, 4), st.integers(1, 3))
def test_blocking_pairs_are_those_of_the_definition(
    seed: int, n_mentees: int, n_mentors: int
) -> None:
    wishes = drawn(seed, n_mentees, n_mentors, ties=True)
    for one in all_assignments(wishes):
        assert {tuple(pair) for pair in blocking_pairs(wishes, one)} == blocked(wishes, one)


def worth(wishes: Wishes, mentor: Int32) -> Float64:
    """(m,) what each mentee has; -inf whoever waits."""
    mine = wishes.mentee[np.arange(len(mentor)), mentor]
    return np.where(mentor >= 0, mine, -np.inf)


def blocked(wishes: Wishes, mentor: Int32) -> set[tuple[int, int]]:
    """By the words of the definition, pair by pair."""
    found = set()
    for i, j in zip(*np.nonzero(wishes.allowed), strict=True):
        hers = [wishes.mentor[other, j] for other in np.flatnonzero(mentor == j)]
        she_would = mentor[i] < 0 or wishes.mentee[i, j] > wishes.mentee[i, mentor[i]]
        has_room = len(hers) < wishes.room[j]
        if she_would and (has_room or any(wishes.mentor[i, j] > other for other in hers)):
            found.add((int(i), int(j)))
    return found


def test_the_best_sum_need_not_be_stable_and_the_stable_one_need_not_be_best() -> None:
    mentee = np.array([[3.0, 2.0], [9.0, 0.0]])
    mentor = np.array([[2.0, 0.0], [1.0, 0.0]])
    wishes = Wishes(mentee, mentor, np.ones(2, dtype=np.int32), np.ones((2, 2), dtype=np.bool_))
    assert assign(wishes).tolist() == [1, 0]
    assert blocking_pairs(wishes, assign(wishes)).tolist() == [[0, 0]]
    assert deferred_acceptance(wishes).tolist() == [0, 1]


def test_wishes_that_do_not_fit_together_are_refused() -> None:
    one = np.ones((2, 3))
    room, allowed = np.ones(3, dtype=np.int32), np.ones((2, 3), dtype=np.bool_)
    for wrong in (
        lambda: Wishes(one, one.T, room, allowed),
        lambda: Wishes(one, one, room[:2], allowed),
        lambda: Wishes(one, one, -room, allowed),
        lambda: assign(Wishes(one, one, room, allowed), np.zeros(3)),
    ):
        with pytest.raises(ProblemError):
            wrong()
