"""Single values as people and spreadsheets write them."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from matcher.domain import values
from matcher.domain.times import time


def refused(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(PydanticCustomError) as error:
        read(value)
    return error.value.type


def free_text(value: object) -> str:
    return values.text(value, 10_000)


@given(st.text())
def test_text_read_twice_is_as_read_once(text: str) -> None:
    once = free_text(text)
    assert free_text(once) == once
    once.encode()


def test_text_keeps_emoji_and_lines_but_no_invisible_characters() -> None:
    assert free_text(" a\u00a0b\r\nc\x00d\ud800 👩‍👧\t") == "a b\ncd 👩‍👧"
    assert free_text("e\u0301") == "é"


def test_text_longer_than_its_limit_is_refused_and_the_limit_told() -> None:
    assert values.text("x" * 5, 5) == "xxxxx"
    with pytest.raises(PydanticCustomError, match="at most 5 characters"):
        values.text("x" * 6, 5)


@given(st.text())
def test_an_id_read_twice_is_as_read_once(text: str) -> None:
    try:
        once = values.identifier(text)
    except PydanticCustomError:
        return
    assert values.identifier(once) == once
    assert 0 < len(once) <= 64


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "blank"),
        (" \u00a0", "blank"),
        ("a;b", "id_characters"),
        ("a/b", "id_characters"),
        ("..", "id_characters"),
        ("a\nb", "id_characters"),
        ("a\x00", "id_characters"),
        ("x" * 65, "too_long"),
        ("1.23457E+11", "id_rounded"),
        ("1,23457E+11", "id_rounded"),
        (17, "not_text"),
    ],
)
def test_an_id_that_cannot_be_one_is_refused(written: object, code: str) -> None:
    assert refused(values.identifier, written) == code


def test_an_id_is_kept_but_for_what_spreadsheets_do_to_it() -> None:
    assert values.identifier("\u00a0m-17 ") == "m-17"
    assert values.identifier("1234.0") == "1234"
    assert values.identifier("0012") == "0012"
    assert values.identifier("v1.0") == "v1.0"


def test_lists_come_as_text_or_list_without_blanks_and_repetition() -> None:
    assert values.entries("a; b;;a") == values.entries(["a", "b", "", "a"]) == ("a", "b")
    assert refused(values.entries, 3) == "not_text"
    assert refused(values.entries, [3]) == "not_text"
    assert refused(values.entries, [str(i) for i in range(101)]) == "too_many"


def test_topics_become_slugs_and_indonesian_names_the_usual_ones() -> None:
    assert values.topics("Pengasuhan; Pengembangan Diri;Keuangan;finansial") == (
        "parenting",
        "self-development",
        "finance",
    )
    assert values.topics("Gizi & MPASI") == ("gizi-mpasi",)
    assert refused(values.topics, "parenting;!!") == "not_a_topic"


@given(st.lists(st.text()))
def test_topics_read_twice_are_as_read_once(entries: list[str]) -> None:
    try:
        once = values.topics(entries)
    except PydanticCustomError:
        return
    assert values.topics(";".join(once)) == once


def test_languages_come_as_codes_or_usual_names() -> None:
    assert values.languages("Bahasa Indonesia;en-US;JV") == ("id", "en", "jv")
    assert refused(values.languages, "martian!") == "unknown_language"


def test_a_misspelt_province_is_refused_with_the_likely_one() -> None:
    assert values.province("jabar") == "ID-JB"
    with pytest.raises(PydanticCustomError, match=r"Did you mean Jawa Barat \(ID-JB\)"):
        values.province("Jawa Barta")
    assert refused(values.province, "London") == "unknown_province"


@pytest.mark.parametrize(("written", "read"), [("4,5", 4.5), (" 4.5 ", 4.5), (4, 4.0), ("5", 5.0)])
def test_a_rating_may_have_a_decimal_comma(written: object, read: float) -> None:
    assert values.number(written, 1, 5) == read


@pytest.mark.parametrize("written", ["nan", math.nan, True, None, "empat", ""])
def test_a_rating_that_is_no_number_is_refused(written: object) -> None:
    assert refused(lambda value: values.number(value, 1, 5), written) == "not_a_number"


@pytest.mark.parametrize("written", ["0,9", "5.01", "inf", -math.inf])
def test_a_rating_outside_one_to_five_is_refused(written: object) -> None:
    assert refused(lambda value: values.number(value, 1, 5), written) == "out_of_range"


def test_seats_are_whole_numbers_from_one() -> None:
    assert [values.seats(value) for value in (20, "20", "20.0", 20.0)] == [20] * 4
    assert refused(values.seats, "1.000") == "not_a_whole_number"
    assert refused(values.seats, True) == "not_a_whole_number"
    assert refused(values.seats, "0") == "out_of_range"


def test_yes_and_no_in_two_languages() -> None:
    assert all(map(values.yes_or_no, [True, "TRUE", "ya", "1", "Yes"]))
    assert not any(map(values.yes_or_no, [False, "FALSE", "tidak", "0", "no"]))
    assert refused(values.yes_or_no, "mungkin") == "not_yes_or_no"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24T10:00:00+07:00",
        "2026-11-24 10:00",
        "2026-11-24T03:00:00Z",
        "24/11/2026 10:00",
        "24-11-2026 10.00",
        " 24.11.2026, 10.00.00 ",
        "24/11/2026 11.00 WITA",
        "2026-11-24 12:00 wit",
        "24/11/2026\u00a010:00",
        datetime(2026, 11, 24, 10, 0, 0, 999),  # noqa: DTZ001
        datetime(2026, 11, 24, 5, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_a_time_is_read_day_first_and_as_western_time_unless_it_says_otherwise(
    written: object,
) -> None:
    assert time(written) == datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize("written", ["24/11/2026", "2026-11-24", date(2026, 11, 24)])
def test_a_date_alone_is_its_midnight_in_western_time(written: object) -> None:
    assert time(written) == datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.mark.parametrize("written", ["11/24/2026", "45980", "besok", "24/11/26", 45980, None])
def test_what_is_no_time_or_leaves_it_open_is_refused(written: object) -> None:
    assert refused(time, written) == "not_a_time"


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_year_nobody_lives_in_is_refused(written: str) -> None:
    assert refused(time, written) == "time_out_of_range"


@given(st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2199, 1, 1)))  # noqa: DTZ001
def test_a_time_read_twice_is_as_read_once(at: datetime) -> None:
    once = time(at.isoformat())
    assert time(once.isoformat()) == once
    assert once.tzinfo is UTC
    assert once.microsecond == 0
