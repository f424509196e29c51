"""Availability codes, hours of the week, and the way to UTC and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.regions import Zone
from features.schedule import (
    DAYS,
    PARTS,
    AvailabilityError,
    canonical,
    parse_availability,
    to_local,
    to_utc,
)
from features.tables import HOURS_A_WEEK

weeks = arrays(np.bool_, HOURS_A_WEEK)
zones = st.sampled_from(Zone)
codes = st.one_of(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(list(PARTS))).map("-".join),
    st.tuples(st.sampled_from(DAYS), st.integers(0, 23), st.integers(1, 24))
    .filter(lambda code: code[1] < code[2])
    .map(lambda code: f"{code[0]}-{code[1]:02}-{code[2]:02}"),
)


def hours(*names: str) -> list[int]:
    return parse_availability(names).nonzero()[0].tolist()


def test_monday_morning_is_the_seventh_to_eleventh_hour_of_the_week() -> None:
    assert hours("mon-morning") == [6, 7, 8, 9, 10]


def test_hours_are_from_the_first_up_to_the_second() -> None:
    assert hours("sun-22-24") == [166, 167]


def test_several_codes_join() -> None:
    assert hours("tue-noon", "tue-12-15") == [35, 36, 37, 38]
    assert hours() == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("sen-pagi", "mon-morning"),
        ("Senin pagi", "mon-morning"),
        ("Jum'at malam", "fri-night"),
        ("SABTU-19-21", "sat-19-21"),
        ("minggu 9-11", "sun-09-11"),
        ("Wednesday_evening", "wed-night"),
    ],
)
def test_indonesian_and_long_names_have_one_spelling(written: str, code: str) -> None:
    assert canonical(written) == code


@pytest.mark.parametrize(
    "written", ["", "mon", "pagi", "mon-21-19", "mon-19-25", "mon-5-5", "xyz-pagi", "mon-brunch"]
)
def test_what_is_no_time_of_the_week_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(AvailabilityError, match="mon-morning"):
        parse_availability([written])


@given(codes)
def test_the_one_spelling_stays_as_it_is(code: str) -> None:
    assert canonical(code) == code
    assert parse_availability([code]).any()


def test_eight_in_the_evening_in_jayapura_is_six_in_jakarta() -> None:
    in_papua = to_utc(parse_availability(["mon-20-21"]), Zone.WIT)
    assert to_local(in_papua, Zone.WIB).nonzero()[0].tolist() == [18]


def test_early_monday_is_still_sunday_in_utc() -> None:
    assert to_utc(parse_availability(["mon-06-07"]), Zone.WIB).nonzero()[0].tolist() == [167]


@given(weeks, zones)
def test_the_way_to_utc_and_back_changes_nothing(week: np.ndarray, zone: Zone) -> None:
    np.testing.assert_array_equal(to_local(to_utc(week, zone), zone), week)


@given(arrays(np.bool_, (3, HOURS_A_WEEK)), zones)
def test_many_weeks_go_as_each_alone(many: np.ndarray, zone: Zone) -> None:
    np.testing.assert_array_equal(to_utc(many, zone), [to_utc(week, zone) for week in many])
