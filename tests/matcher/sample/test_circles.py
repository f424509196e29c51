"""The community's circles: some over, some that meet, each as the rules would have it."""

from collections import defaultdict

import pytest

from features.regions import INDEX, PROVINCES
from features.schedule import PARTS

from .conftest import AS_OF, Rows

Circles = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def circles(rows: Rows) -> Circles:
    found: Circles = defaultdict(list)
    for row in rows["circles"]:
        found[row["circle_id"]].append(row)
    return found


def test_some_circles_are_over_and_some_meet_now(circles: Circles) -> None:
    states = [seats[0]["status"] for seats in circles.values()]
    assert states.count("closed") >= 4
    assert states.count("running") >= 4


def test_a_circle_has_a_facilitator_several_provinces_and_five_to_eight_seats(
    circles: Circles, rows: Rows
) -> None:
    home = {row["member_id"]: row["province"] for row in rows["members"]}
    for seats in circles.values():
        assert 5 <= len(seats) <= 8
        assert [row["role"] for row in seats].count("facilitator") == 1
        assert len({home[row["member_id"]] for row in seats}) >= 3


def test_all_agreed_were_members_and_are_free_when_it_meets(circles: Circles, rows: Rows) -> None:
    member = {row["member_id"]: row for row in rows["members"]}
    for seats in circles.values():
        meets, zone = seats[0]["meets"].split()
        day, start, _ = meets.split("-")
        for seat in seats:
            one = member[seat["member_id"]]
            assert "match" in one["consent"].split(";")
            assert one["joined_at"] <= seat["joined_at"]
            assert PROVINCES[INDEX[one["province"]]].zone == zone
            slots = [slot.split("-") for slot in one["availability"].split(";")]
            assert any(there == day and int(start) in range(*PARTS[part]) for there, part in slots)


def test_nobody_sits_in_two_circles_that_meet_or_beside_whom_she_is_apart_from(
    circles: Circles, rows: Rows
) -> None:
    now = [row["member_id"] for row in rows["circles"] if row["status"] == "running"]
    assert len(now) == len(set(now))
    together = [{row["member_id"] for row in seats} for seats in circles.values()]
    for tie in rows["ties"]:
        if tie["kind"] == "apart":
            assert not any({tie["member_a"], tie["member_b"]} <= seats for seats in together)


def test_whoever_is_in_a_closed_circle_has_left_by_the_day_it_is_told(circles: Circles) -> None:
    for seats in circles.values():
        left = [row["left_at"] for row in seats]
        assert max(left) <= f"{AS_OF.isoformat()}T23"
        assert all(left) or seats[0]["status"] == "running"
        assert not all(left) or seats[0]["status"] == "closed"
