"""What holds for every model of the next class. Inherit it and say how the model is fitted."""

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
import pytest

from models.base import Catalogue, Queries, Recommender
from models.histories import take_queries, taken
from models.ranking import top_k
from tests.models.makers import alone, catalogue, dated, queries, random_lists

N = 12


class RecommenderContract(ABC):
    """The tests; a subclass gives `fit`."""

    @abstractmethod
    def fit(self, classes: Catalogue, members: Queries) -> Recommender:
        """A fitted model."""

    @cached_property
    def classes(self) -> Catalogue:
        return catalogue(N)

    @cached_property
    def members(self) -> Queries:
        drawn = queries(random_lists(240, N))
        return Queries(dated(drawn.histories), drawn.text, drawn.topics)

    @cached_property
    def model(self) -> Recommender:
        return self.fit(self.classes, self.members)

    def test_scores_are_finite_float32_of_the_whole_catalogue(self) -> None:
        scores = self.model.scores(self.members)
        assert scores.dtype == np.float32
        assert scores.shape == (len(self.members), N)
        assert np.isfinite(scores).all()

    def test_a_restored_model_scores_equal_to_the_bit(self) -> None:
        model = type(self.model).restore(self.model.settings(), dict(self.model.arrays()))
        assert model.scores(self.members).tobytes() == self.model.scores(self.members).tobytes()
        assert model.settings() == self.model.settings()

    def test_arrays_read_only_as_from_a_memory_map_are_enough(self) -> None:
        arrays = {name: array.copy() for name, array in self.model.arrays().items()}
        for array in arrays.values():
            array.flags.writeable = False
        model = type(self.model).restore(self.model.settings(), arrays)
        assert np.array_equal(model.scores(self.members), self.model.scores(self.members))

    def test_fitting_twice_gives_the_same_bytes(self) -> None:
        again = self.fit(self.classes, self.members)
        for name, array in self.model.arrays().items():
            assert array.tobytes() == again.arrays()[name].tobytes(), name

    def test_a_member_who_is_new_and_silent_gets_finite_scores(self) -> None:
        stranger = queries([[]], silent=True)
        assert np.isfinite(self.model.scores(stranger)).all()

    def test_a_member_with_an_empty_history_gets_finite_scores(self) -> None:
        assert np.isfinite(self.model.scores(queries([[]]))).all()

    def test_no_members_give_no_scores(self) -> None:
        assert self.model.scores(queries([])).shape == (0, N)

    def test_a_class_met_twice_gives_finite_scores(self) -> None:
        assert np.isfinite(self.model.scores(queries([[3, 3, 3]]))).all()

    def test_each_member_scores_alone_as_in_a_batch(self) -> None:
        batch = self.model.scores(self.members)
        for row in range(0, len(self.members), 17):
            assert np.array_equal(self.model.scores(alone(self.members, row))[0], batch[row])

    def test_the_order_of_the_queries_changes_nothing(self) -> None:
        shuffled = np.random.default_rng(1).permutation(len(self.members))
        scores = self.model.scores(take_queries(self.members, shuffled))
        assert np.array_equal(scores, self.model.scores(self.members)[shuffled])

    def test_the_order_of_the_members_learned_from_changes_nothing_that_counts(self) -> None:
        shuffled = np.random.default_rng(2).permutation(len(self.members))
        model = self.fit(self.classes, take_queries(self.members, shuffled))
        assert model.scores(self.members) == pytest.approx(
            self.model.scores(self.members), abs=1e-4
        )

    def test_masked_classes_are_never_returned(self) -> None:
        seen = taken(self.members.histories, N)
        best = top_k(self.model.scores(self.members), seen, N)
        for row, items in enumerate(best):
            shown = items[items >= 0]
            assert not seen[row, shown].any()
            assert len(shown) == N - seen[row].sum()

    def test_the_shares_of_all_evidence_add_up_to_the_score(self) -> None:
        scores = self.model.scores(self.members)
        for row in range(0, len(self.members), 13):
            query = alone(self.members, row)
            for item in (0, 5, N - 1):
                evidence = self.model.evidence(query, item)
                total = sum(one.weight for one in evidence)
                assert total == pytest.approx(scores[row, item], abs=1e-5)

    def test_evidence_names_what_the_member_did_or_said_largest_first(self) -> None:
        for row in range(0, len(self.members), 13):
            query = alone(self.members, row)
            evidence = self.model.evidence(query, 4)
            weights = [one.weight for one in evidence]
            assert weights == sorted(weights, reverse=True)
            sources = {one.source for one in evidence if one.kind == "history"}
            assert sources <= set(query.histories.items.tolist())
            chosen = {one.source for one in evidence if one.kind == "topic"}
            assert chosen <= set(np.flatnonzero(query.topics[0]).tolist())
