"""Directed EASE."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base import Catalogue, Histories, Queries
from models.histories import from_lists
from models.sequence import SequentialEase
from tests.models.contract import RecommenderContract
from tests.models.makers import catalogue, queries


class TestSequentialEase(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> SequentialEase:
        return SequentialEase(decay=0.6, discount=0.4, ridge=2.0).fit(classes, members)


def directed() -> SequentialEase:
    """Everybody goes 0, 1, 2, 3."""
    return SequentialEase(ridge=1.0).fit(catalogue(5), queries([[0, 1, 2, 3]] * 50))


def test_what_came_next_is_ranked_above_what_came_before() -> None:
    """The transposed weights would send a member backwards."""
    scores = directed().scores(queries([[1], [0, 1]]))
    assert scores.argmax(axis=1).tolist() == [2, 2]
    assert (scores[:, 2] > scores[:, 0] + 0.2).all()


def test_the_last_class_of_the_way_leads_nowhere() -> None:
    assert np.abs(directed().scores(queries([[3]]))).max() < 0.05


def test_the_order_of_a_history_changes_the_answer() -> None:
    scores = directed().scores(queries([[0, 1], [1, 0]]))
    assert scores[0, 2] > scores[1, 2]


def test_a_dropped_class_counts_less_than_a_finished_one() -> None:
    finished = from_lists([[1]])
    dropped = Histories(
        finished.offsets, finished.items, finished.days, np.array([0.5], dtype=np.float32)
    )
    text, topics = queries([[1]]).text, queries([[1]]).topics
    model = directed()
    full = model.scores(Queries(finished, text, topics))[0]
    assert model.scores(Queries(dropped, text, topics))[0] == pytest.approx(full / 2)


def naive(lists: list[list[int]], n: int, decay: float, discount: float, ridge: float) -> object:
    """The docstring's formula, position by position."""
    rows_x, rows_y = [], []
    for items in lists:
        for t in range(len(items)):
            x, y = np.zeros(2 * n), np.zeros(n)
            if t > 0:
                x[items[t - 1]] = 1
            for s in range(t - 1):
                x[n + items[s]] += decay ** (t - 2 - s)
            for s in range(t, len(items)):
                y[items[s]] += discount ** (s - t)
            rows_x.append(x)
            rows_y.append(y)
    x, y = np.array(rows_x), np.array(rows_y)
    return np.linalg.solve(x.T @ x + ridge * np.eye(2 * n), x.T @ y)


histories = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=8)


@given(histories.filter(any), st.sampled_from([0.0, 0.5, 0.9]), st.sampled_from([0.0, 0.3, 0.8]))
def test_the_weights_are_those_of_the_formula(
    lists: list[list[int]], decay: float, discount: float
) -> None:
    model = SequentialEase(decay=decay, discount=discount, ridge=1.5)
    model.fit(catalogue(6), queries(lists))
    assert model.weights == pytest.approx(naive(lists, 6, decay, discount, 1.5), abs=1e-5)


def test_long_histories_lose_only_what_is_negligible() -> None:
    lists = [[(start + step) % 6 for step in range(40)] for start in range(6)]
    model = SequentialEase(decay=0.5, discount=0.5, ridge=1.0).fit(catalogue(6), queries(lists))
    assert model.weights == pytest.approx(naive(lists, 6, 0.5, 0.5, 1.0), abs=5e-3)


def test_learning_in_chunks_is_learning_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = [[0, 1, 2], [3, 4], [], [1, 5], [2, 3, 4, 5]]
    whole = SequentialEase().fit(catalogue(6), queries(lists)).weights
    monkeypatch.setattr("models.sequence.CHUNK", 2)
    parts = SequentialEase().fit(catalogue(6), queries(lists)).weights
    assert parts == pytest.approx(whole, abs=1e-6)
