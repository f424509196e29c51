"""From a store to circles: every rule holds, whoever waits has a reason, consent decides."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy.orm import Session

from features.meeting import from_bits, slot_bits, to_bits
from features.vocabulary import Level, Purpose, Role
from matcher.circles.form import form, prepare
from matcher.circles.formation import Formation, meetings
from matcher.circles.hours import zone_of
from matcher.circles.roster import read_roster
from matcher.circles.wishes import Wishes, read_wishes
from matcher.circles.words import WAITING
from matcher.errors import DataError
from matcher.grouping.checking import check
from matcher.store.schema import Circle, CircleMember, Consent, MemberTie, Waiting
from matcher.store.session import Store
from matcher.store.tables import read_tables
from models.encoder import shipped
from tests.matcher.circles.conftest import NOW

WISHES: dict[str, object] = {"seconds": 2, "seed": 1}


@pytest.fixture(scope="module")
def formed(generated_store: Store) -> Iterator[Formation]:
    with generated_store.read() as session:
        yield form(session, read_wishes(WISHES), shipped())


def test_no_hard_rule_is_broken(formed: Formation) -> None:
    assert check(formed.built.problem, formed.solution.circle).legal
    assert len(formed.circles) > 3


def test_each_member_sits_in_a_circle_or_waits_for_a_reason(formed: Formation) -> None:
    seated = {int(one) for circle in formed.circles for one in circle.members}
    waiting = [one.member for one in formed.waiting]
    assert seated.isdisjoint(waiting)
    assert sorted([*seated, *waiting]) == list(range(len(formed.roster)))
    assert {one.reason for one in formed.waiting} <= set(WAITING)


def test_every_circle_is_led_by_one_who_sits_in_it_and_leads_no_more_than_she_can(
    formed: Formation,
) -> None:
    led = [circle.leader for circle in formed.circles]
    assert all(circle.leader in circle.members for circle in formed.circles)
    assert all(formed.roster.leads[one] for one in led if one is not None)
    assert max(led.count(one) for one in led) <= 2


def test_circles_have_the_size_and_the_reach_that_were_asked_for(formed: Formation) -> None:
    for circle in formed.circles:
        provinces = formed.roster.members.province[circle.members]
        assert 5 <= len(set(circle.members.tolist())) == len(circle.members) <= 8
        assert len(set(provinces[provinces >= 0])) >= 3


def test_the_hour_suits_every_member_on_her_own_clock(formed: Formation) -> None:
    members = formed.roster.members
    free = slot_bits(members)
    for circle in formed.circles:
        assert circle.slot is not None
        for one in circle.members:
            local = circle.slot.at(zone_of(int(members.province[one])))
            told = members.availability[one]
            assert told[local.day * 24 + local.hour] or not told.any()
            assert 7 <= local.hour <= 21
            assert circle.slot.start in from_bits(free[one])


def test_whoever_sits_in_two_circles_never_meets_with_both_at_once(formed: Formation) -> None:
    at = [(int(one), circle.slot) for circle in formed.circles for one in circle.members]
    assert len(at) == len(set(at))


def test_two_circles_with_one_member_in_common_share_out_the_hours(store: Store) -> None:
    wishes = read_wishes(WISHES | {"meeting": {"hours": 2}})
    with store.read() as session:
        roster = read_roster(session, wishes)
    built = prepare(wishes, roster, shipped())
    week = np.zeros((len(roster), 168), dtype=np.bool_)
    week[:, [12, 13, 20]] = True
    week[1, 20] = False
    two = {0: np.array([0, 1], dtype=np.int32), 1: np.array([0, 2], dtype=np.int32)}
    slots = meetings(two, roster, replace(built, free=to_bits(week)))
    assert {slot.start for slot in slots.values() if slot} in ({12, 20}, {13, 20})
    three = two | {2: np.array([0, 3], dtype=np.int32)}
    assert meetings(three, roster, replace(built, free=to_bits(week)))[2] is None


def test_ties_of_the_store_are_kept(formed: Formation) -> None:
    row = {int(one): c.number for c in formed.circles for one in c.members}
    roster = formed.roster
    assert len(roster.apart) == 2
    for a, b in roster.apart:
        shared = [c for c in formed.circles if a in c.members and b in c.members]
        assert shared == []
    for a, b in roster.together:
        assert row.get(int(a)) == row.get(int(b))


def test_who_agreed_to_be_matched_takes_part_and_nobody_else(store: Store) -> None:
    with store.begin() as session:
        ids = read_tables(session, Purpose.MATCH).members.ids
        gone = session.get(Consent, (ids[0], "match"))
        assert gone is not None
        gone.withdrawn_at = NOW
    with store.read() as session:
        assert read_roster(session, read_wishes({})).members.ids == ids[1:]


def test_whoever_leads_has_as_many_seats_as_circles_she_may_lead(store: Store) -> None:
    with store.read() as session:
        wishes = read_wishes({"facilitator": {"roles": "volunteer", "capacity": 3}})
        roster = read_roster(session, wishes)
    able = np.flatnonzero(roster.members.role == list(Role).index(Role.VOLUNTEER))
    assert len(able)
    assert roster.n_seats == len(roster) + 2 * len(able)
    assert (np.bincount(roster.member)[able] == 3).all()


@pytest.mark.parametrize(("wish", "seats"), [({}, 1), ({"weight": 1}, 3), (None, 3)])
def test_two_leaders_who_must_sit_together_have_no_further_seats_that_could_part_them(
    store: Store, wish: object, seats: int
) -> None:
    with store.begin() as session:
        members = read_tables(session, Purpose.MATCH).members
        able = np.flatnonzero(members.role == list(Role).index(Role.VOLUNTEER))
        first, second = (members.ids[row] for row in able[:2].tolist())
        session.add(MemberTie(kind="together", member_a=first, member_b=second))
        asked = {"facilitator": {"roles": "volunteer", "capacity": 3}, "together": wish}
        session.flush()
        roster = read_roster(session, read_wishes(asked))
    rows = [roster.members.ids.index(one) for one in (first, second)]
    assert np.bincount(roster.member)[rows].tolist() == [seats, seats]


def test_a_cohort_is_of_those_who_finished_a_class_of_the_level(store: Store) -> None:
    wishes = read_wishes({"kind": "cohorts", "least": 2, "who": {"level": "intensive"}})
    with store.read() as session:
        roster = read_roster(session, wishes)
        everybody = read_roster(session, read_wishes({}))
    assert 0 < len(roster) < len(everybody)
    assert (roster.level >= list(Level).index(Level.INTENSIVE)).all()


def seat(session: Session, status: str, *rows: int) -> None:
    """A circle of the members in those rows."""
    ids = read_tables(session, Purpose.MATCH).members.ids
    circle = Circle(circle_id="c1", name="", kind="circles", status=status, created_at=NOW)
    session.add(circle)
    session.flush()
    session.add_all(CircleMember(circle_id="c1", member_id=ids[one], joined_at=NOW) for one in rows)


@pytest.mark.parametrize(("status", "met"), [("closed", True), ("draft", False)])
def test_those_of_one_circle_have_met_unless_it_was_a_draft(
    store: Store, status: str, met: bool
) -> None:
    with store.begin() as session:
        seat(session, status, 10, 11)
    with store.read() as session:
        assert ([10, 11] in read_roster(session, read_wishes({})).met.tolist()) == met


@pytest.mark.parametrize(
    ("status", "kind", "again", "left_out"),
    [
        ("running", "circles", False, 2),
        ("running", "circles", True, 0),
        ("running", "meetups", False, 0),
        ("closed", "circles", False, 0),
    ],
)
def test_whoever_is_in_a_circle_that_goes_on_needs_no_other_of_the_kind(
    store: Store, status: str, kind: str, again: bool, left_out: int
) -> None:
    wishes = read_wishes({"kind": kind, "who": {"again": again}})
    with store.read() as session:
        before = len(read_roster(session, wishes))
    with store.begin() as session:
        seat(session, status, 10, 11)
    with store.read() as session:
        assert len(read_roster(session, wishes)) == before - left_out


def test_too_few_for_a_circle_are_told_so(store: Store) -> None:
    wishes = read_wishes({"who": {"classes": ["none-such"]}})
    with store.read() as session, pytest.raises(DataError, match="0 members take part"):
        read_roster(session, wishes)


def test_whoever_waited_before_costs_more_to_leave_waiting(store: Store) -> None:
    with store.begin() as session:
        ids = read_tables(session, Purpose.MATCH).members.ids
        row = Waiting(member_id=ids[7], since=NOW, reason="room", times_waited=2)
        session.add(row)
    wishes = read_wishes(WISHES)
    with store.read() as session:
        roster = read_roster(session, wishes)
    costs = prepare(wishes, roster, shipped()).problem.waiting
    assert costs is not None
    assert costs[7] == 3 * costs[6]
    assert (costs[len(roster) :] == 0).all()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"pinned": {"nobody": 0}}, "does not take part"),
        (
            {"counts": [{"attribute": "topic", "value": "astronomy", "least": 1}]},
            "Nobody who takes part chose",
        ),
    ],
)
def test_a_wish_about_what_is_not_there_is_refused(
    store: Store, more: dict[str, object], reason: str
) -> None:
    wishes: Wishes = read_wishes(WISHES | more)
    with store.read() as session, pytest.raises(DataError, match=reason):
        form(session, wishes, shipped())
