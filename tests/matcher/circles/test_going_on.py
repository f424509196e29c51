"""What goes on already is kept free of: capacity, places and hours of whoever is in it."""

import numpy as np
import pytest
from sqlalchemy.orm import Session

from features.meeting import from_bits, to_bits
from features.vocabulary import Purpose, Role
from matcher.circles.form import prepare
from matcher.circles.roster import Roster, read_roster
from matcher.circles.wishes import read_wishes
from matcher.store.schema import Circle, CircleMember
from matcher.store.session import Store
from matcher.store.tables import read_tables
from models.encoder import shipped
from tests.matcher.circles.conftest import NOW

LEADS = {"facilitator": {"roles": ["volunteer", "facilitator"], "capacity": 2}}


@pytest.fixture
def leader(store: Store) -> str:
    """Somebody who may lead."""
    with store.read() as session:
        members = read_tables(session, Purpose.MATCH).members
    found: str = members.ids[members.role.tolist().index(list(Role).index(Role.VOLUNTEER))]
    return found


def seat(
    session: Session,
    circle_id: str,
    member_id: str,
    *,
    kind: str = "circles",
    status: str = "running",
    **circle: int,
) -> None:
    """A circle that she leads."""
    session.add(
        Circle(circle_id=circle_id, name="", kind=kind, status=status, created_at=NOW, **circle)
    )
    session.flush()
    session.add(
        CircleMember(circle_id=circle_id, member_id=member_id, role="facilitator", joined_at=NOW)
    )


def seats_of(store: Store, member_id: str, **wishes: object) -> tuple[int, bool]:
    """How many seats she has, and whether she may lead."""
    roster = read(store, **wishes)
    if member_id not in roster.members.ids:
        return 0, False
    row = roster.members.ids.index(member_id)
    return int((roster.member == row).sum()), bool(roster.leads[row])


def read(store: Store, **wishes: object) -> Roster:
    with store.read() as session:
        return read_roster(session, read_wishes(LEADS | wishes))


@pytest.mark.parametrize(
    ("kinds", "again", "expected"),
    [
        ([], False, (2, True)),
        (["circles"], False, (1, True)),
        (["circles", "circles"], False, (0, False)),
        (["circles", "circles"], True, (1, False)),
        (["meetups", "cohorts"], False, (1, False)),
        (["circles", "meetups", "cohorts"], False, (0, False)),
    ],
)
def test_circles_she_leads_take_from_those_she_may_lead(
    store: Store, leader: str, kinds: list[str], again: bool, expected: tuple[int, bool]
) -> None:
    with store.begin() as session:
        for number, kind in enumerate(kinds):
            seat(session, f"c{number}", leader, kind=kind)
    assert seats_of(store, leader, who={"again": again}) == expected


@pytest.mark.parametrize(("status", "left"), [("closed", 2), ("draft", 2), ("published", 1)])
def test_only_circles_that_go_on_count(store: Store, leader: str, status: str, left: int) -> None:
    with store.begin() as session:
        seat(session, "c1", leader, status=status)
    assert seats_of(store, leader) == (left, True)


def test_where_nobody_is_to_lead_whoever_leads_one_of_the_kind_needs_no_other(
    store: Store, leader: str
) -> None:
    with store.begin() as session:
        seat(session, "c1", leader)
    assert seats_of(store, leader, facilitator=None) == (0, False)
    assert seats_of(store, leader, facilitator=None, kind="meetups")[0] == 1


def test_nobody_is_free_while_a_circle_of_hers_meets(store: Store, leader: str) -> None:
    wishes = {"meeting": {"hours": 2}, "seconds": 1}
    plain = read(store, **wishes)
    row = plain.members.ids.index(leader)
    before = prepare(read_wishes(LEADS | wishes), plain, shipped()).free[row]
    start = int(from_bits(before)[0])
    with store.begin() as session:
        seat(session, "c1", leader, kind="cohorts", meets_utc_hour=start, meets_hours=3)
        seat(session, "c2", leader, kind="meetups")
    roster = read(store, **wishes)
    row = roster.members.ids.index(leader)
    after = prepare(read_wishes(LEADS | wishes), roster, shipped()).free[row]
    taken = {(start + later) % 168 for later in range(-1, 3)}
    assert set(from_bits(after)) == set(from_bits(before)) - taken
    week = np.zeros((1, 168), dtype=np.bool_)
    week[0, [(start + later) % 168 for later in range(3)]] = True
    assert (to_bits(roster.busy[[row]]) == to_bits(week)).all()
    others = np.delete(roster.busy, row, axis=0)
    assert not others.any()
