"""Joining, leaving and moving by hand, whatever is tried: what may never be, never is."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from features.vocabulary import Purpose, Tie
from matcher import privacy
from matcher.circles import life, seats
from matcher.circles.states import MET, UNPUBLISHED, CircleStatus
from matcher.errors import Conflict, DataError, LingkarError, NotFound
from matcher.store import circles, waiting
from matcher.store.schema import CircleMember, MemberTie
from matcher.store.session import Store, open_store
from tests.matcher.circles.women import (
    NAMES,
    NOW,
    TO_PUBLISHED,
    actions,
    agree,
    circle,
    met,
    move,
    plan,
)

LATER = NOW + timedelta(days=7)


def names(session: Session, circle_id: str) -> list[str]:
    return [seat.member_id for seat in circles.seats(session, circle_id)]


def test_a_late_one_meets_all_who_are_there_and_not_who_left(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela cici", *TO_PUBLISHED)
        seats.leave(session, made.circle_id, "bela", LATER, actor="cli", reason="moved_house")
        seats.join(session, made.circle_id, "dewi", LATER, actor="cli")
        assert names(session, made.circle_id) == ["ayu", "cici", "dewi"]
        assert ("ayu", "dewi") in met(session)
        assert ("bela", "dewi") not in met(session)
        (left,) = circles.history(session, "bela")
        assert (left.joined_at, left.left_at) == (NOW, LATER)


def test_who_leaves_a_draft_was_never_there_and_it_is_to_be_reviewed_again(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela cici", CircleStatus.REVIEWED)
        seats.leave(session, made.circle_id, "bela", LATER, actor="cli", reason="moved")
        assert (made.status, circles.history(session, "bela")) == ("draft", [])


@pytest.mark.parametrize("told", ["Suaminya melarang", "", "moved\n", "moved house", "a" * 33])
def test_a_reason_told_in_words_never_goes_on_record(store: Store, told: str) -> None:
    with store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", *TO_PUBLISHED)
        before = actions(session)
        with pytest.raises(DataError):
            seats.leave(session, made.circle_id, "bela", LATER, actor="cli", reason=told)
        assert names(session, made.circle_id) == ["ayu", "bela"]
        assert actions(session) == before


def test_who_comes_back_has_her_seat_again(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", *TO_PUBLISHED)
        seats.leave(session, made.circle_id, "bela", LATER, actor="cli", reason="baby")
        back = LATER + timedelta(days=30)
        seats.join(session, made.circle_id, "bela", back, actor="cli")
        (seat,) = circles.history(session, "bela")
        assert (seat.joined_at, seat.left_at) == (back, None)


def test_another_facilitator_takes_over_without_losing_her_time_there(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", *TO_PUBLISHED)
        for _ in range(2):
            seats.join(session, made.circle_id, "bela", LATER, actor="cli", role="facilitator")
        (seat,) = circles.history(session, "bela")
        assert (seat.role, seat.joined_at) == ("facilitator", NOW)
        assert actions(session).count("circle.join") == 1


def test_a_move_is_all_or_nothing(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = plan(session, "ayu bela", "cici dewi")
        first, second = (f"{plan_id}-0000{number}" for number in range(2))
        move(session, "ayu", first, second, "facilitator")
        roles = {seat.member_id: seat.role for seat in circles.seats(session, second)}
        assert roles == {"ayu": "facilitator", "cici": "facilitator", "dewi": "member"}
        session.add(MemberTie(member_a="bela", member_b="dewi", kind=Tie.APART))
    with pytest.raises(Conflict, match="kept apart"), any_store.begin() as session:
        move(session, "bela", first, second)
    with any_store.read() as session:
        assert names(session, first) == ["bela"]


def test_who_may_not_be_there_is_not_let_in(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", *TO_PUBLISHED).circle_id
        session.add(MemberTie(member_a="bela", member_b="cici", kind=Tie.APART))
        privacy.withdraw(session, "dewi", Purpose.MATCH, NOW)
        for name, error, words in (
            ("cici", Conflict, "kept apart"),
            ("dewi", Conflict, "dewi has not agreed"),
            ("nobody", NotFound, "no member nobody"),
        ):
            with pytest.raises(error, match=words):
                seats.join(session, made, name, NOW, actor="cli")
        with pytest.raises(NotFound, match="eka does not sit in"):
            seats.leave(session, made, "eka", NOW, actor="cli", reason="moved")
        life.set_lock(session, made, True, NOW, actor="cli")
        with pytest.raises(Conflict, match="locked"):
            seats.leave(session, made, "ayu", NOW, actor="cli", reason="moved")


ONE, CIRCLE = st.sampled_from(NAMES), st.integers(0, 2)
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), ONE, CIRCLE),
        st.tuples(st.just("leave"), ONE, CIRCLE),
        st.tuples(st.just("move"), ONE, CIRCLE),
        st.tuples(st.just("advance"), st.sampled_from(CircleStatus), CIRCLE),
        st.tuples(st.just("apart"), ONE, ONE),
        st.tuples(st.just("withdraw"), ONE, CIRCLE),
        st.tuples(st.just("grant"), ONE, CIRCLE),
    ),
    max_size=30,
)


@settings(max_examples=20, deadline=None)
@given(DEEDS)
def test_whatever_is_done_by_hand_keeps_members_safe(
    deeds: list[tuple[str, str, int | str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/lingkar.db", migrate=True)
        with store.begin() as session:
            agree(session)
            plan_id = plan(session, "ayu bela", "cici dewi", "eka")
        ids = [f"{plan_id}-0000{number}" for number in range(3)]
        seen: set[tuple[str, str]] = set()
        for step, deed in enumerate(deeds):
            now = NOW + timedelta(minutes=step)
            try:
                with store.begin() as session:
                    before, unsafe = together(session, ids), apart_together(session, ids)
                    do(session, ids, deed, now)
            except LingkarError:
                with store.read() as session:
                    assert together(session, ids) == before
            with store.read() as session:
                seen = assert_safe(session, ids, seen)
                if deed[0] != "apart":
                    assert apart_together(session, ids) <= unsafe
        store.close()


def do(session: Session, ids: list[str], deed: tuple[str, str, int | str], now: datetime) -> None:
    """One of the things an admin or a member may do."""
    what, who, where = deed
    if isinstance(where, str):
        if who != where:
            low, high = sorted((who, where))
            session.merge(MemberTie(member_a=low, member_b=high, kind=Tie.APART))
        return
    there, onward = ids[where], ids[(where + 1) % 3]
    deeds: dict[str, Callable[[], object]] = {
        "join": lambda: seats.join(session, there, who, now, actor="cli"),
        "leave": lambda: seats.leave(session, there, who, now, actor="cli", reason="own"),
        "move": lambda: move(session, who, there, onward),
        "advance": lambda: life.advance(session, there, CircleStatus(who), now, actor="cli"),
        "withdraw": lambda: privacy.withdraw(session, who, Purpose.MATCH, now),
        "grant": lambda: privacy.grant(session, who, Purpose.MATCH, now),
    }
    deeds[what]()


def together(session: Session, ids: list[str]) -> list[tuple[str, list[str]]]:
    """The status of each circle, and who sits there."""
    return [(circles.get(session, one).status, names(session, one)) for one in ids]


def apart_together(session: Session, ids: list[str]) -> set[tuple[str, tuple[str, str]]]:
    """The pairs who are to be kept apart and sit together, with where."""
    return {
        (one, pair) for one in ids for pair in circles.tied(session, names(session, one), Tie.APART)
    }


def assert_safe(
    session: Session, ids: list[str], seen: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Nobody unwilling is planned for, all who sit together have met, and no tie is lost.

    Returns:
        the pairs who have met by now.

    """
    for status, members in together(session, ids):
        pairs = set(combinations(members, 2))
        if status in UNPUBLISHED:
            assert circles.agreeing(session, members) == set(members)
        if status in MET:
            assert pairs <= met(session)
        if status == CircleStatus.CLOSED:
            assert not members
    assert seen <= met(session)
    return met(session)


def test_many_who_change_places_at_once_end_as_one_by_one_and_all_is_on_record(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        first = circle(session, "ayu bela", request="a").circle_id
        known = circle(session, "cici dewi", *TO_PUBLISHED, request="b").circle_id
        session.add(MemberTie(member_a="bela", member_b="dewi", kind=Tie.APART))
        waiting.put(session, "eka", "no_hour", None, NOW)
        session.flush()
        before = len(actions(session))
        left = [("bela", first), ("dewi", known)]
        joined = {("dewi", first): "member", ("bela", known): "member", ("eka", known): "member"}
        seats.shift(session, left, joined, LATER, actor="cli")
        assert actions(session)[before:] == ["circle.leave"] * 2 + ["circle.join"] * 3
        assert circles.roles(session, [first, known]) == {
            first: {"ayu": "facilitator", "dewi": "member"},
            known: {"bela": "member", "cici": "facilitator", "eka": "member"},
        }
        assert {("bela", "cici"), ("bela", "eka"), ("cici", "eka")} <= met(session)
        assert not waiting.first_come(session)
        assert session.get_one(CircleMember, (known, "dewi")).left_at == LATER


def test_nobody_joins_two_circles_that_exclude_each_other_at_once(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi")
        joined = dict.fromkeys([("eka", f"{made}-00000"), ("eka", f"{made}-00001")], "member")
        with pytest.raises(Conflict, match="Move her instead"):
            seats.shift(session, [], joined, NOW, actor="cli")
