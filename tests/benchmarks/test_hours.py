"""Taking turns keeps to what is free, and shows what choosing all hours at once is worth."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hours import judged, taking_turns
from matcher.circles.hours import Choice
from matcher.circles.timetable import timetable


def choice(*starts: int) -> Choice:
    """Slots, the earliest most welcome."""
    comfort = np.linspace(1.0, 0.5, len(starts))
    return Choice(np.array(sorted(starts), dtype=np.int64), comfort)


@given(
    st.lists(st.sets(st.integers(0, 6), max_size=3), min_size=2, max_size=6),
    st.lists(st.sets(st.integers(0, 5), min_size=2, max_size=3), max_size=5),
    st.integers(1, 3),
)
def test_taking_turns_is_lawful_and_gives_no_more_circles_an_hour(
    told: list[set[int]], groups: list[set[int]], hours: int
) -> None:
    choices = [choice(*one) for one in told]
    shared = [sorted(group) for group in groups if max(group) < len(choices)]
    turns, exact = (way(choices, shared, hours) for way in (taking_turns, timetable))
    for group in shared:
        met = sorted(turns[one] for one in group if turns[one] >= 0)
        assert all(later - one >= hours for one, later in pairwise(met))
    assert judged(exact, choices)["without an hour"] <= judged(turns, choices)["without an hour"]


def test_taking_turns_can_leave_a_circle_without_that_could_have_one() -> None:
    three = [choice(1, 2), choice(3, 4), choice(1, 3)]
    shared = [[0, 2], [1, 2]]
    assert taking_turns(three, shared, 1).tolist() == [1, 3, -1]
    assert (timetable(three, shared, 1) >= 0).all()
