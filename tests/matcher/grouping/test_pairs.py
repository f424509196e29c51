"""Buddies: as good as the optimum wherever an exact solver finishes, and never a forbidden pair."""

from functools import cache

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Bool, Float64, Int32
from matcher.grouping.pairs import Pairs, best_pairs
from matcher.grouping.problem import Factors, Matrix, ProblemError


def drawn(seed: int, n: int, share: float, whole: bool) -> tuple[Matrix, Bool, Float64]:
    """Scores of both signs, a symmetric mask, and costs of waiting; whole numbers make ties."""
    dice = np.random.default_rng(seed)
    scores = dice.normal(size=(n, n)) * 3
    scores = scores.round() if whole else scores
    allowed = np.triu(dice.random((n, n)) < share)
    waiting = dice.choice([0.0, 0.0, 1.0, 4.0], size=n)
    return Matrix(scores + scores.T), allowed | allowed.T, waiting


def by_brute_force(scores: Matrix, allowed: Bool, waiting: Float64) -> float:
    @cache
    def best(left: tuple[int, ...]) -> float:
        if not left:
            return 0.0
        first, *rest = left
        values = [best(tuple(rest)) - float(waiting[first])]
        for other in rest:
            if allowed[first, other]:
                remain = tuple(one for one in rest if one != other)
                values.append(best(remain) + float(scores.values[first, other]))
        return max(values)

    return best(tuple(range(len(scores))))


def by_networkx(scores: Matrix, allowed: Bool, waiting: Float64) -> float:
    worth = scores.values + waiting[:, None] + waiting
    graph = nx.Graph()
    pairs = zip(*np.nonzero(np.triu(allowed, 1)), strict=True)
    graph.add_weighted_edges_from((int(i), int(j), float(worth[i, j])) for i, j in pairs)
    matching = nx.max_weight_matching(graph)
    return float(sum(worth[i, j] for i, j in matching) - waiting.sum())


def assert_sound(found: Pairs, scores: Matrix, allowed: Bool, waiting: Float64) -> None:
    """Partners are mutual and allowed, and the objective and the bound are what they say."""
    matched = np.flatnonzero(found.partner >= 0)
    partners = found.partner[matched]
    assert (found.partner[partners] == matched).all()
    assert (partners != matched).all()
    assert allowed[matched, partners].all()
    value = scores.values[matched, partners].sum() / 2 - waiting[found.partner < 0].sum()
    assert found.objective == pytest.approx(value, abs=1e-9)
    assert found.bound >= found.objective


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 9),
    share=st.sampled_from([0.3, 0.7, 1.0]),
    whole=st.booleans(),
)
def test_no_pairing_of_few_members_is_better(seed: int, n: int, share: float, whole: bool) -> None:
    scores, allowed, waiting = drawn(seed, n, share, whole)
    found = best_pairs(scores, allowed=allowed, waiting=waiting)
    assert_sound(found, scores, allowed, waiting)
    assert found.exact
    assert found.objective == pytest.approx(by_brute_force(scores, allowed, waiting), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(20, 60),
    share=st.sampled_from([0.1, 0.5, 1.0]),
    whole=st.booleans(),
)
def test_it_is_as_good_as_an_exact_solver(seed: int, n: int, share: float, whole: bool) -> None:
    scores, allowed, waiting = drawn(seed, n, share, whole)
    found = best_pairs(scores, allowed=allowed, waiting=waiting)
    assert_sound(found, scores, allowed, waiting)
    optimum = by_networkx(scores, allowed, waiting)
    assert found.bound >= optimum - 1e-6
    assert found.exact
    assert found.objective == pytest.approx(optimum, abs=1e-5)


@pytest.mark.parametrize(("seed", "n"), [(3, 101), (5, 81)])
def test_an_odd_number_of_members_is_settled_too(seed: int, n: int) -> None:
    scores, allowed, waiting = drawn(seed, n, 0.8, whole=False)
    found = best_pairs(scores, allowed=allowed, waiting=waiting)
    assert_sound(found, scores, allowed, waiting)
    assert found.exact
    assert found.objective == pytest.approx(by_networkx(scores, allowed, waiting), abs=1e-6)


def triangles(n: int) -> Matrix:
    """Members in threes who know nobody else: the plain relaxation counts a pair and a half."""
    return Matrix(np.kron(np.eye(n), np.ones((3, 3))))


def test_odd_sets_are_seen_through() -> None:
    found = best_pairs(triangles(20))
    assert found.objective == pytest.approx(20)
    assert found.exact
    assert (found.partner < 0).sum() == 20


@pytest.mark.parametrize("seed", range(5))
def test_after_one_round_the_bound_holds_and_it_is_not_called_exact_unless_it_is(seed: int) -> None:
    scores, allowed, waiting = drawn(seed, 80, 1.0, whole=False)
    best = best_pairs(scores, allowed=allowed, waiting=waiting)
    hasty = best_pairs(scores, allowed=allowed, waiting=waiting, rounds=1)
    assert_sound(hasty, scores, allowed, waiting)
    assert hasty.objective <= best.objective + 1e-6 <= hasty.bound + 2e-6
    assert not hasty.exact or hasty.objective == pytest.approx(best.objective, abs=1e-5)


def test_the_odd_one_out_waits_and_it_is_she_for_whom_it_costs_least() -> None:
    waiting = np.array([9.0, 9.0, 1.0, 9.0, 9.0])
    found = best_pairs(Matrix(np.zeros((5, 5))), waiting=waiting)
    assert np.flatnonzero(found.partner < 0).tolist() == [2]
    assert found.objective == pytest.approx(-1)


def test_factors_and_their_matrix_give_the_same() -> None:
    values = np.random.default_rng(5).normal(size=(120, 6)).astype(np.float32)
    factors = Factors(values, np.array([1, 2, -1, 0.5, 1, 1], dtype=np.float32))
    matrix = Matrix(factors.among(np.arange(120, dtype=np.int32)))
    by_factors, by_matrix = best_pairs(factors), best_pairs(matrix)
    assert by_factors.exact
    assert by_factors.objective == pytest.approx(by_matrix.objective, rel=1e-6)


def test_who_may_sit_with_whom_can_be_asked_for_in_rows() -> None:
    scores, allowed, waiting = drawn(11, 270, 0.4, whole=False)

    def rows(members: Int32) -> Bool:
        return allowed[members]

    found = best_pairs(scores, allowed=rows, waiting=waiting)
    assert_sound(found, scores, allowed, waiting)
    assert found.objective == best_pairs(scores, allowed=allowed, waiting=waiting).objective


def test_a_mask_that_differs_with_the_side_is_refused() -> None:
    allowed = np.triu(np.ones((2, 2), dtype=np.bool_))
    with pytest.raises(ProblemError, match="same seen from both sides"):
        best_pairs(Matrix(np.ones((2, 2))), allowed=allowed)


def test_parts_of_another_length_are_refused() -> None:
    two = Matrix(np.ones((2, 2)))
    with pytest.raises(ProblemError, match="is needed for each"):
        best_pairs(two, waiting=np.zeros(3))
    with pytest.raises(ProblemError, match="is needed for each"):
        best_pairs(two, allowed=np.ones((3, 3), dtype=np.bool_))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 40), seconds=st.sampled_from([0.0, 60.0]))
def test_what_is_found_in_no_time_is_a_matching_and_its_bound_holds(
    seed: int, n: int, seconds: float
) -> None:
    scores, allowed, waiting = drawn(seed, n, 0.7, whole=False)
    found = best_pairs(
        scores, allowed=allowed, waiting=waiting, go_on=lambda: False, seconds=seconds
    )
    assert_sound(found, scores, allowed, waiting)
    best = by_networkx(scores, allowed, waiting)
    assert found.objective <= best + 1e-6
    assert found.bound >= best - 1e-6
