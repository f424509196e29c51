"""The best k of each row."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from features.arrays import Float32
from models.ranking import top_k

floats = st.floats(-100, 100, width=32, allow_subnormal=True)
matrices = npst.arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 9)), elements=floats)


@given(matrices, st.integers(1, 12), st.randoms(use_true_random=False))
def test_it_equals_a_full_sort_with_ties_in_catalogue_order(
    scores: Float32, k: int, random: Random
) -> None:
    mask = np.array([[random.random() < 0.4 for _ in row] for row in scores])
    best = top_k(scores, mask, k)
    for row in range(len(scores)):
        order = sorted(range(scores.shape[1]), key=lambda item: (-scores[row, item], item))
        expected = [item for item in order if not mask[row, item]][:k]
        assert best[row].tolist() == expected + [-1] * (k - len(expected))


def test_a_mask_of_the_catalogue_holds_for_everybody() -> None:
    scores = np.array([[3, 2, 1], [1, 2, 3]], dtype=np.float32)
    assert top_k(scores, np.array([True, False, False]), 1).tolist() == [[1], [2]]


def test_no_queries_give_no_lists() -> None:
    assert top_k(np.zeros((0, 5), np.float32), None, 3).shape == (0, 3)
