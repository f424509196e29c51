"""Parts of the search without rules: the first sizes, the ladder of temperatures."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.grouping.checking import check
from matcher.grouping.plain import improve
from matcher.grouping.plain.dealing import dealt
from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.search import LADDER
from matcher.grouping.plain.tempering import BUSY, FROZEN, WIDEST, Look, ladder
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solution import onward
from tests.matcher.grouping.plain_problems import problems, scores_of


@given(problems(), st.sampled_from([-1.0, 1.0]), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_first_sizes_have_as_many_or_as_few_pairs_as_bounds_allow(
    problem: Problem, level: float, seed: int
) -> None:
    sizes = np.bincount(dealt(problem, seed, level), minlength=len(problem.sizes))
    choices = product(*(range(least, most + 1) for least, most in problem.sizes.tolist()))
    pairs = [sum(s * s for s in one) for one in choices if sum(one) == len(problem)]
    assert int((sizes**2).sum()) == (max(pairs) if level > 0 else min(pairs))
    assert ((sizes >= problem.sizes[:, 0]) & (sizes <= problem.sizes[:, 1])).all()


def look(heat: float, taken: float, value: float) -> Look:
    return Look(heat, taken, value, np.zeros(4, dtype=np.int32))


def test_the_ladder_goes_from_where_it_is_busy_to_where_it_freezes() -> None:
    heats = np.geomspace(100, 1, 50)
    taken = 10 ** np.linspace(-1, -6, 50)
    rungs = ladder(
        [look(h, t, 1000 - 9 * h) for h, t in zip(heats.tolist(), taken.tolist(), strict=True)]
    )
    assert rungs[0] == pytest.approx(heats[taken <= BUSY][0])
    assert rungs[-1] >= heats[taken >= FROZEN][-1] - 1e-9
    assert all(1 < warm / cold <= WIDEST * 1.02 for warm, cold in pairwise(rungs))


@pytest.mark.parametrize(("taken", "rung"), [(0.0, 3.0), (1.0, 1.0)])
def test_a_cooling_that_takes_nothing_or_everything_gives_one_rung(
    taken: float, rung: float
) -> None:
    rungs = ladder([look(heat, taken, 5.0) for heat in (3.0, 2.0, 1.0)])
    assert rungs == [pytest.approx(rung)]


@pytest.mark.parametrize("n", [4, 10, 20])
def test_few_members_are_searched_warm_enough_to_leave_where_they_start(n: int) -> None:
    scores = scores_of(n, 0)
    heats = Engine(Problem(Matrix(scores), np.full((2, 2), n // 2, dtype=np.int32)), 0).heats
    assert heats.hot > 0.1 * float(scores[np.triu_indices(n, 1)].std())


@pytest.mark.parametrize("n", [LADDER, LADDER + 40])
def test_many_members_in_large_circles_are_placed_within_the_bounds(n: int) -> None:
    problem = Problem(Matrix(scores_of(n, 0)), np.full((n // 20, 2), (19, 21), dtype=np.int32))
    found = improve(problem, None, 60, 0, onward, moves=200_000)
    assert check(problem, found.circle).legal
    assert found.trace[-1][1] > found.trace[0][1]


def test_large_circles_end_up_alike_from_every_seed() -> None:
    problem = Problem(Matrix(scores_of(40, 2)), np.full((4, 2), 10, dtype=np.int32))
    values = [improve(problem, None, 60, s, onward, moves=4_000_000).trace[-1][1] for s in range(3)]
    assert max(values) - min(values) < 0.01 * abs(max(values))
