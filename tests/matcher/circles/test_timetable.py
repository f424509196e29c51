"""Circles that share members never meet at once, and as many as possible have an hour."""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.arrays import Int64
from matcher.circles.hours import Choice
from matcher.circles.timetable import timetable


def choice(*slots: tuple[int, float]) -> Choice:
    """Slots, each with how welcome it is."""
    starts = sorted(dict(slots))
    comfort = [dict(slots)[one] for one in starts]
    return Choice(np.array(starts, dtype=np.int64), np.array(comfort, dtype=np.float64))


def overlap(one: int, other: int, hours: int) -> bool:
    return (one - other) % 168 < hours or (other - one) % 168 < hours


def lawful(starts: list[int], groups: list[set[int]], hours: int) -> bool:
    pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
    return not any(
        starts[a] >= 0 and starts[b] >= 0 and overlap(starts[a], starts[b], hours) for a, b in pairs
    )


def worth(starts: list[int] | Int64, choices: list[Choice]) -> tuple[int, float]:
    """How many circles have an hour, and how welcome those are together."""
    comfort = [
        float(one.comfort[one.starts.tolist().index(start)])
        for start, one in zip(starts, choices, strict=True)
        if start >= 0
    ]
    return len(comfort), round(sum(comfort), 6)


hours_of_week = st.sampled_from([0, 1, 2, 3, 50, 166, 167])
slots = st.dictionaries(hours_of_week, st.sampled_from([0.1, 0.4, 0.5, 0.9]), max_size=3)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(slots, min_size=1, max_size=5),
    st.lists(st.sets(st.integers(0, 4), min_size=2, max_size=3), max_size=4),
    st.integers(1, 3),
)
def test_no_other_timetable_gives_more_circles_an_hour_or_more_welcome_ones(
    told: list[dict[int, float]], groups: list[set[int]], hours: int
) -> None:
    choices = [choice(*one.items()) for one in told]
    groups = [group for group in groups if max(group) < len(choices)]
    found = timetable(choices, [sorted(group) for group in groups], hours)
    assert lawful(found.tolist(), groups, hours)
    ways = product(*([-1, *one.starts.tolist()] for one in choices))
    best = max(worth(list(way), choices) for way in ways if lawful(list(way), groups, hours))
    assert worth(found, choices) == best


def test_whoever_has_one_hour_only_gets_it_though_others_like_it_too() -> None:
    three = [choice((19, 1.0), (8, 0.5)), choice((19, 1.0)), choice((19, 1.0), (8, 0.9))]
    assert timetable(three, [(0, 1), (1, 2)], 1).tolist() == [8, 19, 8]


def test_circles_without_a_member_in_common_take_the_same_hour() -> None:
    assert timetable([choice((19, 1.0))] * 2, [], 1).tolist() == [19, 19]


def test_meetings_overlap_also_from_sunday_to_monday() -> None:
    two = [choice((167, 1.0)), choice((0, 1.0), (5, 0.1))]
    assert timetable(two, [(0, 1)], 2).tolist() == [167, 5]
