"""Problems of pairs: every rule holds, nothing is better, a third joins where asked for."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Int32
from matcher.grouping.checking import check
from matcher.grouping.couples import Couples
from matcher.grouping.pairing import pair_up
from matcher.grouping.problem import WAITING, Factors, Floor, Matrix, Problem, ProblemError
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Rule, Ties
from matcher.grouping.solution import onward


def drawn(seed: int, n: int, most: int = 2) -> Problem:
    """A problem with some of all rules about pairs, hard and soft."""
    dice = np.random.default_rng(seed)

    def weight() -> float | None:
        return None if dice.random() < 0.4 else float(dice.random())

    def ties(k: int) -> Int32:
        pairs = [dice.choice(n, 2, replace=False) for _ in range(k)]
        return np.array(pairs, dtype=np.int32).reshape(-1, 2)

    rules: list[Rule] = [
        Count("kind", dice.random(n) < 0.5, int(dice.integers(2)), 2, True, weight=weight()),
        Distinct("place", dice.integers(-1, 3, n).astype(np.int32), 1, 2, weight=weight()),
        Ties("apart", ties(2), together=False, weight=weight()),
        Ties("together", ties(1), together=True, weight=weight()),
        Common("hours", dice.integers(1, 64, (n, 2)).astype(np.uint64), 2, weight=weight()),
    ]
    chosen = tuple(rule for rule in rules if dice.random() < 0.6)
    values = dice.normal(size=(n, 3)).astype(np.float32)
    return Problem(
        Factors(values, np.array([1, 0.5, -0.3], dtype=np.float32)),
        np.array([[2, most], *[[2, 2]] * max(n // 2 - 1, 0)], dtype=np.int32),
        waiting=dice.choice([0.0, 1.0, 4.0], n),
        rules=chosen,
        floor=Floor(0.3, 0.5) if dice.random() < 0.5 else None,
        counting="members",
    )


def by_brute_force(problem: Problem) -> float:
    """The best of all groupings into pairs, and one of three where it may be; by the checker."""
    best = -np.inf

    def go(left: tuple[int, ...], circle: Int32, number: int) -> None:
        nonlocal best
        if not left:
            verdict = check(problem, circle)
            best = max(best, verdict.objective if verdict.legal else -np.inf)
            return
        first, *rest = left
        go(tuple(rest), circle, number)
        for other in rest:
            paired = circle.copy()
            paired[[first, other]] = number
            go(tuple(one for one in rest if one != other), paired, number + 1)

    nobody = np.full(len(problem), WAITING, dtype=np.int32)
    go(tuple(range(len(problem))), nobody, 0)
    for trio in combinations(range(len(problem)), 3) if problem.sizes[0, 1] == 3 else ():
        begun = nobody.copy()
        begun[list(trio)] = 0
        go(tuple(one for one in range(len(problem)) if one not in trio), begun, 1)
    return best


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 6))
def test_no_grouping_into_pairs_is_better_under_whatever_rules(seed: int, n: int) -> None:
    problem = drawn(seed, n)
    solution = pair_up(problem, seconds=60)
    assert check(problem, solution.circle).legal
    assert solution.objective == pytest.approx(by_brute_force(problem), abs=1e-5)
    assert solution.stopped == "proven"
    assert solution.bound == pytest.approx(solution.objective, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(3, 6))
def test_a_circle_of_three_is_lawful_never_worse_than_pairs_and_within_the_bound(
    seed: int, n: int
) -> None:
    with_trio = pair_up(drawn(seed, n, most=3), seconds=60)
    pairs = pair_up(drawn(seed, n), seconds=60)
    assert with_trio.objective >= pairs.objective - 1e-6
    sizes = np.bincount(with_trio.circle[with_trio.circle >= 0], minlength=1)
    assert (np.delete(sizes, 0) == 2).all()
    assert check(drawn(seed, n, most=3), with_trio.circle).legal
    assert with_trio.bound >= by_brute_force(drawn(seed, n, most=3)) - 1e-6


def test_whoever_is_left_over_joins_the_pair_she_fits_best() -> None:
    values = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 0.9]], dtype=np.float32)
    problem = Problem(
        Factors(values, np.ones(2, dtype=np.float32)),
        np.array([[2, 3], [2, 2]], dtype=np.int32),
        waiting=np.ones(5),
        counting="members",
    )
    circle = pair_up(problem, seconds=60).circle
    assert (circle == WAITING).sum() == 0
    assert (circle[:2] == 1).all()
    assert (circle[2:] == 0).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 6))
def test_what_rules_say_of_a_pair_is_what_they_say_of_a_circle_of_two(seed: int, n: int) -> None:
    problem = drawn(seed, n)
    couples = Couples(problem)
    for rule in problem.rules:
        units = couples.units(rule, np.arange(n, dtype=np.int32))
        for a, b in combinations(range(n), 2):
            circle = np.full(n, WAITING, dtype=np.int32)
            circle[[a, b]] = 0
            members = [np.array([a, b], dtype=np.int32)]
            assert units[a, b] == units[b, a] == rule.broken(circle, members)[0]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 9))
def test_pairs_do_not_depend_on_how_members_are_numbered(seed: int, n: int) -> None:
    problem = drawn(seed, n)
    order = np.random.default_rng(seed + 1).permutation(n)
    plain = Problem(problem.scores, problem.sizes, problem.waiting, counting="members")
    assert isinstance(problem.scores, Factors)
    assert problem.waiting is not None
    turned = Problem(
        Factors(problem.scores.values[order], problem.scores.weights),
        problem.sizes,
        problem.waiting[order],
        counting="members",
    )
    found = [pair_up(one, seconds=60).objective for one in (plain, turned)]
    assert found[0] == pytest.approx(found[1], abs=1e-5)


def test_whoever_watches_may_end_it_and_the_answer_still_holds() -> None:
    problem = drawn(5, 9)
    stopped = pair_up(problem, seconds=60, watch=lambda seconds, objective: False)
    assert check(problem, stopped.circle).legal
    assert stopped.bound >= pair_up(problem, seconds=60, watch=onward).objective - 1e-6


@pytest.mark.parametrize("sizes", [[[2, 3], [2, 3]], [[1, 2]], [[2, 4]]])
def test_circles_of_another_size_are_no_pairs(sizes: list[list[int]]) -> None:
    problem = Problem(
        Factors(np.ones((2, 1), dtype=np.float32), np.ones(1, dtype=np.float32)),
        np.array(sizes, dtype=np.int32),
        waiting=np.zeros(2),
    )
    with pytest.raises(ProblemError, match="circles of two"):
        pair_up(problem, seconds=1)


def test_a_rule_about_single_members_is_refused() -> None:
    problem = Problem(
        Factors(np.ones((2, 1), dtype=np.float32), np.ones(1, dtype=np.float32)),
        np.array([[2, 2]], dtype=np.int32),
        waiting=np.zeros(2),
        rules=(Pinned("pinned", np.array([0, -1], dtype=np.int32)),),
    )
    with pytest.raises(ProblemError, match="pinned says nothing about pairs"):
        pair_up(problem, seconds=1)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_where_nobody_may_wait_all_are_paired_and_no_other_pairing_is_better(
    seed: int, circles: int
) -> None:
    n = 2 * circles
    dice = np.random.default_rng(seed)
    values = dice.normal(size=(n, n)).astype(np.float32) - 2
    sizes = np.full((circles, 2), 2, np.int32)
    problem = Problem(Matrix(values + values.T), sizes)
    found = pair_up(problem, seconds=60.0)
    worths = [
        check(problem, np.array(circle, np.int32))
        for circle in product(range(circles), repeat=n)
        if (np.bincount(circle, minlength=circles) == 2).all()
    ]
    assert found.objective == pytest.approx(max(one.objective for one in worths), abs=1e-4)
    assert found.bound >= found.objective - 1e-9


def test_where_nobody_may_wait_an_odd_one_joins_a_pair() -> None:
    values = np.full((5, 5), -1, np.float32)
    problem = Problem(Matrix(values), np.array([[2, 3], [2, 2]], np.int32))
    found = pair_up(problem, seconds=60.0)
    assert (found.circle >= 0).all()
    assert found.bound >= found.objective
