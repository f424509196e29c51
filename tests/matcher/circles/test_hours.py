"""The weekly hour lies in the free time of all, in the civil hours of each, on her own clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.meeting import Bits, to_bits
from features.regions import INDEX, Zone
from features.schedule import parse_availability, to_utc
from matcher.circles.hours import Hour, Slot, best_slot, zone_of

BALI, PAPUA = INDEX["ID-BA"], INDEX["ID-PA"]


def bits(codes: list[str], zones: list[Zone]) -> Bits:
    """The slots of an hour of mothers in those zones who are free at the same local times."""
    week = parse_availability(codes)
    return to_bits(np.stack([to_utc(week, zone) for zone in zones]))


@given(st.sets(st.integers(0, 167), min_size=1), st.sampled_from(list(Zone)))
def test_the_best_slot_is_one_that_all_share(hours: set[int], zone: Zone) -> None:
    weeks = np.zeros((2, 168), dtype=np.bool_)
    weeks[0] = True
    weeks[1, sorted(hours)] = True
    slot = best_slot(to_bits(weeks), [zone, Zone.WIB], 1)
    assert slot is not None
    assert slot.start in hours


def test_an_evening_is_chosen_before_a_working_morning() -> None:
    zones = [Zone.WIB, Zone.WIB]
    slot = best_slot(bits(["tue-morning", "tue-night"], zones), zones, 1)
    assert slot is not None
    assert slot.at(Zone.WIB) == Hour(1, 19)


def test_the_hour_is_late_for_nobody_where_zones_differ() -> None:
    zones = [Zone.WIB, Zone.WIT]
    slot = best_slot(bits(["wed-night"], zones), zones, 1)
    assert slot is not None
    assert (slot.at(Zone.WIB), slot.at(Zone.WIT)) == (Hour(2, 18), Hour(2, 20))


def test_without_a_shared_slot_there_is_none() -> None:
    zones = [Zone.WIB, Zone.WIB]
    assert best_slot(to_bits(np.eye(2, 168, dtype=np.bool_)), zones, 1) is None


def test_sunday_night_in_utc_is_monday_in_indonesia() -> None:
    assert Slot(167, 1).at(Zone.WIB) == Hour(0, 6)


@pytest.mark.parametrize(("province", "zone"), [(BALI, "WITA"), (PAPUA, "WIT"), (-1, "WIB")])
def test_a_province_has_its_zone(province: int, zone: str) -> None:
    assert zone_of(province) == zone
