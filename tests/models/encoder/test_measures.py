"""The measures, by hand and by what must never change them."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import sparse

from features.arrays import Float32, Int64
from models.encoder.measures import (
    cosines,
    knn_accuracy,
    pair_cosines,
    probe_f1,
    recall_at,
    spearman,
    triple_accuracy,
)

ROWS = 6
whole_vectors = npst.arrays(np.float32, (ROWS, 4), elements=st.integers(-3, 3).map(float))
"""Small whole numbers: their products and sums are exact in any order."""
golds = st.lists(st.integers(0, 5).map(float), min_size=ROWS, max_size=ROWS)
LABELS = ["a", "b", "a", "c", "b", "c"]
randoms = st.randoms(use_true_random=False)


def unit(*rows: tuple[float, ...]) -> Float32:
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def turned(vectors: Float32, random: Random) -> Float32:
    """Axes exchanged and reversed: a rotation without rounding."""
    axes = random.sample(range(vectors.shape[1]), vectors.shape[1])
    signs = np.array([random.choice((-1, 1)) for _ in axes], dtype=np.float32)
    return vectors[:, axes] * signs


def shuffled(random: Random) -> list[int]:
    return random.sample(range(ROWS), ROWS)


def test_cosines_of_sparse_rows_are_those_of_dense_ones() -> None:
    left, right = unit((1, 0, 2), (0, 3, 0)), unit((2, 1, 0), (0, 0, 1))
    thin = sparse.csr_array(left), sparse.csr_array(right)
    assert cosines(*thin) == pytest.approx(cosines(left, right))
    assert pair_cosines(*thin) == pytest.approx(pair_cosines(left, right))
    assert pair_cosines(left, right).tolist() == pytest.approx([2 / 5, 0])


def test_pairs_in_the_order_of_people_correlate_fully_whatever_the_distances() -> None:
    left = unit((1, 0), (1, 0), (1, 0))
    right = unit((1, 0), (1, 1), (0, 1))
    assert spearman(left, right, [5, 0.2, 0.1]) == pytest.approx(1)
    assert spearman(left, right, [0, 1, 2]) == pytest.approx(-1)


def test_vectors_that_are_all_alike_correlate_with_nothing() -> None:
    same = unit((1, 0), (1, 0))
    assert spearman(same, same, [0, 5]) == 0


@given(whole_vectors, whole_vectors, golds, randoms)
def test_a_correlation_knows_neither_order_nor_direction(
    left: Float32, right: Float32, gold: list[float], random: Random
) -> None:
    found = spearman(left, right, gold)
    assert -1 <= found <= 1
    order = shuffled(random)
    again = spearman(left[order], right[order], [gold[i] for i in order])
    assert again == pytest.approx(found)
    state = random.getstate()
    left_turned = turned(left, random)
    random.setstate(state)
    assert spearman(left_turned, turned(right, random), gold) == pytest.approx(found)


def test_an_answer_counts_when_it_is_among_the_k_best() -> None:
    scores = np.array([[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.9, 0.5, 0.1]], dtype=np.float32)
    answers = np.array([0, 1, 2])
    assert [recall_at(scores, answers, k) for k in (1, 2, 3)] == pytest.approx([1 / 3, 2 / 3, 1])


def test_scores_that_tell_nothing_apart_earn_what_guessing_does() -> None:
    assert recall_at(np.zeros((5, 8), np.float32), np.arange(5), 2) == pytest.approx(2 / 8)


def test_two_that_tie_for_the_last_place_share_it() -> None:
    scores = np.array([[0.9, 0.5, 0.5, 0.1]], dtype=np.float32)
    assert recall_at(scores, np.array([2]), 2) == pytest.approx(1 / 2)


@given(
    npst.arrays(np.float32, (4, 7), elements=st.integers(0, 4).map(float)),
    npst.arrays(np.int64, 4, elements=st.integers(0, 6)),
    st.integers(1, 7),
    randoms,
)
def test_recall_is_a_share_that_grows_with_k_and_does_not_know_the_order_of_candidates(
    scores: Float32, answers: Int64, k: int, random: Random
) -> None:
    found = recall_at(scores, answers, k)
    assert 0 <= found <= recall_at(scores, answers, k + 1) <= recall_at(scores, answers, 7) == 1
    order = np.array(random.sample(range(7), 7))
    assert recall_at(scores[:, order], np.argsort(order)[answers], k) == pytest.approx(found)
    assert recall_at(scores * 2 - 1, answers, k) == pytest.approx(found)


def test_the_nearest_ones_vote() -> None:
    train = unit((1, 0), (1, 0.1), (0, 1), (0.1, 1), (0.2, 1))
    labels = ["right", "right", "up", "up", "up"]
    test = unit((1, 0.2), (0.2, 1))
    assert knn_accuracy(train, labels, test, ["right", "up"], k=3) == 1
    assert knn_accuracy(train, labels, test, ["up", "up"], k=3) == 0.5


def test_two_near_ones_outweigh_two_far_ones() -> None:
    train = unit((0, 1), (0.1, 1), (1, 0), (1, 0.1))
    labels = ["up", "up", "right", "right"]
    assert knn_accuracy(train, labels, unit((1, 0.3)), ["right"], k=4) == 1


@given(whole_vectors, whole_vectors, randoms)
def test_neighbours_do_not_know_direction_nor_the_order_of_questions(
    train: Float32, test: Float32, random: Random
) -> None:
    found = knn_accuracy(train, LABELS, test, LABELS, k=3)
    assert 0 <= found <= 1
    order = shuffled(random)
    asked = knn_accuracy(train, LABELS, test[order], [LABELS[i] for i in order], k=3)
    assert asked == pytest.approx(found)
    state = random.getstate()
    train_turned = turned(train, random)
    random.setstate(state)
    again = knn_accuracy(train_turned, LABELS, turned(test, random), LABELS, k=3)
    assert again == pytest.approx(found)


def clusters(seed: int, spread: float) -> tuple[Float32, list[str]]:
    """Sixty points around three corners."""
    random = np.random.default_rng(seed)
    corners = np.repeat(np.eye(3, 5, dtype=np.float32), 20, axis=0)
    noise = random.normal(scale=spread, size=corners.shape).astype(np.float32)
    return corners + noise, ["a"] * 20 + ["b"] * 20 + ["c"] * 20


def test_a_probe_reads_what_a_plane_can_part() -> None:
    train, labels = clusters(0, 0.1)
    test, _ = clusters(1, 0.1)
    assert probe_f1(train, labels, test, labels) == 1
    assert probe_f1(sparse.csr_array(train), labels, sparse.csr_array(test), labels) == 1


def test_a_probe_reads_nothing_from_noise() -> None:
    train, labels = clusters(0, 0.1)
    noise = np.random.default_rng(2).normal(size=(60, 5)).astype(np.float32)
    assert probe_f1(train, labels, noise, labels) < 0.6


def test_the_scale_of_a_dense_column_does_not_matter_to_a_probe() -> None:
    train, labels = clusters(3, 0.5)
    test, _ = clusters(4, 0.5)
    scale = np.array([1, 64, 1 / 64, 4, 2], dtype=np.float32)
    assert probe_f1(train * scale, labels, test * scale, labels) == pytest.approx(
        probe_f1(train, labels, test, labels)
    )


def test_a_probe_averages_over_classes_not_over_texts() -> None:
    train, labels = clusters(0, 0.05)
    asked = ["a"] * 20 + ["b"] * 20 + ["b"] * 20
    rare = probe_f1(train, labels, train, asked)
    assert rare == pytest.approx((1 + 2 * 1 * 0.5 / 1.5 + 0) / 3)


def test_a_triple_is_right_when_the_right_text_is_nearer() -> None:
    anchors = unit((1, 0), (1, 0), (1, 0))
    rights, hards = unit((1, 0.1), (0, 1), (1, 1)), unit((1, 1), (1, 0), (1, 1))
    assert triple_accuracy(anchors, rights, hards) == pytest.approx((1 + 0 + 0.5) / 3)


@given(whole_vectors, whole_vectors, whole_vectors, randoms)
def test_triples_know_neither_order_nor_direction_and_are_fair(
    anchors: Float32, rights: Float32, hards: Float32, random: Random
) -> None:
    found = triple_accuracy(anchors, rights, hards)
    assert 0 <= found <= 1
    assert triple_accuracy(anchors, hards, rights) == pytest.approx(1 - found)
    order = shuffled(random)
    assert triple_accuracy(anchors[order], rights[order], hards[order]) == pytest.approx(found)
    state = random.getstate()
    parts = []
    for part in (anchors, rights, hards):
        random.setstate(state)
        parts.append(turned(part, random))
    assert triple_accuracy(*parts) == pytest.approx(found)
