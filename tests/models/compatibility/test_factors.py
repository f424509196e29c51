"""The factors of compatibility give every pair the score that its formula says."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Int32
from features.support import Support, read_support
from matcher.grouping.problem import Factors, Problem
from models.compatibility.factors import COLUMNS, CompatibilityFactors, factors
from models.compatibility.terms import make_terms, pair_terms, spreads
from models.compatibility.weights import PRESETS, TERMS, Weights
from models.encoder import shipped
from tests.features.people import Person, table
from tests.models.compatibility import naive
from tests.models.compatibility.groups import group, sample

seeds = st.integers(0, 1000)
weightings = st.tuples(*[st.floats(0.01, 1) for _ in TERMS]).map(lambda w: Weights(*w))


def pairs_of(n: int) -> Int32:
    return np.array(list(combinations(range(n), 2)), dtype=np.int32).reshape(-1, 2)


def of(found: CompatibilityFactors, pairs: Int32) -> np.ndarray:
    one, other = found.values[pairs.T].astype(float)
    return np.asarray((one * other) @ found.weights)


@given(st.integers(2, 9), seeds)
@settings(max_examples=40, deadline=None)
def test_each_term_is_what_its_formula_says(n: int, seed: int) -> None:
    support = group(n, seed)
    pairs = pairs_of(n)
    found = pair_terms(make_terms(support), pairs)
    expected = [list(naive.scores(support, int(i), int(j)).values()) for i, j in pairs]
    np.testing.assert_allclose(found, expected, atol=2e-4)


@given(st.integers(2, 9), seeds, weightings)
@settings(max_examples=40, deadline=None)
def test_factors_with_room_for_all_columns_are_the_weighted_terms(
    n: int, seed: int, weights: Weights
) -> None:
    support = group(n, seed)
    pairs = pairs_of(n)
    expected = pair_terms(make_terms(support), pairs) @ weights.shares()
    np.testing.assert_allclose(
        of(factors(support, weights, columns=500), pairs), expected, atol=1e-3
    )


@given(seeds, st.permutations(range(8)))
@settings(max_examples=25, deadline=None)
def test_how_members_are_numbered_changes_no_score(seed: int, order: list[int]) -> None:
    support = group(8, seed)
    moved = np.array(order)
    again = replace(
        support,
        goals=support.goals[moved],
        need=support.need[moved],
        offer=support.offer[moved],
        topics=support.topics[moved],
        stages=support.stages[moved],
        languages=support.languages[moved],
        experience=support.experience[moved],
        province=support.province[moved],
        island=support.island[moved],
        hours=replace(
            support.hours,
            free=support.hours.free[moved],
            unsaid=support.hours.unsaid[moved],
        ),
    )
    pairs = pairs_of(8)
    before = pair_terms(make_terms(support), moved[pairs].astype(np.int32))
    np.testing.assert_allclose(pair_terms(make_terms(again), pairs), before, atol=1e-4)


@pytest.fixture(scope="module")
def community() -> Support:
    return read_support(sample(500, 3), shipped())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_cut_keeps_nearly_all_of_the_score(community: Support, preset: str) -> None:
    weights = PRESETS[preset]
    random = np.random.default_rng(0)
    pairs = random.integers(0, len(community), (20_000, 2)).astype(np.int32)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    full = pair_terms(make_terms(community), pairs) @ weights.shares()
    found = factors(community, weights)
    assert found.values.shape[1] <= COLUMNS + len(found.terms)
    assert np.corrcoef(full, of(found, pairs))[0, 1] > 0.97
    assert 0 < full.mean() < 1
    assert (full > -0.1).mean() > 0.99
    assert (full < 1.1).mean() > 0.99


def test_factors_are_what_the_group_former_takes(community: Support) -> None:
    found = factors(community, PRESETS["balanced"])
    assert found.values.dtype == found.weights.dtype == np.float32
    problem = Problem(Factors(*found), np.full((80, 2), (5, 8), dtype=np.int32))
    assert len(problem) == len(community)
    assert set(found.term_of) == set(range(len(found.terms)))


@pytest.mark.parametrize("n", [0, 1, 3])
def test_members_who_told_nothing_are_all_alike_to_each_other(n: int) -> None:
    silent = read_support(table([Person()] * n), shipped())
    found = factors(silent, PRESETS["balanced"])
    assert found.values.shape[0] == n
    assert np.isfinite(found.values).all()
    scores = of(found, pairs_of(n))
    np.testing.assert_allclose(scores, scores[:1].repeat(len(scores)), atol=1e-6)


@given(st.integers(3, 9), seeds)
@settings(max_examples=25, deadline=None)
def test_silence_is_neither_punished_nor_rewarded(n: int, seed: int) -> None:
    support = group(n, seed, silent=0.0)
    untold = support.stages.copy()
    untold[0] = False
    support = replace(support, stages=untold)
    stage = pair_terms(make_terms(support, names=("stage",)), pairs_of(n))[:, 0]
    hers = (pairs_of(n) == 0).any(axis=1)
    told = naive.filled(untold / np.sqrt(np.maximum(untold.sum(axis=1, keepdims=True), 1)))[1:]
    assert stage[hers].mean() == pytest.approx((told @ told.T).mean(), abs=1e-5)


def test_a_term_without_weight_costs_no_column(community: Support) -> None:
    found = factors(community, Weights(stage=1.0))
    assert found.terms == ("stage",)
    assert found.values.shape[1] == 6


def test_scores_compare_with_other_members_when_taken_with_the_same_spread(
    community: Support,
) -> None:
    pairs = np.array([[0, 1], [2, 3], [4, 5]], dtype=np.int32)
    usual = spreads(community)
    few = read_support(sample(500, 3), shipped())
    few = replace(few, goals=np.vstack([few.goals[:6], np.repeat(few.goals[:1], 494, axis=0)]))
    goals = TERMS.index("goals")
    before = pair_terms(make_terms(community), pairs)[:, goals]
    np.testing.assert_allclose(
        pair_terms(make_terms(few, usual), pairs)[:, goals], before, rtol=1e-5
    )
    assert not np.allclose(pair_terms(make_terms(few), pairs)[:, goals], before, rtol=1e-2)


def test_what_one_needs_and_the_other_offers_counts_more_than_what_both_need() -> None:
    people = [
        Person(goals="susah mengatur keuangan keluarga", offers="resep mpasi"),
        Person(goals="anak tantrum terus", offers="mengatur keuangan keluarga"),
        Person(goals="susah mengatur keuangan keluarga", offers="menjahit baju"),
    ]
    terms = make_terms(read_support(table(people), shipped()))
    help_ = pair_terms(terms, pairs_of(3))[:, TERMS.index("help")]
    assert help_[0] > help_[1]


def test_the_same_local_hour_in_two_zones_is_not_the_same_time() -> None:
    east, west = ("ID-PA", "ID-JK")
    people = [
        Person(province=east, free=("mon-19-20",)),
        Person(province=west, free=("mon-17-18",)),
        Person(province=west, free=("mon-19-20",)),
    ]
    terms = make_terms(read_support(table(people), shipped()))
    time = pair_terms(terms, pairs_of(3))[:, TERMS.index("time")]
    np.testing.assert_allclose(time, [1, 0, 0], atol=1e-6)
