"""The choice of hyper-parameters."""

import numpy as np

from models.base import Catalogue, Queries
from models.ease import Ease
from models.search import Task, search, validation_task
from models.sequence import SequentialEase
from models.splits import cut_each
from tests.models.makers import catalogue, queries, random_lists

GRID = {"decay": (0.1, 0.5, 0.9), "discount": (0.0, 0.4), "ridge": (1.0, 10.0, 1000.0)}


def task() -> Task:
    members = queries(random_lists(300, 12))
    return validation_task(catalogue(12), members, cut_each(members.histories))


def test_no_neighbour_on_the_grid_is_better_than_what_is_found() -> None:
    asked = task()
    found = search(SequentialEase, GRID, asked)
    for name, values in GRID.items():
        place = values.index(found.parameters[name])
        for value in values[max(place - 1, 0) : place + 2]:
            rival = SequentialEase(**{**found.parameters, name: value})
            assert asked.value(rival.fit(asked.catalogue, asked.members)) <= found.value


def test_the_model_found_is_fitted_with_the_parameters_found() -> None:
    found = search(SequentialEase, GRID, task())
    assert {name: found.model.settings()[name] for name in GRID} == found.parameters


def test_nothing_is_tried_twice() -> None:
    tried: list[float] = []

    class Counting(Ease):
        def fit(self, classes: Catalogue, members: Queries) -> "Counting":
            tried.append(self.ridge)
            super().fit(classes, members)
            return self

    search(Counting, {"ridge": (1, 3, 10, 30, 100)}, task())
    assert len(tried) == len(set(tried))


def test_what_is_asked_for_is_not_learned_from() -> None:
    members = queries([[0, 1, 2, 3, 4]] * 3)
    asked = validation_task(catalogue(5), members, cut_each(members.histories))
    assert 4 not in asked.members.histories.items
    assert asked.targets.items.tolist() == [4, 4, 4]


def test_of_very_many_members_the_same_seed_draws_the_same(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("models.search.ASK", 20)
    monkeypatch.setattr("models.search.LEARN", 50)
    members = queries(random_lists(200, 12))
    cut = cut_each(members.histories)
    tasks = [validation_task(catalogue(12), members, cut, seed) for seed in (1, 1, 2)]
    assert [len(one.asked) for one in tasks] == [20] * 3
    assert [len(one.members) for one in tasks] == [50] * 3
    assert np.array_equal(tasks[0].asked.text, tasks[1].asked.text)
    assert not np.array_equal(tasks[0].asked.text, tasks[2].asked.text)
