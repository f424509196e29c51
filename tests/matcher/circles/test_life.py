"""A circle goes from draft to closed, and what that does to its members."""

from datetime import timedelta
from itertools import product

import pytest

from features.vocabulary import Purpose, Tie
from matcher import privacy
from matcher.circles import life, seats
from matcher.circles.states import (
    CIRCLE_NEXT,
    CircleStatus,
    circle_step,
)
from matcher.errors import Conflict, NotFound
from matcher.store import circles, waiting
from matcher.store.schema import MemberTie
from matcher.store.session import Store
from tests.matcher.circles.women import NOW, TO_PUBLISHED, actions, agree, circle, met

LATER = NOW + timedelta(days=7)


def test_every_step_that_is_not_in_the_table_is_refused() -> None:
    for now, wanted in product(CircleStatus, CircleStatus):
        if wanted in CIRCLE_NEXT[now]:
            circle_step(now, wanted)
        else:
            with pytest.raises(Conflict, match=f"circle that is {now} cannot become {wanted}"):
                circle_step(now, wanted)


def test_every_circle_can_be_closed_and_nothing_opens_it_again() -> None:
    for status in set(CircleStatus) - {CircleStatus.CLOSED}:
        assert CircleStatus.CLOSED in CIRCLE_NEXT[status]
    assert not CIRCLE_NEXT[CircleStatus.CLOSED]


def test_publishing_notes_that_all_pairs_have_met_and_twice_is_as_once(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        session.add(MemberTie(member_a="ayu", member_b="bela", kind=Tie.MET, since=None))
        made = circle(session, "cici ayu bela", *TO_PUBLISHED)
        assert met(session) == {("ayu", "bela"), ("ayu", "cici"), ("bela", "cici")}
        before = actions(session)
        life.advance(session, made.circle_id, CircleStatus.PUBLISHED, LATER, actor="cli")
        assert actions(session) == before
        assert before[-2:] == ["circle.advance", "circle.advance"]
        new = session.get_one(MemberTie, ("ayu", "cici", "met"))
        old = session.get_one(MemberTie, ("ayu", "bela", "met"))
        assert (old.since, new.since) == (None, NOW)


def test_a_draft_introduces_nobody(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        circle(session, "ayu bela", CircleStatus.REVIEWED)
        assert met(session) == set()


def test_publishing_takes_members_off_the_waiting_list(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        for name in ("ayu", "dewi"):
            waiting.put(session, name, "no_hour", None, NOW)
        circle(session, "ayu bela", *TO_PUBLISHED)
        assert [one.member_id for one in waiting.first_come(session)] == ["dewi"]


def test_those_who_are_to_be_kept_apart_are_never_published_together(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela cici", CircleStatus.REVIEWED)
        session.add(MemberTie(member_a="ayu", member_b="cici", kind=Tie.APART))
        session.flush()
        with pytest.raises(Conflict, match="kept apart"):
            life.advance(session, made.circle_id, CircleStatus.PUBLISHED, NOW, actor="cli")
        assert (made.status, met(session)) == ("reviewed", set())


def test_closing_keeps_who_was_there_and_frees_every_seat(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", *TO_PUBLISHED, CircleStatus.RUNNING)
        life.advance(session, made.circle_id, CircleStatus.CLOSED, LATER, actor="cli")
        assert circles.seats(session, made.circle_id) == []
        (seat,) = circles.history(session, "ayu")
        assert (seat.role, seat.joined_at, seat.left_at) == ("facilitator", NOW, LATER)
        with pytest.raises(Conflict, match="closed"):
            seats.join(session, made.circle_id, "cici", LATER, actor="cli")


def test_a_draft_that_is_put_aside_is_nobodys_history(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", CircleStatus.REVIEWED, CircleStatus.CLOSED)
        assert (made.status, circles.history(session, "ayu")) == ("closed", [])


def test_locks_and_meetings_are_set_once_and_on_record(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela", CircleStatus.REVIEWED)
        before = len(actions(session))
        for _ in range(2):
            life.set_meeting(session, made.circle_id, 40, 2, NOW, actor="cli")
        assert (made.meets_utc_hour, made.meets_hours, made.status) == (40, 2, "draft")
        for _ in range(2):
            life.set_lock(session, made.circle_id, True, NOW, actor="cli")
        assert actions(session)[before:] == ["circle.meeting", "circle.lock"]
        assert made.hour_by_hand
        with pytest.raises(Conflict, match="locked"):
            life.set_meeting(session, made.circle_id, 41, 2, NOW, actor="cli")
        with pytest.raises(Conflict, match="0 to 167"):
            life.set_meeting(session, made.circle_id, 168, 2, NOW, actor="cli")


def test_what_is_not_there_is_named(any_store: Store) -> None:
    with any_store.begin() as session:
        with pytest.raises(NotFound, match="no circle nowhere"):
            life.advance(session, "nowhere", CircleStatus.REVIEWED, NOW, actor="cli")
        with pytest.raises(NotFound, match="no circle nowhere"):
            life.set_lock(session, "nowhere", True, NOW, actor="cli")


def test_nobody_who_does_not_agree_is_published(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = circle(session, "ayu bela cici", CircleStatus.REVIEWED)
        privacy.withdraw(session, "cici", Purpose.MATCH, NOW)
        assert made.status == "draft"
        for step in TO_PUBLISHED:
            life.advance(session, made.circle_id, step, NOW, actor="cli")
        assert met(session) == {("ayu", "bela")}
