"""What a move costs is what the checker says it changed, and who is concerned is named."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from matcher.circles import board, kept, life, regrouping, seats, standing, weekly
from matcher.circles.changes import Move
from matcher.circles.hours import Slot
from matcher.circles.moving import moved
from matcher.circles.pricing import price
from matcher.circles.standing import Standing
from matcher.errors import Conflict, NotFound
from matcher.grouping.checking import check
from matcher.store import circles, people
from matcher.store.schema import MemberTie
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import SMALL, formed_plan, small_plan
from tests.matcher.circles.women import NOW, agree


@pytest.fixture
def formed(store: Store) -> Standing:
    """Circles of the community of 150."""
    plan_id = formed_plan(store)
    with store.read() as session:
        return standing.standing(session, plan_id, shipped())


def small(
    store: Store,
    *groups: str,
    ties: Sequence[MemberTie] = (),
    wishes: Mapping[str, object] = SMALL,
) -> Standing:
    kept.let_go()
    with store.begin() as session:
        agree(session)
        session.add_all(ties)
        plan_id = small_plan(session, *groups, wishes=wishes)
    with store.read() as session:
        return standing.standing(session, plan_id, shipped())


def test_the_price_is_the_difference_that_the_checker_finds(formed: Standing) -> None:
    dice, ids = np.random.default_rng(5), formed.roster.members.ids
    names = [one.circle_id for one in formed.circles]
    before, checked = formed.verdict, 0
    while checked < 30:
        moves = [
            Move(str(dice.choice(ids)), str(dice.choice(names)) if dice.random() < 0.9 else None)
            for _ in range(dice.integers(1, 4))
        ]
        try:
            found, then = price(formed, moves), moved(formed, moves)
        except Conflict:
            continue
        after = check(formed.built.problem, then.circle)
        assert found.objective == pytest.approx(after.objective - before.objective, abs=1e-6)
        assert sum(found.parts.values()) == pytest.approx(found.objective, abs=1e-6)
        for name, part in found.parts.items():
            assert part == pytest.approx(after.parts[name] - before.parts[name], abs=1e-6)
        newly = {one.rule for one in after.breaks if one.hard}
        assert newly == set(found.hard)
        for one in found.circles:
            place = formed.place[one.circle_id]
            assert one.quality[1] == pytest.approx(after.quality[place], nan_ok=True)
        checked += 1


def test_who_is_concerned_by_a_broken_rule_is_named(any_store: Store) -> None:
    found = small(
        any_store,
        "ayu bela",
        "cici dewi",
        "eka fitri",
        ties=[
            MemberTie(member_a="ayu", member_b="cici", kind="apart"),
            MemberTie(member_a="bela", member_b="dewi", kind="met"),
            MemberTie(member_a="eka", member_b="fitri", kind="together"),
        ],
    )
    first, second, third = (one.circle_id for one in found.circles)
    moves = [Move("ayu", second), Move("dewi", first), Move("eka", first)]
    told = {(one.rule, one.circle_id): one for one in price(found, moves).breaks}
    apart = told["apart", second]
    assert (apart.hard, apart.members) == (True, ("ayu", "cici"))
    met = told["met", first]
    assert (met.hard, met.members) == (False, ("bela", "dewi"))
    assert told["together", first].members == ("eka",)
    assert told["together", third].members == ("fitri",)
    assert told["size", third].members == ()
    assert price(found, moves).hard == ("apart", "size", "together")


def test_a_move_tells_the_hours_left_and_the_new_hour(formed: Standing) -> None:
    ids = formed.roster.members.ids
    first, second = formed.circles[:2]
    member = next(row for row in formed.members[0].tolist() if len(formed.frame.seats[row]) == 1)
    found = price(formed, [Move(ids[member], second.circle_id, first.circle_id)])
    for one in found.circles:
        assert one.shared is not None
        will = moved(formed, found.moves).circle
        rows = formed.roster.member[will == formed.place[one.circle_id]]
        slot = one.slots[1]
        assert (slot is None) == (one.shared[1] == 0)
        if slot is not None:
            word, bit = divmod(slot.start, 64)
            assert all(int(formed.built.free[row, word]) >> bit & 1 for row in rows)


def test_an_hour_set_by_hand_stays(any_store: Store) -> None:
    found = small(any_store, "ayu bela", "cici dewi eka")
    second = found.circles[1].circle_id
    with any_store.begin() as session:
        life.set_meeting(session, second, 5, 1, NOW, actor="cli")
    with any_store.read() as session:
        found = standing.standing(session, str(found.plan_id), shipped())
    slots = {
        one.circle_id: one.slots
        for one in price(found, [Move("eka", found.circles[0].circle_id)]).circles
    }
    assert slots[second][0] == slots[second][1]
    assert slots[found.circles[0].circle_id][1] is not None


def test_moves_that_cannot_be_made_are_refused(any_store: Store) -> None:
    found = small(any_store, "ayu bela", "cici dewi")
    first, second = (one.circle_id for one in found.circles)
    for move, error, words in (
        (Move("nobody", first), NotFound, "takes no part"),
        (Move("ayu", "nowhere"), NotFound, "none of these"),
        (Move("ayu", first), Conflict, "sits in circle"),
        (Move("ayu", first, second), NotFound, "does not sit"),
        (Move("eka", None), Conflict, "waits already"),
        (Move("ayu", second, further=True), Conflict, "as many circles as she may"),
    ):
        with pytest.raises(error, match=words):
            price(found, [move])
    with any_store.begin() as session:
        life.set_lock(session, first, True, NOW, actor="cli")
    with any_store.read() as session:
        locked = standing.standing(session, str(found.plan_id), shipped())
    for move in (Move("ayu", second), Move("eka", first)):
        with pytest.raises(Conflict, match="is locked"):
            price(locked, [move])


def test_a_leader_of_two_says_which_circle_she_leaves(any_store: Store) -> None:
    lead = {**SMALL, "facilitator": {"capacity": 2}}
    found = small(any_store, "ayu bela", "ayu cici", "dewi eka", wishes=lead)
    _, second, third = (one.circle_id for one in found.circles)
    with pytest.raises(Conflict, match="Say which one"):
        price(found, [Move("ayu", third)])
    told = price(found, [Move("ayu", third, second)])
    assert [one.circle_id for one in told.circles] == [second, third]
    assert [(one.origin, one.role) for one in told.moves] == [(second, "facilitator")]
    with pytest.raises(Conflict, match="as many circles as she may"):
        price(found, [Move("ayu", third, further=True)])


def test_places_for_one_who_waits_are_legal_first_and_the_best_first(formed: Standing) -> None:
    waiting = formed.formation().waiting
    seated = formed.roster.members.ids[int(formed.members[2][-1])]
    for member_id in [seated, *(formed.roster.members.ids[one.member] for one in waiting[:3])]:
        found = board.places(formed, member_id, 4)
        assert 0 < len(found) <= 4
        order = [(not one.legal, -one.objective) for one in found]
        assert order == sorted(order)
        assert all(one.moves[0].member_id == member_id for one in found)


def test_no_place_is_better_than_the_best_that_is_told(formed: Standing) -> None:
    seated = formed.roster.members.ids[int(formed.members[2][-1])]
    own = formed.circles[2].circle_id
    best = board.places(formed, seated, len(formed.circles))[0]
    tried = [
        price(formed, [Move(seated, one.circle_id)])
        for one in formed.circles
        if one.circle_id != own
    ]
    assert best.objective == max(one.objective for one in tried if one.legal == best.legal)


def test_swaps_that_are_told_break_nothing_and_pay(store: Store) -> None:
    plan_id = formed_plan(store, seconds=0.1)
    with store.read() as session:
        found = standing.standing(session, plan_id, shipped())
    told = [
        one
        for members in found.members
        for row in members[:3].tolist()
        for one in board.swaps(found, found.roster.members.ids[row], 3)
    ]
    assert all(one.legal and one.objective > 0 and len(one.moves) == 2 for one in told)


def test_who_joins_a_circle_at_an_hour_by_hand_must_be_free_then(any_store: Store) -> None:
    found = small(any_store, "ayu bela eka", "cici dewi", wishes={"languages": None})
    first, second = (one.circle_id for one in found.circles)
    with any_store.begin() as session:
        people.upsert(session, "eka", {"availability": ["mon 08-10"]}, now=NOW)
        weekly.set_slot(session, second, Slot(37, 1), NOW, actor="cli")
        assert weekly.who_cannot(session, circles.get(session, first), Slot(37, 1)) == ["eka"]
    kept.let_go()
    with any_store.read() as session:
        found = standing.standing(session, str(found.plan_id), shipped())
    joins = price(found, [Move("eka", second)])
    assert [(one.rule, one.members) for one in joins.breaks] == [("hours", ("eka",))]
    assert not joins.legal
    assert price(found, [Move("bela", second)]).breaks == ()


def test_no_hour_by_hand_has_a_member_meet_with_two_circles_at_once(any_store: Store) -> None:
    found = small(any_store, "ayu bela", "cici dewi", wishes={"languages": None})
    second = found.circles[1].circle_id
    with any_store.begin() as session:
        seats.join(session, second, "ayu", NOW, actor="cli", role="facilitator")
    with any_store.begin() as session:
        with pytest.raises(Conflict, match="ayu"):
            weekly.set_slot(session, second, Slot(37, 1), NOW, actor="cli")
        weekly.set_slot(session, second, Slot(38, 1), NOW, actor="cli")


def test_a_search_seats_nobody_in_a_circle_whose_hour_by_hand_she_cannot_keep(
    any_store: Store,
) -> None:
    found = small(any_store, "ayu bela", "cici dewi", "eka fitri", wishes={"languages": None})
    second = found.circles[1].circle_id
    with any_store.begin() as session:
        for name in ("ayu", "bela", "eka", "dewi"):
            hours = ["mon 08-10"] if name != "dewi" else ["mon 08-10", "tue 19-20"]
            people.upsert(session, name, {"availability": hours}, now=NOW)
        weekly.set_slot(session, second, Slot(36, 1), NOW, actor="cli")
    kept.let_go()
    with any_store.read() as session:
        found = standing.standing(session, str(found.plan_id), shipped())
    ids = found.roster.members.ids
    for seed in range(3):
        after = regrouping.improved(found, 0.3, seed)
        there = {ids[row] for row in found.roster.member[after == found.place[second]]}
        assert there <= {"cici", "dewi", "fitri"}
        assert len(there) >= 2
