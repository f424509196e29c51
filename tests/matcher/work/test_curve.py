"""The curve of a search: few points, in order, the first and the last among them."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matcher.work.curve import MOST, Curve

STEPS = st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e3)), min_size=1, max_size=500)


@given(STEPS)
def test_however_long_a_search_takes_its_curve_has_few_points(
    steps: list[tuple[float, float]],
) -> None:
    curve, seconds, objective = Curve(), 0.0, 0.0
    for more, better in steps:
        seconds, objective = seconds + more, objective + better
        assert curve.add(seconds, objective)
    points = curve.points()
    assert 1 <= len(points) <= MOST
    assert points == sorted(points)
    assert points[-1] == (round(seconds, 2), objective)
    assert points[0][0] == round(steps[0][0], 2)


def test_a_long_steady_search_keeps_points_from_all_of_it() -> None:
    curve = Curve()
    for tick in range(10_000):
        curve.add(tick / 10, float(tick))
    seconds = [at for at, _ in curve.points()]
    gaps = [b - a for a, b in pairwise(seconds)]
    assert len(seconds) > MOST / 3
    assert max(gaps) < 5 * 1000 / MOST


def test_while_nothing_is_found_there_is_no_point() -> None:
    curve = Curve()
    assert not curve.add(1.0, -math.inf)
    assert curve.points() == []
