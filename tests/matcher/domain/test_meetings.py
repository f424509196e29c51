"""A weekly meeting has one spelling, whatever day name and zone it is written with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from matcher.domain.meetings import meeting, meeting_at, meeting_text


@given(st.integers(0, 167), st.integers(1, 24))
def test_an_hour_of_the_week_comes_back_from_its_spelling(utc_hour: int, hours: int) -> None:
    text = meeting_text(utc_hour, hours)
    assert meeting(text) == text
    assert meeting_at(text) == (utc_hour, hours)


@pytest.mark.parametrize(
    ("written", "spelt", "at"),
    [
        ("wed-19-20 WIB", "wed-19-20 WIB", (60, 1)),
        (" Rabu 20.00-22.00 wita ", "wed-19-21 WIB", (60, 2)),
        ("senin-01:00-02:00 WIT", "sun-23-24 WIB", (160, 1)),
        ("sab-23-01 WIB", "sat-23-01 WIB", (136, 2)),
        ("min_00-24 WIB", "sun-00-24 WIB", (137, 24)),
    ],
)
def test_a_meeting_is_told_on_the_clocks_of_jakarta(
    written: str, spelt: str, at: tuple[int, int]
) -> None:
    assert meeting(written) == spelt
    assert meeting_at(spelt) == at


@pytest.mark.parametrize(
    "written",
    ["wed-19-20", "wed 19:30-20:30 WIB", "19-20 WIB", "wed-24-25 WIB", "xyz-1-2 WIB", "", None, 7],
)
def test_what_is_no_meeting_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError, match="not a weekly meeting"):
        meeting(written)
