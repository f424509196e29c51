"""Circles as they stand: after hand moves, without whoever is gone, as if just formed."""

import gc
from datetime import timedelta
from pathlib import Path
from weakref import ref

import numpy as np
import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import joining, kept, life, regrouping, seats, standing
from matcher.circles.changes import Move
from matcher.circles.exporting import circle_rows, member_rows
from matcher.circles.invitation import invitation
from matcher.circles.pricing import price
from matcher.circles.standing import Standing
from matcher.circles.states import CircleStatus
from matcher.circles.telling import telling
from matcher.errors import Conflict, NotFound
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING
from matcher.store import circles, people, plans
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import formed_plan, small_plan
from tests.matcher.circles.women import NAMES, NOW, TO_PUBLISHED, agree, move

LATER = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.let_go()


def stand(store: Store, plan_id: str) -> Standing:
    with store.read() as session:
        return standing.standing(session, plan_id, shipped())


def sits(found: Standing) -> dict[str, list[str]]:
    """Who sits where, by the last figure of the circle's id."""
    ids = found.roster.members.ids
    return {
        one.circle_id[-1]: sorted(ids[row] for row in members)
        for one, members in zip(found.circles, found.members, strict=True)
    }


def test_what_was_formed_stands_as_it_was_formed(store: Store) -> None:
    plan_id = formed_plan(store)
    found = stand(store, plan_id)
    assert check(found.built.problem, found.circle).legal
    formed = found.formation()
    with store.read() as session:
        for drafted in circles.of_plan(session, plan_id):
            number = found.circles[found.place[drafted.circle_id]].number
            (one,) = (each for each in formed.circles if each.number == number)
            inside = sorted(found.roster.members.ids[row] for row in one.members)
            assert inside == [seat.member_id for seat in circles.seats(session, drafted.circle_id)]
            assert one.slot is not None
            assert (one.slot.start, one.slot.hours) == (drafted.meets_utc_hour, drafted.meets_hours)
            assert drafted.name == f"Circle {one.number + 1}"


def test_reasons_tables_and_invitations_are_written_of_circles_as_they_stand(store: Store) -> None:
    formed = stand(store, formed_plan(store)).formation()
    assert "Circle 1\n" in telling(formed, shipped(), "en")
    assert len(list(circle_rows(formed, "id"))) == len(formed.circles)
    assert len(list(member_rows(formed, "id"))) >= len(formed.roster)
    assert "#KarenaIbuBisa" in invitation(formed, formed.circles[0], "id")


def test_moves_by_hand_and_who_joins_late_are_in_it(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi eka")
    assert sits(stand(any_store, plan_id)) == {"0": ["ayu", "bela"], "1": ["cici", "dewi", "eka"]}
    with any_store.begin() as session:
        first, second = (f"{plan_id}-0000{number}" for number in range(2))
        move(session, "eka", second, first)
        people.upsert(session, "gita", {}, now=NOW)
        privacy.grant(session, "gita", Purpose.MATCH, NOW)
    found = stand(any_store, plan_id)
    assert sits(found) == {"0": ["ayu", "bela", "eka"], "1": ["cici", "dewi"]}
    waits = [found.roster.members.ids[one.member] for one in found.formation().waiting]
    assert waits == ["fitri", "gita"]


def test_who_sits_in_a_circle_of_the_kind_that_goes_on_is_no_late_joiner(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        other = small_plan(session, "eka fitri", request="other")
        plan_id = small_plan(session, "ayu bela")
    assert stand(any_store, plan_id).roster.members.ids == NAMES
    with any_store.begin() as session:
        for step in TO_PUBLISHED:
            life.advance(session, f"{other}-00000", step, NOW, actor="cli")
    assert stand(any_store, plan_id).roster.members.ids == ("ayu", "bela", "cici", "dewi")


def test_who_withdrew_is_out_of_drafts_and_held_in_a_published_circle_with_nothing_of_hers_used(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        people.upsert(session, "bela", {"goals": "menulis buku", "province": "ID-JB"}, now=NOW)
        plan_id = small_plan(session, "ayu bela", "cici dewi")
        for step in TO_PUBLISHED:
            life.advance(session, f"{plan_id}-00000", step, NOW, actor="cli")
    stand(any_store, plan_id)
    with any_store.begin() as session:
        for name in ("bela", "cici"):
            privacy.withdraw(session, name, Purpose.MATCH, LATER)
    found = stand(any_store, plan_id)
    assert sits(found) == {"0": ["ayu", "bela"], "1": ["dewi"]}
    ids, row = found.roster.members.ids, found.frame.row["bela"]
    assert [ids[one] for one in np.flatnonzero(found.held)] == ["bela"]
    assert (found.roster.members.goals[row], found.roster.members.province[row]) == ("", -1)
    moved = found.circle.copy()
    moved[row] = 1
    assert "pinned" in {one.rule for one in check(found.built.problem, moved).breaks if one.hard}


def test_no_table_and_no_invitation_names_who_withdrew_from_a_published_circle(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        for name in ("ayu", "bela"):
            people.update(session, name, {"display_name": f"Ibu {name.title()}"}, now=NOW)
        plan_id = small_plan(session, "ayu bela cici", "dewi eka fitri")
        for step in TO_PUBLISHED:
            life.advance(session, f"{plan_id}-00000", step, NOW, actor="cli")
        privacy.withdraw(session, "ayu", Purpose.MATCH, LATER)
    formed = stand(any_store, plan_id).formation()
    told = [*circle_rows(formed, "id"), *member_rows(formed, "id")]
    told += [(invitation(formed, one, "id"),) for one in formed.circles]
    assert "Ibu Ayu" not in str(told)
    assert "Ibu Bela" in str(told)


def test_erasure_reaches_what_is_kept_at_once(any_store: Store, tmp_path: Path) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela cici", "dewi eka fitri")
        for number in range(2):
            for step in TO_PUBLISHED:
                life.advance(session, f"{plan_id}-0000{number}", step, NOW, actor="cli")
    before = ref(stand(any_store, plan_id))
    assert stand(any_store, plan_id) is before()
    with any_store.begin() as session:
        privacy.erase_member(session, "bela", "cli", LATER, bundles=tmp_path)
    gc.collect()
    assert before() is None
    found = stand(any_store, plan_id)
    assert "bela" not in found.roster.members.ids
    assert sits(found)["0"] == ["ayu", "cici"]


def test_erasure_by_another_process_reaches_what_is_kept(
    any_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela cici")
    stand(any_store, plan_id)
    monkeypatch.setattr("matcher.circles.kept.let_go", lambda: None)  # elsewhere, not here
    with any_store.begin() as session:
        privacy.erase_member(session, "bela", "cli", LATER, bundles=tmp_path)
    assert "bela" not in stand(any_store, plan_id).roster.members.ids


def test_what_members_bring_is_read_once_while_only_circles_change(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi eka")
    before = stand(any_store, plan_id)
    with any_store.begin() as session:
        first, second = (f"{plan_id}-0000{number}" for number in range(2))
        move(session, "eka", second, first)
    after = stand(any_store, plan_id)
    assert after.frame is before.frame
    assert (after.revision, after.circle.tolist()) != (before.revision, before.circle.tolist())
    with any_store.begin() as session:
        privacy.withdraw(session, "fitri", Purpose.MATCH, LATER)
    assert stand(any_store, plan_id).frame is not before.frame


def test_who_comes_to_lead_a_circle_of_another_plan_is_seen(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", wishes={"who": {"again": True}})
        other = small_plan(session, "cici dewi", request="other")
        for step in TO_PUBLISHED:
            life.advance(session, f"{other}-00000", step, NOW, actor="cli")
    before = stand(any_store, plan_id)
    with any_store.begin() as session:
        seats.join(session, f"{other}-00000", "dewi", LATER, actor="cli", role="facilitator")
    assert stand(any_store, plan_id).frame is not before.frame


def test_what_may_yet_be_rolled_back_is_not_kept(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi eka")
        before = standing.standing(session, plan_id, shipped())
    assert stand(any_store, plan_id) is not before


def test_closed_circles_are_not_there_and_a_plan_of_none_is_told_so(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi")
        life.advance(session, f"{plan_id}-00000", CircleStatus.CLOSED, NOW, actor="cli")
    assert sits(stand(any_store, plan_id)) == {"1": ["cici", "dewi"]}
    with any_store.begin() as session:
        life.advance(session, f"{plan_id}-00001", CircleStatus.CLOSED, NOW, actor="cli")
    with pytest.raises(Conflict, match="no circle here"):
        stand(any_store, plan_id)
    with pytest.raises(NotFound):
        stand(any_store, "none")


def test_who_left_a_circle_that_goes_on_is_not_asked_back(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela cici", "dewi eka")
        for step in TO_PUBLISHED:
            life.advance(session, f"{plan_id}-00000", step, NOW, actor="cli")
    assert "cici" in stand(any_store, plan_id).frame.row
    with any_store.begin() as session:
        seats.leave(session, f"{plan_id}-00000", "cici", NOW, actor="cli", reason="moved_house")
    assert "cici" not in stand(any_store, plan_id).frame.row


def test_a_rule_about_a_topic_that_nobody_has_left_closes_no_plan(any_store: Store) -> None:
    rule = {"attribute": "topic", "value": "finance", "least": 1}
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi", wishes={"counts": [rule]})
    found = stand(any_store, plan_id)
    assert {one.rule for one in found.verdict.breaks} == {"topic finance"}


def test_a_mentor_whose_room_was_told_and_who_leaves_closes_no_plan(any_store: Store) -> None:
    with any_store.begin() as session:
        for name in ("ayu", "eka"):
            people.upsert(session, name, {"role": "volunteer"}, now=NOW)
        agree(session)
        plan_id = small_plan(session, "ayu bela", "eka cici")
        wishes = {"kind": "mentoring", "mentoring": {"capacities": {"ayu": 2, "eka": 1}}}
        plans.get(session, plan_id).wishes = wishes
    assert sits(stand(any_store, plan_id)) == {"0": ["ayu", "bela"], "1": ["cici", "eka"]}
    with any_store.begin() as session:
        privacy.withdraw(session, "eka", Purpose.MATCH, LATER)
    assert sits(stand(any_store, plan_id)) == {"0": ["ayu", "bela"], "1": ["cici"]}


def test_who_left_a_draft_waits_by_hand_and_no_search_seats_her_until_she_is_moved_in(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela cici", "dewi eka")
    first = f"{plan_id}-00000"
    with any_store.begin() as session:
        seats.leave(session, first, "bela", NOW, actor="cli", reason="asked")
    found = stand(any_store, plan_id)
    assert found.reasons["bela"] == "by_hand"
    improved = regrouping.improved(found, 0.3, 1)
    assert improved[found.frame.row["bela"]] == WAITING
    assert improved[found.frame.row["fitri"]] != WAITING
    with any_store.begin() as session:
        joining.join(session, first, "bela", NOW, actor="cli", encoder=shipped())
    found = stand(any_store, plan_id)
    assert "bela" not in found.reasons
    assert sits(found)["0"] == ["ayu", "bela", "cici"]


@pytest.mark.parametrize("meets", ["one_to_one", "as_a_circle"])
@pytest.mark.parametrize(
    ("gone", "left"), [("ayu eka", ["bela", "cici"]), ("bela cici dewi fitri", ["ayu", "eka"])]
)
def test_a_mentoring_that_its_last_mentors_or_mentees_leave_stays_open(
    any_store: Store, meets: str, gone: str, left: list[str]
) -> None:
    with any_store.begin() as session:
        for name in ("ayu", "eka"):
            people.upsert(session, name, {"role": "volunteer"}, now=NOW)
        agree(session)
        plan_id = small_plan(session, "ayu bela", "eka cici")
        wishes = {"kind": "mentoring", "mentoring": {"meets": meets}}
        plans.get(session, plan_id).wishes = wishes
    assert sits(stand(any_store, plan_id)) == {"0": ["ayu", "bela"], "1": ["cici", "eka"]}
    with any_store.begin() as session:
        for name in gone.split():
            privacy.withdraw(session, name, Purpose.MATCH, LATER)
    found = stand(any_store, plan_id)
    assert sits(found) == {"0": left[:1], "1": left[1:]}
    assert [len(one.members) for one in found.formation().circles] == [1, 1]
    assert price(found, [Move(left[0], None)]).circles[0].sizes == (1, 0)
