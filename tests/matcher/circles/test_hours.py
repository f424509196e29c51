"""The weekly hour lies in the free time of all, in the civil hours of each, on her own clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.regions import INDEX, PROVINCES, Zone
from features.schedule import parse_availability
from matcher.circles.hours import Hour, Slot, as_bits, best_slot, free_slots, zone_of
from matcher.circles.wishes import Meeting

JAVA, BALI, PAPUA = INDEX["ID-JB"], INDEX["ID-BA"], INDEX["ID-PA"]


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(0, 12), st.integers(16, 24))
def test_a_slot_suits_whoever_is_free_for_all_its_hours_on_her_own_clock(
    seed: int, hours: int, opens: int, closes: int
) -> None:
    chance = np.random.default_rng(seed)
    week = chance.random((3, 168)) < 0.7
    province = np.array([JAVA, PAPUA, -1], dtype=np.int16)
    free = free_slots(week, province, Meeting(hours=hours, opens=opens, closes=closes))
    for i in range(3):
        for start in range(168):
            local = start + zone_of(int(province[i])).utc_offset
            inside = opens <= local % 24 and local % 24 + hours <= closes
            awake = all(week[i, (local + later) % 168] for later in range(hours))
            assert free[i, start] == (inside and awake)


@given(st.integers(0, 2**32 - 1), st.integers(1, 200))
def test_bits_hold_the_flags(seed: int, width: int) -> None:
    flags = np.random.default_rng(seed).random((4, width)) < 0.5
    bits = as_bits(flags)
    for i, j in np.ndindex(*flags.shape):
        assert bool(bits[i, j // 64] >> np.uint64(j % 64) & np.uint64(1)) == flags[i, j]


def test_an_evening_is_chosen_before_a_working_morning() -> None:
    week = parse_availability(["tue-morning", "tue-night"])
    province = np.array([JAVA, JAVA], dtype=np.int16)
    free = free_slots(np.stack([week, week]), province, Meeting())
    slot = best_slot(free, [Zone.WIB, Zone.WIB], 1)
    assert slot is not None
    assert slot.at(Zone.WIB) == Hour(1, 19)


def test_the_hour_is_late_for_nobody_where_zones_differ() -> None:
    week = parse_availability(["wed-night"])
    province = np.array([JAVA, PAPUA], dtype=np.int16)
    free = free_slots(np.stack([week, week]), province, Meeting())
    slot = best_slot(free, [Zone.WIB, Zone.WIT], 1)
    assert slot is not None
    assert (slot.at(Zone.WIB), slot.at(Zone.WIT)) == (Hour(2, 18), Hour(2, 20))


def test_without_a_shared_slot_there_is_none() -> None:
    free = np.eye(2, 168, dtype=np.bool_)
    assert best_slot(free, [Zone.WIB, Zone.WIB], 1) is None


def test_sunday_night_in_utc_is_monday_in_indonesia() -> None:
    assert Slot(167, 1).at(Zone.WIB) == Hour(0, 6)


@pytest.mark.parametrize(("province", "zone"), [(BALI, "WITA"), (PAPUA, "WIT"), (-1, "WIB")])
def test_a_province_has_its_zone(province: int, zone: str) -> None:
    assert zone_of(province) == zone
    assert province < len(PROVINCES)
