"""Seasons of the community's year."""

from datetime import date

import numpy as np
import pytest

from matcher.sample.calendar import DAY, SEASONS, next_season, seasons, seconds


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2024, 3, 20), "ramadan"),
        (date(2026, 2, 25), "ramadan"),
        (date(2025, 7, 1), "holiday"),
        (date(2025, 12, 24), "holiday"),
        (date(2025, 9, 10), ""),
    ],
)
def test_a_day_lies_in_its_season(day: date, season: str) -> None:
    found = seasons(np.array([seconds(day) // DAY]))
    assert SEASONS[int(found[0])] == season


def test_the_next_ramadan_is_found_from_any_day_before_it() -> None:
    assert next_season("ramadan", date(2025, 6, 1)) == date(2026, 2, 12)
