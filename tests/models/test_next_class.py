"""The whole model of the next class."""

import json
import time

import numpy as np
import pytest

from models.base import Catalogue, Histories, Queries
from models.evaluation import evaluate
from models.histories import from_lists, taken, with_histories
from models.next_class import PARTS, NextClassModel
from models.peers import PEERS
from models.splits import cut_each
from tests.models.contract import RecommenderContract
from tests.models.makers import alone, catalogue, dated, queries, random_lists


class TestNextClassModel(RecommenderContract):
    def fit(self, classes: Catalogue, members: Queries) -> NextClassModel:
        return NextClassModel.fit(classes, members)

    def test_another_seed_changes_nothing_while_all_members_are_looked_at(self) -> None:
        other = NextClassModel.fit(self.classes, self.members, seed=7)
        assert np.array_equal(other.scores(self.members), self.model.scores(self.members))

    def test_settings_survive_json_and_hold_the_validation_figures(self) -> None:
        settings = json.loads(json.dumps(self.model.settings()))
        assert settings == self.model.settings()
        figures = settings["validation"]["recall@10"]
        assert set(figures) == {part.name for part in PARTS} | {"next_class"}

    def test_evidence_of_the_same_source_is_added_up_over_the_parts(self) -> None:
        row = int(np.argmax(self.members.histories.lengths()))
        evidence = self.model.evidence(alone(self.members, row), 3)
        assert len({(one.kind, one.source) for one in evidence}) == len(evidence)

    def test_a_new_enrolment_changes_the_next_answer_without_training(self) -> None:
        before, after = queries([[2]]), with_histories(queries([[2]]), from_lists([[2, 6]]))
        assert self.model.scores(before)[0].argmax() != 7
        masked = np.where(
            taken(after.histories, len(self.classes)), -np.inf, self.model.scores(after)
        )
        assert masked[0].argmax() == 7

    def test_progress_tells_of_every_part(self) -> None:
        told: list[tuple[str, int, int]] = []
        NextClassModel.fit(
            self.classes,
            self.members,
            progress=lambda *step: told.append(step),
        )
        n = len(PARTS)
        assert told == [(step, i + 1, n) for step in ("search", "fit") for i in range(n)]


def unordered(members: int, n: int) -> Queries:
    """Classes that go together in pairs, in any order."""
    random = np.random.default_rng(3)
    lists = []
    for _ in range(members):
        pairs = random.permutation(n // 2)[:3]
        both = [item for pair in pairs for item in (2 * pair, 2 * pair + 1)]
        lists.append(random.permutation(both).tolist())
    return queries(lists, silent=True)


def test_where_order_means_nothing_the_blend_is_as_good_as_the_best_peer() -> None:
    members, n = unordered(1500, 40), 40
    cut = cut_each(members.histories)
    past = with_histories(members, cut.past)
    model = NextClassModel.fit(catalogue(n), past, cut=cut_each)
    peers = [peer.fit(catalogue(n), past, cut=cut_each) for peer in PEERS.values()]
    own, *others = [evaluate(one, past, cut.future).values["recall@10"] for one in (model, *peers)]
    assert own >= 0.99 * max(others)


def test_where_order_leads_the_blend_is_better_than_every_peer() -> None:
    members, n = queries(random_lists(1500, 40, seed=5), silent=True), 40
    cut = cut_each(members.histories)
    past = with_histories(members, cut.past)
    model = NextClassModel.fit(catalogue(n), past, cut=cut_each)
    peers = [peer.fit(catalogue(n), past, cut=cut_each) for peer in PEERS.values()]
    own, *others = [evaluate(one, past, cut.future).values["mrr@10"] for one in (model, *peers)]
    assert own > 1.1 * max(others)


@pytest.mark.parametrize("lists", [[], [[]], [[1]], [[1], [2]], [[0, 1]]])
def test_a_community_that_has_hardly_begun_is_served_too(lists: list[list[int]]) -> None:
    model = NextClassModel.fit(catalogue(3), queries(lists))
    assert np.isfinite(model.scores(queries([[], [1]]))).all()
    assert not lists or model.blend.weights.any()


def test_a_catalogue_without_text_or_topics_is_served_too() -> None:
    empty = np.zeros((5, 0), dtype=np.float32)
    nothing = np.zeros((60, 0), dtype=np.float32)
    members = Queries(dated(from_lists(random_lists(60, 5))), nothing, np.zeros((60, 0), np.bool_))
    model = NextClassModel.fit(Catalogue(empty, np.zeros((5, 0), np.bool_)), members)
    assert np.isfinite(model.scores(members)).all()


def test_one_answer_takes_less_than_a_millisecond_over_340_classes() -> None:
    members = queries(random_lists(500, 340))
    model = NextClassModel.fit(catalogue(340), members)
    one: Queries = alone(members, 1)
    fastest = np.inf
    for _ in range(50):
        begun = time.perf_counter()
        model.scores(one)
        fastest = min(fastest, time.perf_counter() - begun)
    assert fastest < 1e-3


def test_no_member_is_in_what_is_saved() -> None:
    """Twice the members, the same shapes: a bundle holds classes, never people."""
    few, many = queries(random_lists(100, 9)), queries(random_lists(200, 9))
    models = [NextClassModel.fit(catalogue(9), who) for who in (few, many)]
    shapes = [{name: array.shape for name, array in one.arrays().items()} for one in models]
    assert shapes[0] == shapes[1]


def test_histories_of_a_whole_life_are_served_too() -> None:
    lived: Histories = from_lists([[item % 9 for item in range(500)]])
    model = NextClassModel.fit(catalogue(9), queries(random_lists(100, 9)))
    assert np.isfinite(model.scores(with_histories(queries([[]]), lived))).all()
