"""The metrics, by hand."""

import numpy as np
import pytest

from models.base import Queries
from models.evaluation import evaluate
from models.histories import from_lists
from models.popularity import Popularity
from tests.models.makers import catalogue, queries

LOG2_3 = np.log2(3)


def ranked(n: int) -> Popularity:
    """Ranks 0, 1, 2, … for everybody."""
    lists = [[item] for item in range(n) for _ in range(n - item)]
    return Popularity().fit(catalogue(n), queries(lists))


def ask(past: list[list[int]], future: list[list[int]], **more: object) -> dict[str, float]:
    return evaluate(ranked(6), queries(past), from_lists(future), k=3, **more).values  # type: ignore[arg-type]


def test_two_of_three_found_at_ranks_one_and_three() -> None:
    values = ask([[]], [[0, 2, 5]])
    assert values["recall@3"] == pytest.approx(2 / 3)
    assert values["phr@3"] == 1
    assert values["mrr@3"] == 1
    assert values["ndcg@3"] == pytest.approx((1 + 1 / 2) / (1 + 1 / LOG2_3 + 1 / 2))
    assert values["coverage@3"] == pytest.approx(3 / 6)


def test_the_ideal_list_is_no_longer_than_k() -> None:
    assert ask([[]], [[0, 1, 2, 3, 4]])["ndcg@3"] == pytest.approx(1)


def test_a_miss_counts_zero_everywhere() -> None:
    values = ask([[]], [[5]])
    assert [values[f"{name}@3"] for name in ("recall", "phr", "mrr", "ndcg")] == [0, 0, 0, 0]


def test_figures_are_means_over_members() -> None:
    assert ask([[], []], [[0], [5]])["recall@3"] == pytest.approx(0.5)


def test_taken_classes_are_neither_shown_nor_asked_for() -> None:
    values = ask([[0]], [[0, 1]])
    assert values["recall@3"] == 1
    assert values["mrr@3"] == 1


def test_members_with_nothing_to_find_are_left_out() -> None:
    metrics = evaluate(ranked(6), queries([[], [], [1]]), from_lists([[0], [], [1]]), k=3)
    assert metrics.members == 1
    assert metrics.values["recall@3"] == 1


def test_nobody_to_ask_gives_zeros_not_an_error() -> None:
    metrics = evaluate(ranked(6), queries([[]]), from_lists([[]]), k=3)
    assert metrics.members == 0
    assert set(metrics.values.values()) == {0.0}


def test_only_candidates_are_shown_but_every_target_counts() -> None:
    values = ask([[]], [[0, 1]], candidates=np.array([False, True, True, True, False, False]))
    assert values["recall@3"] == pytest.approx(1 / 2)
    assert values["coverage@3"] == 1


def test_candidates_may_differ_between_members() -> None:
    open_now = np.array([[True] * 6, [False] * 5 + [True]])
    assert ask([[], []], [[0], [5]], candidates=open_now)["recall@3"] == 1


def test_segments_get_figures_of_their_own() -> None:
    segments = {"new": np.array([True, False]), "nobody": np.array([False, False])}
    metrics = evaluate(
        ranked(6), queries([[], [0]]), from_lists([[5], [1]]), k=3, segments=segments
    )
    assert metrics.segments["new"].values["recall@3"] == 0
    assert metrics.segments["new"].members == 1
    assert metrics.segments["nobody"].members == 0


def test_many_members_are_asked_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    past: Queries = queries([[i % 6] for i in range(50)])
    future = from_lists([[(i + 1) % 6] for i in range(50)])
    whole = evaluate(ranked(6), past, future, k=2)
    monkeypatch.setattr("models.evaluation.CHUNK", 7)
    assert evaluate(ranked(6), past, future, k=2) == whole
