"""Circles changed by hand: all or nothing, never unsafe, seen by one admin at a time, undone."""

import tempfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from features.vocabulary import Purpose, Tie
from matcher import privacy
from matcher.circles import edits, kept, life, regrouping, seats, standing
from matcher.circles.changes import Change, Move
from matcher.circles.hours import Slot
from matcher.circles.pricing import price
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict, LingkarError
from matcher.store import circles, people, plans, waiting
from matcher.store.schema import AuditEntry, MemberTie
from matcher.store.session import Store, open_store
from models.encoder import shipped
from tests.matcher.circles.drafted import SMALL, small_plan
from tests.matcher.circles.edited import apply, plan_of, seen, sits
from tests.matcher.circles.women import NAMES, NOW, TO_PUBLISHED


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.let_go()


def test_a_swap_is_made_as_one_even_of_two_who_may_not_sit_together(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela", "cici dewi")
    with any_store.begin() as session:
        session.add(MemberTie(member_a="bela", member_b="dewi", kind=Tie.APART))
    apply(any_store, plan_id, [Move("bela", second), Move("dewi", first)])
    assert (sits(any_store, first), sits(any_store, second)) == (["ayu", "dewi"], ["bela", "cici"])


def test_what_is_done_is_what_was_told_before(any_store: Store) -> None:
    plan_id, (_, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    done = apply(any_store, plan_id, [Move("eka", second)])
    with any_store.read() as session:
        found = standing.standing(session, plan_id, shipped())
    assert found.revision == done.revision
    for one in done.price.circles:
        place = found.place[one.circle_id]
        assert len(found.members[place]) == one.sizes[1]
        assert found.circles[place].slot == one.slots[1]
        assert found.verdict.quality[place] == pytest.approx(one.quality[1])


def test_undo_restores_the_very_state_and_redo_the_change(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    before = seen(any_store, plan_id)
    done = apply(any_store, plan_id, [Move("ayu", second), Move("cici", first), Move("eka", None)])
    after = seen(any_store, plan_id)
    assert after["waiting"] == {"eka": "by_hand"}
    undone = apply(any_store, plan_id, done.undo, done.revision)
    assert seen(any_store, plan_id) == before
    apply(any_store, plan_id, undone.undo, undone.revision)
    assert seen(any_store, plan_id) == after


def test_the_second_of_two_admins_is_told_and_nothing_is_changed(any_store: Store) -> None:
    plan_id, (_, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with any_store.read() as session:
        revision = plans.get(session, plan_id).revision
    apply(any_store, plan_id, [Move("eka", second)], revision)
    before = seen(any_store, plan_id)
    with pytest.raises(Conflict, match="changed by somebody else"):
        apply(any_store, plan_id, [Move("bela", None)], revision)
    assert seen(any_store, plan_id) == before


def test_what_may_never_be_broken_is_not_even_when_asked_for(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with any_store.begin() as session:
        session.add(MemberTie(member_a="cici", member_b="eka", kind=Tie.APART))
    before = seen(any_store, plan_id)
    anyway = frozenset({"apart", "size", "one seat"})
    for moves in ([Move("eka", second)], [Move("dewi", None)]):
        with pytest.raises(Conflict, match="never be broken"):
            apply(any_store, plan_id, Change(tuple(moves), anyway))
    with any_store.begin() as session:
        privacy.withdraw(session, "fitri", Purpose.MATCH, NOW)
    with pytest.raises(LingkarError, match="takes no part"):
        apply(any_store, plan_id, [Move("fitri", first)])
    assert seen(any_store, plan_id) == before


def test_another_hard_rule_is_broken_only_where_it_is_named_and_that_is_on_record(
    any_store: Store,
) -> None:
    plan_id, (_, second) = plan_of(any_store, "ayu bela eka", "cici dewi", together={})
    with any_store.begin() as session:
        session.add(MemberTie(member_a="ayu", member_b="eka", kind=Tie.TOGETHER))
    with pytest.raises(Conflict, match="This would break: together"):
        apply(any_store, plan_id, [Move("eka", second)])
    done = apply(any_store, plan_id, Change((Move("eka", second),), frozenset({"together"})))
    assert sits(any_store, second) == ["cici", "dewi", "eka"]
    with any_store.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "plan.edit")
        (entry,) = session.scalars(query)
        assert entry.facts["anyway"] == "together"
    again = apply(any_store, plan_id, done.undo, done.revision)
    assert again.undo.anyway == {"together"}


def test_who_leaves_a_circle_that_goes_on_waits_on_the_list_of_all(any_store: Store) -> None:
    plan_id, (first, _) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with any_store.begin() as session:
        for step in TO_PUBLISHED:
            life.advance(session, first, step, NOW, actor="cli")
    done = apply(any_store, plan_id, [Move("eka", None)])
    with any_store.read() as session:
        assert [one.member_id for one in waiting.first_come(session)] == ["eka"]
    apply(any_store, plan_id, done.undo, done.revision)
    with any_store.read() as session:
        assert waiting.first_come(session) == []


def test_two_tiny_circles_merge_and_come_apart_again(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela", "cici dewi", most=4)
    before = seen(any_store, plan_id)
    with any_store.read() as session:
        moves = edits.merge(standing.standing(session, plan_id, shipped()), first, second)
    done = apply(any_store, plan_id, list(moves))
    assert (sits(any_store, first), sits(any_store, second)) == (
        [],
        ["ayu", "bela", "cici", "dewi"],
    )
    with any_store.read() as session:
        roles = {one.member_id: one.role for one in circles.seats(session, second)}
    assert [name for name, role in roles.items() if role == "facilitator"] == ["cici"]
    apply(any_store, plan_id, done.undo, done.revision)
    assert seen(any_store, plan_id) == before


def test_moves_that_cancel_out_change_nothing(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    before = seen(any_store, plan_id)
    moves = [Move("eka", second), Move("eka", first), Move("fitri", first), Move("fitri", None)]
    done = apply(any_store, plan_id, moves)
    assert (done.price.objective, done.price.circles, done.price.legal) == (0, (), True)
    assert seen(any_store, plan_id) == before


def test_who_leaves_one_of_her_circles_leaves_the_other_untouched(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(
        any_store, "ayu bela eka", "cici dewi", facilitator={"roles": ["member"], "capacity": 2}
    )
    further = Move("ayu", second, further=True, role="facilitator")
    apply(any_store, plan_id, Change((further,), frozenset({"facilitator"})))
    with any_store.begin() as session:
        life.advance(session, second, CircleStatus.REVIEWED, NOW, actor="cli")
    done = apply(
        any_store, plan_id, Change((Move("ayu", None, first),), frozenset({"facilitator"}))
    )
    assert [one.circle_id for one in done.price.circles] == [first]
    with any_store.read() as session:
        assert circles.get(session, second).status == CircleStatus.REVIEWED


def test_a_new_circle_is_filled_by_moves_as_one(any_store: Store) -> None:
    plan_id, _ = plan_of(any_store, "ayu bela eka", "cici dewi fitri", most=4)
    with any_store.begin() as session:
        made = edits.add_circle(session, plan_id, "Mawar", NOW, actor="cli")
        assert made.status == "draft"
    apply(any_store, plan_id, [Move("eka", made.circle_id), Move("fitri", made.circle_id)])
    assert sits(any_store, made.circle_id) == ["eka", "fitri"]


def test_nobody_joins_two_circles_of_a_plan_or_of_a_kind_that_goes_on_unless_wished(
    any_store: Store,
) -> None:
    _, (first, second) = plan_of(any_store, "ayu bela", "cici dewi")
    with any_store.begin() as session:
        other = small_plan(session, "eka fitri", request="other")
        again = small_plan(
            session, "eka fitri", request="again", wishes={**SMALL, "who": {"again": True}}
        )
        for step in TO_PUBLISHED:
            life.advance(session, first, step, NOW, actor="cli")
    for circle_id in (second, f"{other}-00000"):
        with pytest.raises(Conflict, match="Move her instead"), any_store.begin() as session:
            seats.join(session, circle_id, "bela", NOW, actor="cli")
    with any_store.begin() as session:
        seats.join(session, f"{again}-00000", "bela", NOW, actor="cli")
        seats.join(session, second, "ayu", NOW, actor="cli")


def test_an_hour_that_does_not_suit_all_breaks_the_rule_of_hours_and_one_that_does_is_by_hand(
    any_store: Store,
) -> None:
    plan_id, (first, second) = plan_of(
        any_store, "ayu bela eka", "cici dewi", meeting={"hours": 1}, languages=None
    )
    with any_store.begin() as session:
        people.upsert(session, "dewi", {"availability": ["mon 19-22"]}, now=NOW)
    move = (Move("eka", second),)
    anyway = frozenset({"hours"})
    with pytest.raises(LingkarError, match="does not change here"):
        apply(any_store, plan_id, Change(move, anyway, {first: None, "nope": None}))
    at = {second: Slot(60, 1)}
    with any_store.read() as session:
        cost = price(standing.standing(session, plan_id, shipped()), move, at)
    assert [(one.rule, one.hard) for one in cost.breaks if "dewi" in one.members] == [
        ("hours", True)
    ]
    done = apply(any_store, plan_id, Change(move, anyway, at))
    with any_store.read() as session:
        found = standing.standing(session, plan_id, shipped())
    there = found.circles[found.place[second]]
    assert (there.slot, there.by_hand) == (Slot(60, 1), True)
    apply(any_store, plan_id, done.undo, done.revision)
    assert seen(any_store, plan_id)[second] == (
        {"cici": "facilitator", "dewi": "member"},
        (37, 1),
    )
    with any_store.read() as session:
        assert not circles.get(session, second).hour_by_hand
    redone = apply(any_store, plan_id, Change(move, anyway, at))
    with any_store.begin() as session:
        assert life.free_meeting(session, second, NOW, actor="cli").meets_utc_hour == 60
    with pytest.raises(LingkarError, match="changed"):
        apply(any_store, plan_id, redone.undo, redone.revision)
    apply(any_store, plan_id, Change((Move("eka", first),), anyway))
    with any_store.read() as session:
        assert circles.get(session, second).meets_utc_hour != 60


def test_undoing_a_seat_gives_back_how_often_and_why_she_waited(any_store: Store) -> None:
    plan_id, (first, _) = plan_of(any_store, "ayu bela", "cici dewi")
    with any_store.begin() as session:
        for step in TO_PUBLISHED:
            life.advance(session, first, step, NOW, actor="cli")
        for number in range(3):
            waiting.put(session, "eka", "room", None, NOW + timedelta(days=number))
        plan = plans.get(session, plan_id)
        plan.result = {**(plan.result or {}), "waiting": {"eka": "room"}}
    done = apply(any_store, plan_id, [Move("eka", first)])
    apply(any_store, plan_id, done.undo, done.revision)
    with any_store.read() as session:
        (row,) = waiting.first_come(session)
        assert (row.member_id, row.times_waited, row.reason) == ("eka", 3, "room")
    assert seen(any_store, plan_id)["waiting"] == {"eka": "room"}


def test_no_search_seats_whom_an_admin_took_out_until_she_is_moved_in(any_store: Store) -> None:
    plan_id, (first, _) = plan_of(any_store, "ayu bela eka", "cici dewi", most=4)
    with any_store.begin() as session:
        plan = plans.get(session, plan_id)
        plan.result = {**(plan.result or {}), "waiting": {"eka": "room"}}
    apply(any_store, plan_id, [Move("eka", None)])
    assert seen(any_store, plan_id)["waiting"] == {"eka": "by_hand"}
    with any_store.read() as session:
        stood = standing.standing(session, plan_id, shipped())
    better = regrouping.improved(stood, 0.2, 0)
    ids = stood.roster.members.ids
    waits = {ids[row] for row in stood.roster.member[better < 0].tolist()}
    assert waits == {"eka"}
    apply(any_store, plan_id, [Move("eka", first)])
    assert seen(any_store, plan_id)["waiting"] == {}


ONE = st.sampled_from(NAMES)
PLACE = st.one_of(st.none(), st.integers(0, 2))
MOVES = st.lists(st.lists(st.tuples(ONE, PLACE), min_size=1, max_size=4), max_size=8)


@settings(max_examples=15, deadline=None)
@given(MOVES, st.tuples(ONE, ONE))
def test_whatever_is_moved_nobody_sits_twice_or_with_whom_she_may_not_and_sizes_hold(
    asked: list[list[tuple[str, int | None]]], apart: tuple[str, str]
) -> None:
    kept.let_go()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/lingkar.db", migrate=True)
        plan_id, ids = plan_of(store, "ayu bela", "cici dewi", "eka fitri")
        a, b = sorted(apart)
        tied = a != b and not any({a, b} <= set(sits(store, one)) for one in ids)
        if tied:
            with store.begin() as session:
                session.add(MemberTie(member_a=a, member_b=b, kind=Tie.APART))
        for moves in asked:
            before = seen(store, plan_id)
            try:
                done = apply(
                    store,
                    plan_id,
                    [Move(one, None if to is None else ids[to]) for one, to in moves],
                )
            except LingkarError:
                assert seen(store, plan_id) == before
                continue
            groups = [sits(store, one) for one in ids]
            placed = [one for group in groups for one in group]
            assert len(placed) == len(set(placed))
            assert all(len(group) in {0, 2, 3} for group in groups)
            assert not (tied and any({a, b} <= set(group) for group in groups))
            undone = apply(store, plan_id, done.undo, done.revision)
            assert seen(store, plan_id) == before
            apply(store, plan_id, undone.undo, undone.revision)
        store.close()
