"""Plain ways to form circles: what they hand out is judged by the same rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.circle_baselines import at_random, greedy, lawful
from features.arrays import Bool
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Factors, Problem
from matcher.grouping.rules import Count, Distinct


def problem(seed: int, n: int = 40) -> Problem:
    """Two kinds and four provinces; every circle needs one of the kind and two provinces."""
    chance = np.random.default_rng(seed)
    leads: Bool = np.arange(n) < n // 4
    return Problem(
        scores=Factors(
            chance.random((n, 3)).astype(np.float32), np.array([1, 1, -1], dtype=np.float32)
        ),
        sizes=np.array([[3, 6]] * (n // 5), dtype=np.int32),
        waiting=np.ones(n),
        rules=(
            Count("leads", leads, least=1),
            Distinct("provinces", chance.integers(0, 4, n).astype(np.int32), least=2),
        ),
        counting="members",
    )


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_greedy_breaks_no_hard_rule(seed: int) -> None:
    asked = problem(seed)
    circle = greedy(asked, seed)
    assert check(asked, circle).legal
    assert (circle != WAITING).sum() >= 15


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_what_breaks_a_rule_waits_and_all_else_stays(seed: int) -> None:
    asked = problem(seed)
    dealt = at_random(asked, seed)
    kept = lawful(asked, dealt)
    assert check(asked, kept).legal
    broken = {one.circle for one in check(asked, dealt).breaks}
    stays = ~np.isin(dealt, list(broken))
    assert (kept[stays] == dealt[stays]).all()
    assert (kept[~stays] == WAITING).all()


def test_greed_gathers_those_who_are_close() -> None:
    asked = problem(7)
    near, dealt = (check(asked, way(asked, 0)).quality for way in (greedy, at_random))
    assert np.nanmean(near) > np.nanmean(dealt) + 0.1


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_seed_deals_the_same(seed: int) -> None:
    asked = problem(3)
    assert (at_random(asked, seed) == at_random(asked, seed)).all()
    assert (greedy(asked, seed) == greedy(asked, seed)).all()
