"""Hours in which members of several zones can meet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.meeting import MeetingError, from_bits, meeting_hours, slot_bits, to_bits
from features.regions import PROVINCES
from features.schedule import DAYS, PARTS
from features.tables import HOURS_A_WEEK
from tests.features.people import Person, table

PAPUA, JAKARTA, BALI = "ID-PA", "ID-JK", "ID-BA"
codes = st.tuples(st.sampled_from(DAYS), st.sampled_from(list(PARTS))).map("-".join)
persons = st.builds(
    Person,
    province=st.sampled_from(["", *(one.code for one in PROVINCES)]),
    free=st.lists(codes, max_size=4).map(tuple),
)


def slots(person: Person, hours: int = 1) -> list[int]:
    return [int(hour) for hour in from_bits(slot_bits(table([person]), hours)[0])]


def test_seven_in_the_evening_in_papua_is_five_in_jakarta() -> None:
    in_papua = slots(Person(province=PAPUA, free=("mon-19-20",)))
    assert in_papua == slots(Person(province=JAKARTA, free=("mon-17-18",))) == [10]


def test_a_two_hour_meeting_begins_only_where_both_hours_are_free() -> None:
    evening = Person(province=JAKARTA, free=("tue-18-21",))
    assert slots(evening, 2) == [24 + 11, 24 + 12]
    assert slots(evening, 3) == [24 + 11]
    assert slots(evening, 4) == []


def test_a_meeting_may_run_from_sunday_into_monday_of_utc() -> None:
    early = Person(province=PAPUA, free=("mon-08-10",))  # 23:00 on Sunday to 01:00 in UTC
    assert slots(early, 2) == [167]


def test_no_meeting_begins_before_or_ends_after_civil_hours() -> None:
    always = Person(province=BALI, free=tuple(f"{day}-00-24" for day in DAYS))
    local = {(hour + 8) % 24 for hour in slots(always, 2)}
    assert local == set(range(7, 21))


def test_who_named_no_hours_is_free_in_all_civil_hours_and_flagged() -> None:
    when = meeting_hours(table([Person(province=BALI), Person(province=BALI, free=("sat-noon",))]))
    assert when.unsaid.tolist() == [True, False]
    assert when.free[0].sum() == 7 * 15
    assert (when.free[0] == when.civil[0]).all()


def test_who_did_not_say_where_is_read_in_the_zone_of_most_and_flagged() -> None:
    people = [Person(free=("mon-night",)), Person(province=JAKARTA, free=("mon-night",))]
    when = meeting_hours(table(people))
    assert when.unplaced.tolist() == [True, False]
    assert (when.free[0] == when.free[1]).all()


@pytest.mark.parametrize("civil", [(22, 7), (7, 7), (-1, 5), (7, 25)])
def test_civil_hours_that_are_none_are_refused(civil: tuple[int, int]) -> None:
    with pytest.raises(MeetingError, match="0 to 24"):
        meeting_hours(table([Person()]), civil)


@pytest.mark.parametrize("hours", [0, 16])
def test_a_meeting_longer_than_civil_hours_is_refused(hours: int) -> None:
    with pytest.raises(MeetingError, match="shorter"):
        slot_bits(table([Person()]), hours)


@given(arrays(np.bool_, (3, HOURS_A_WEEK)))
def test_bits_hold_exactly_the_hours_they_were_made_of(weeks: np.ndarray) -> None:
    bits = to_bits(weeks)
    assert bits.shape == (3, 3)
    assert bits.dtype == np.uint64
    assert [from_bits(row).tolist() for row in bits] == [np.flatnonzero(w).tolist() for w in weeks]


@given(st.lists(persons, min_size=1, max_size=5), st.integers(1, 4))
def test_bits_equal_what_each_hour_asked_on_its_own_says(people: list[Person], hours: int) -> None:
    members = table(people)
    bits = slot_bits(members, hours)
    for i, row in enumerate(bits):
        place = int(members.province[i])
        offset = PROVINCES[place].utc_offset if place >= 0 else 7
        week = members.availability[i]
        said = bool(week.any())
        expected = []
        for hour in range(HOURS_A_WEEK):
            local = [(hour + k + offset) % HOURS_A_WEEK for k in range(hours)]
            if all(7 <= h % 24 < 22 and (week[h] or not said) for h in local):
                expected.append(hour)
        assert from_bits(row).tolist() == expected
