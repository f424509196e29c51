"""Single draws: the right numbers, as often as they should be, the same for the same seed."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.sample.dice import Dice, stream


def dice(seed: int = 0) -> Dice:
    return Dice(np.random.default_rng(seed))


def test_the_same_seed_and_part_draw_the_same_and_others_do_not() -> None:
    def draws(seed: int, part: str) -> list[float]:
        one = Dice(stream(seed, part))
        return [one.unit() for _ in range(20)]

    assert draws(1, "members") == draws(1, "members")
    assert draws(1, "members") != draws(2, "members")
    assert draws(1, "members") != draws(1, "stories")


def test_options_come_up_by_their_weights() -> None:
    one = dice()
    drawn = Counter(one.weighted("abc", (0.6, 0.3, 0.1)) for _ in range(20_000))

    assert drawn["a"] / 20_000 == pytest.approx(0.6, abs=0.015)
    assert drawn["b"] / 20_000 == pytest.approx(0.3, abs=0.015)
    assert drawn["c"] / 20_000 == pytest.approx(0.1, abs=0.015)


def test_what_weighs_nothing_is_never_drawn() -> None:
    one = dice()

    assert {one.weighted("abcd", (0, 1, 0, 0)) for _ in range(500)} == {"b"}


@given(st.integers(0, 2**32 - 1), st.integers(-50, 50), st.integers(0, 20))
def test_whole_numbers_stay_between_their_ends(seed: int, low: int, span: int) -> None:
    one = dice(seed)

    assert all(low <= one.between(low, low + span) <= low + span for _ in range(50))


def test_both_ends_of_a_range_come_up() -> None:
    one = dice()

    assert {one.between(1, 3) for _ in range(200)} == {1, 2, 3}


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(), unique=True), st.integers(0, 10))
def test_some_are_different_options_and_never_more_than_there_are(
    seed: int, options: list[int], count: int
) -> None:
    found = dice(seed).some(options, count)

    assert len(set(found)) == len(found) == min(count, len(options))
    assert set(found) <= set(options)


def test_chances_of_none_and_all_are_certain() -> None:
    one = dice()

    assert not any(one.chance(0) for _ in range(1000))
    assert all(one.chance(1) for _ in range(1000))
