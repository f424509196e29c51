"""Item-kNN, EASE, content and popularity."""

import numpy as np
import pytest

from models.base import Catalogue, Histories, Queries
from models.content import Content
from models.cooccurrence import ItemKnn
from models.ease import Ease
from models.popularity import Popularity
from tests.models.contract import RecommenderContract
from tests.models.makers import DIM, TOPICS, catalogue, queries


class TestItemKnn(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> ItemKnn:
        return ItemKnn(neighbours=4, shrink=2.0).fit(classes, members)


class TestEase(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> Ease:
        return Ease(ridge=2.0).fit(classes, members)


class TestContent(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> Content:
        return Content(ridge=2.0).fit(classes, members)


class TestPopularity(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> Popularity:
        return Popularity(half_life=60).fit(classes, members)


def checkerboard() -> Queries:
    """Half of the members take even classes, half odd ones."""
    even, odd = [0, 2, 4, 6], [1, 3, 5, 7]
    lists = [[item for item in row if item != out] for row in (even, odd) for out in row]
    return queries(lists * 5)


@pytest.mark.parametrize("model", [ItemKnn(shrink=0), Ease(ridge=1)])
def test_on_a_checkerboard_the_missing_square_of_the_same_colour_is_best(
    model: ItemKnn | Ease,
) -> None:
    model.fit(catalogue(8), checkerboard())
    scores = model.scores(queries([[0, 2, 4], [1, 5, 7]]))
    scores[0, [0, 2, 4]] = scores[1, [1, 5, 7]] = -np.inf
    assert scores.argmax(axis=1).tolist() == [6, 3]


def test_item_knn_is_the_shrunk_cosine_of_the_formula() -> None:
    model = ItemKnn(shrink=1.0).fit(catalogue(3), queries([[0, 1], [0, 1], [0, 2], [0]]))
    assert model.weights[0, 1] == pytest.approx(2 / (np.sqrt(4 * 2) + 1))
    assert model.weights[1, 2] == 0
    assert model.weights[0, 0] == 0


def test_item_knn_keeps_only_the_strongest_neighbours() -> None:
    lists = [[0, 1], [0, 1], [0, 1], [0, 2], [0, 2], [0, 3]]
    model = ItemKnn(neighbours=1, shrink=10).fit(catalogue(4), queries(lists))
    assert np.flatnonzero(model.weights[0]).tolist() == [1]


def test_ease_solves_its_constrained_least_squares() -> None:
    lists = [[0, 1], [0, 1, 2], [2, 3], [1, 3], [0, 2]]
    model = Ease(ridge=0.7).fit(catalogue(4), queries(lists))
    x = np.zeros((len(lists), 4))
    for row, items in enumerate(lists):
        x[row, items] = 1
    for item in range(4):
        others = [other for other in range(4) if other != item]
        gram = x[:, others].T @ x[:, others] + 0.7 * np.eye(3)
        expected = np.linalg.solve(gram, x[:, others].T @ x[:, item])
        assert model.weights[others, item] == pytest.approx(expected, abs=1e-5)


def test_popularity_forgets_what_was_long_ago() -> None:
    old = Histories(
        np.array([0, 2, 3]),
        np.array([0, 0, 1], dtype=np.int32),
        np.array([0, 0, 400], dtype=np.float32),
        np.ones(3, dtype=np.float32),
    )
    members = Queries(old, np.zeros((2, DIM), np.float32), np.zeros((2, TOPICS), np.bool_))
    lately = Popularity(half_life=30).fit(catalogue(3), members).weights
    ever = Popularity(half_life=100_000).fit(catalogue(3), members).weights
    assert lately[1] > lately[0]
    assert ever[0] > ever[1]
    assert ever[2] == ever.min() > 0
    assert ever.sum() == pytest.approx(1)


def axis(*directions: int) -> np.ndarray:
    return np.eye(DIM, dtype=np.float32)[list(directions)]


def test_words_that_lead_elsewhere_than_they_say_are_learned() -> None:
    """Members who speak like class 0 take class 1."""
    classes = Catalogue(axis(0, 1, 2), np.zeros((3, TOPICS), np.bool_))
    lists = [[1]] * 30 + [[2]] * 30
    said = np.vstack([axis(0).repeat(30, axis=0), axis(2).repeat(30, axis=0)])
    members = Queries(queries(lists).histories, said, np.zeros((60, TOPICS), np.bool_))
    model = Content(ridge=1.0).fit(classes, members)
    asked = Queries(queries([[]]).histories, axis(0), np.zeros((1, TOPICS), np.bool_))
    assert model.scores(asked)[0].argmax() == 1


def test_a_class_that_nobody_took_is_found_by_its_text() -> None:
    random = np.random.default_rng(0)
    directions = np.array([0, 1, 2, 3])
    classes = Catalogue(axis(*directions), np.zeros((4, TOPICS), np.bool_))
    wish = random.integers(0, 3, 200)  # nobody wished for class 3 so far
    members = Queries(
        queries([[int(item)] for item in wish]).histories,
        axis(*wish),
        np.zeros((200, TOPICS), np.bool_),
    )
    model = Content(ridge=10.0).fit(classes, members)
    asked = Queries(queries([[]]).histories, axis(3), np.zeros((1, TOPICS), np.bool_))
    assert model.scores(asked)[0].argmax() == 3


def test_who_says_nothing_gets_no_content_score() -> None:
    model = Content().fit(catalogue(5), queries([[0], [1, 2]]))
    assert not model.scores(queries([[1]], silent=True)).any()


def test_content_learned_in_chunks_is_learned_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    members = queries([[0, 1], [2], [], [3, 1], [4]])
    whole = Content().fit(catalogue(5), members).weights
    monkeypatch.setattr("models.content.CHUNK", 2)
    assert Content().fit(catalogue(5), members).weights == pytest.approx(whole, abs=1e-6)


def test_content_is_the_ridge_of_the_formula() -> None:
    classes, members = catalogue(5), queries([[0, 1], [2], [], [3, 1], [4]])
    model = Content(discount=0.5, ridge=3.0).fit(classes, members)
    useful = [0, 1, 3, 4]
    x = np.hstack([members.text, members.topics])[useful].astype(float)
    y = np.zeros((4, 5))
    for row, items in enumerate([[0, 1], [2], [3, 1], [4]]):
        y[row, items] = 0.5 ** np.arange(len(items))
    y -= y.mean(axis=0)
    prior = np.vstack([classes.text.T, classes.topics.T]).astype(float)
    for block in (slice(0, DIM), slice(DIM, None)):
        similar = x[:, block] @ prior[block]
        prior[block] *= max((similar * y).sum() / (similar**2).sum(), 0)
    gram = x.T @ x + 3.0 * np.eye(DIM + TOPICS)
    expected = prior + np.linalg.solve(gram, x.T @ (y - x @ prior))
    assert model.weights == pytest.approx(expected, abs=1e-5)
