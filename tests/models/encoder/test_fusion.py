"""Fusing two rankings."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from features.arrays import Float32
from models.encoder.fusion import SHARES, best_share, reciprocal_ranks, standard_sum
from models.encoder.measures import recall_at

scores = npst.arrays(np.float32, (3, 6), elements=st.integers(-8, 8).map(float))


def test_ranks_are_weighed_by_their_reciprocals() -> None:
    first = np.array([[0.9, 0.5, 0.1]], dtype=np.float32)
    second = np.array([[0.1, 0.9, 0.5]], dtype=np.float32)
    expected = [0.5 / 61 + 0.5 / 63, 0.5 / 62 + 0.5 / 61, 0.5 / 63 + 0.5 / 62]
    assert reciprocal_ranks(first, second)[0].tolist() == pytest.approx(expected)


def test_a_clear_lead_counts_in_a_sum_and_not_among_ranks() -> None:
    first = np.array([[9, 1, 0, 0]], dtype=np.float32)
    second = np.array([[0.2, 0.3, 0.1, 0.0]], dtype=np.float32)
    assert standard_sum(first, second).argmax() == 0
    tied = reciprocal_ranks(first, second)[0]
    assert tied[0] == tied[1]


def test_a_row_that_tells_nothing_leaves_the_other_as_it_is() -> None:
    first = np.zeros((1, 3), np.float32)
    second = np.array([[3, 1, 2]], dtype=np.float32)
    assert standard_sum(first, second)[0].argsort().tolist() == [1, 2, 0]


@given(scores, scores, st.sampled_from((4.0, 0.5)), st.randoms(use_true_random=False))
def test_neither_fusion_knows_the_unit_of_a_score_or_the_order_of_candidates(
    first: Float32, second: Float32, scale: float, random: Random
) -> None:
    order = random.sample(range(6), 6)
    for fuse in (reciprocal_ranks, standard_sum):
        fused = fuse(first, second, 0.3)
        assert fuse(first * scale, second, 0.3) == pytest.approx(fused, abs=1e-5)
        assert fuse(first[:, order], second[:, order], 0.3) == pytest.approx(
            fused[:, order], abs=1e-5
        )
        assert fuse(second, first, 0.7) == pytest.approx(fused, abs=1e-5)


@given(scores)
def test_all_weight_on_one_side_keeps_its_ranking(first: Float32) -> None:
    other = first[:, ::-1]
    for fuse in (reciprocal_ranks, standard_sum):
        alone = fuse(first, other, 1)
        bigger = first[:, :, None] > first[:, None, :]
        assert (alone[:, :, None] > alone[:, None, :])[bigger].all()


@given(scores, scores)
def test_the_chosen_share_is_as_good_as_any_that_was_tried(first: Float32, second: Float32) -> None:
    answers = np.array([0, 1, 2])
    chosen = best_share(first, second, answers, 2)
    found = [recall_at(standard_sum(first, second, share), answers, 2) for share in SHARES]
    assert found[SHARES.index(chosen)] == max(found)


def test_of_equally_good_shares_the_middle_one_is_chosen() -> None:
    same = np.eye(3, dtype=np.float32)
    assert best_share(same, same, np.arange(3), 1) == 0.5
