"""Searches in processes of their own, under one watcher."""

import time

import numpy as np
import pytest

from features.errors import LingkarError
from matcher.grouping.beside import side_by_side
from matcher.grouping.checking import check
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solution import Found, Watcher
from matcher.grouping.solve import solve
from tests.matcher.grouping.plain_problems import scores_of

FORTY = Problem(Matrix(scores_of(40, 0)), np.full((8, 2), 5, dtype=np.int32))


def test_a_watcher_of_two_searches_is_told_what_they_reach_and_ends_both() -> None:
    told: list[tuple[float, float]] = []

    def watch(seconds: float, objective: float) -> bool:
        told.append((seconds, objective))
        return len(told) < 3

    solution = solve(FORTY, seconds=600, workers=2, watch=watch)
    assert solution.stopped == "cancelled"
    assert len(told) == 3
    values = [objective for _, objective in told]
    assert values == sorted(values)
    assert values[-1] <= check(FORTY, solution.circle).objective + 1e-3


def test_the_best_of_all_searches_is_what_the_watcher_is_told() -> None:
    def search(seed: int, watch: Watcher) -> Found:
        while watch(0.0, float(seed)):
            pass
        return Found(np.zeros(1, dtype=np.int32), ((0.0, seed),), "cancelled")

    def watch(seconds: float, objective: float) -> bool:
        return objective < 7

    found = side_by_side(search, [5, 7], watch)
    assert [one.trace[0][1] for one in found] == [5, 7]


def test_an_error_of_a_search_ends_the_wait_and_comes_through() -> None:
    def search(_seed: int, _watch: Watcher) -> Found:
        raise LingkarError("The circle is full.")

    with pytest.raises(LingkarError, match="full"):
        side_by_side(search, [0, 1], lambda _seconds, _objective: True)


def test_an_error_of_the_watcher_ends_the_searches() -> None:
    def search(seed: int, watch: Watcher) -> Found:
        while watch(0.0, float(seed)):
            pass
        return Found(np.zeros(1, dtype=np.int32), (), "cancelled")

    def watch(seconds: float, objective: float) -> bool:
        raise LingkarError("The circle is full.")

    with pytest.raises(LingkarError, match="full"):
        side_by_side(search, [0, 1], watch)


def test_a_watcher_ends_searches_that_have_found_nothing_yet() -> None:
    def search(_seed: int, watch: Watcher) -> Found:
        for _ in range(100):
            if not watch(0.0, -np.inf):
                return Found(np.zeros(1, dtype=np.int32), (), "cancelled")
            time.sleep(0.1)
        return Found(np.zeros(1, dtype=np.int32), (), "time")

    found = side_by_side(search, [0, 1], lambda _seconds, _objective: False)
    assert [one.stopped for one in found] == ["cancelled", "cancelled"]
