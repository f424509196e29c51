"""Circles formed again from where they stand: better, never over what is locked or was changed."""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from matcher import privacy
from matcher.circles import again, board, edits, kept, life, plans, regrouping, seats, standing
from matcher.circles.changes import Change, Move
from matcher.circles.exporting import MEMBERS, member_rows
from matcher.circles.jobs import handlers
from matcher.circles.pricing import price
from matcher.circles.standing import Standing
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING
from matcher.store import circles, jobs
from matcher.store import plans as stored
from matcher.store.session import Store
from matcher.work.jobs import JobStatus
from matcher.work.worker import Worker
from models.encoder import shipped
from tests.matcher.circles.drafted import formed_plan, small_plan
from tests.matcher.circles.women import NOW, agree

LATER = NOW + timedelta(minutes=1)
"""When a job is asked for: after the one that formed the plan."""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.let_go()


def stand(store: Store, plan_id: str) -> Standing:
    with store.read() as session:
        return standing.standing(session, plan_id, shipped())


def work(store: Store, plan_id: str, kind: str, **args: float) -> str:
    """How a job about the plan ended."""
    with store.begin() as session:
        again.ask(session, plan_id, kind, {"seconds": 1, **args}, LATER, actor="cli")
    assert Worker(store, handlers("lingkar")).step()
    with store.read() as session:
        job = jobs.latest(session, plans.subject(plan_id))
        assert job is not None
        return job.status + job.message


def test_all_but_what_is_locked_is_formed_better(store: Store) -> None:
    plan_id = formed_plan(store, seconds=0.1)
    before = stand(store, plan_id)
    locked = before.circles[0].circle_id
    with store.begin() as session:
        life.set_lock(session, locked, True, NOW, actor="cli")
        there = [one.member_id for one in circles.seats(session, locked)]
    assert work(store, plan_id, again.IMPROVE) == JobStatus.DONE
    after = stand(store, plan_id)
    assert after.verdict.legal
    assert after.verdict.objective > before.verdict.objective
    with store.read() as session:
        assert [one.member_id for one in circles.seats(session, locked)] == there
    led = [one for c, one in enumerate(after.circles) if len(after.members[c])]
    assert all(one.leaders for one in led)


def test_after_a_leader_is_taken_out_few_move_and_every_rule_holds_again(store: Store) -> None:
    plan_id = formed_plan(store)
    before = stand(store, plan_id)
    first = before.circles[0]
    leader = before.roster.members.ids[first.leaders[0]]
    with store.begin() as session:
        seats.leave(session, first.circle_id, leader, NOW, actor="cli", reason="moved_house")
    left = stand(store, plan_id)
    circle = regrouping.repaired(left, 4, 4, 0)
    assert check(left.built.problem, circle).legal
    gone = (left.circle >= 0) & (circle != left.circle)
    assert gone.sum() <= 4
    assert work(store, plan_id, again.REPAIR, at_most=4, seconds=4) == JobStatus.DONE
    assert stand(store, plan_id).verdict.legal


def test_a_repair_of_circles_that_members_know_of_is_only_proposed(store: Store) -> None:
    plan_id = formed_plan(store)
    with store.begin() as session:
        for one in circles.of_plan(session, plan_id):
            for step in (CircleStatus.REVIEWED, CircleStatus.PUBLISHED):
                life.advance(session, one.circle_id, step, NOW, actor="cli")
        first = circles.of_plan(session, plan_id)[0].circle_id
        plain = [one.member_id for one in circles.seats(session, first) if one.role == "member"]
        seats.leave(session, first, plain[0], NOW, actor="cli", reason="moved_house")
    before = stand(store, plan_id)
    assert work(store, plan_id, again.REPAIR, at_most=6, seconds=4) == JobStatus.DONE
    with store.read() as session:
        found = again.proposal(session, plan_id)
    assert found[0] == before.revision
    assert found[1]
    assert stand(store, plan_id).circle.tolist() == before.circle.tolist()


def test_a_repair_sends_nobody_away_for_those_who_waited_since_it_was_published(
    store: Store,
) -> None:
    plan_id = formed_plan(store, kind="mentoring", mentoring={"meets": "as_a_circle"})
    with store.begin() as session:
        plans.review(session, plan_id, NOW, actor="cli")
        plans.publish(session, plan_id, NOW, actor="cli")
    stood = stand(store, plan_id)
    circle = regrouping.repaired(stood, 4, 1, 0)
    assert not ((stood.circle >= 0) & (circle < 0)).any()


@pytest.mark.parametrize("kind", [again.IMPROVE, again.REPAIR])
def test_no_search_undoes_a_stable_mentoring(any_store: Store, kind: str) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", wishes={"mentoring": {"stable": True}})
    with any_store.begin() as session, pytest.raises(Conflict, match="is stable"):
        again.ask(session, plan_id, kind, {"seconds": 1}, NOW, actor="cli")


def test_improving_leaves_out_whom_the_ranking_gave_no_place(store: Store) -> None:
    plan_id = formed_plan(
        store, kind="cohorts", least=5, most=10, meeting=None, ranking={"places": 20}
    )
    stood = stand(store, plan_id)
    formed = stood.formation()
    out = [one.member for one in formed.waiting if one.reason == "ranking"]
    assert out
    at = MEMBERS.index("rank")
    ranks = {str(row[1]): str(row[at]) for row in member_rows(formed, "en")}
    assert all(int(ranks[stood.roster.members.ids[row]]) > 20 for row in out)
    with pytest.raises(Conflict, match="places were few"):
        board.places(stood, stood.roster.members.ids[out[0]])
    better = regrouping.improved(stood, 0.5, 0)
    placed = set(stood.roster.member[better >= 0].tolist())
    assert not placed & set(out)
    assert int((~stood.roster.leads[sorted(placed)]).sum()) <= 20


def test_whom_the_ranking_gave_no_place_is_given_a_free_one_by_hand_and_by_hand_alone(
    store: Store,
) -> None:
    plan_id = formed_plan(
        store, kind="cohorts", least=5, most=10, meeting=None, languages=None,
        provinces=None, beginners=None, ranking={"places": 20},
    )  # fmt: skip
    stood = stand(store, plan_id)
    ids, ranked, first = stood.roster.members.ids, stood.built.ranked, stood.circles[0].circle_id
    assert ranked is not None
    out = next(ids[one] for one in np.flatnonzero(~ranked.taken))
    told = price(stood, [Move(out, first)])
    assert [one.members for one in told.breaks if one.rule == "ranking"] == [(out,)]

    def change(*moves: Move) -> Standing:
        with store.begin() as session:
            revision = stored.get(session, plan_id).revision
            edits.apply(
                session, plan_id, revision, Change(moves), NOW, actor="cli", encoder=shipped()
            )
        return stand(store, plan_id)

    with_her = change(Move(out, first))
    assert with_her.frame.row[out] in with_her.members[0]
    without = change(Move(out, None))
    assert without.reasons[out] == "by_hand"
    better = regrouping.improved(without, 0.3, 0)
    assert without.frame.row[out] not in without.roster.member[better >= 0]


def test_what_was_changed_meanwhile_is_not_overwritten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = formed_plan(store)

    def slow(stood: Standing, *_: object) -> object:
        with store.begin() as session:
            life.set_lock(session, stood.circles[0].circle_id, True, NOW, actor="cli")
        found = stood.circle.copy()
        found[stood.circle == 1], found[stood.circle == 2] = 2, 1
        return found

    monkeypatch.setattr(regrouping, "improved", slow)
    before = stand(store, plan_id).circle.tolist()
    assert "changed by somebody else" in work(store, plan_id, again.IMPROVE)
    assert stand(store, plan_id).circle.tolist() == before
    with store.read() as session:
        assert stored.get(session, plan_id).revision == 1


@pytest.mark.parametrize("kind", [again.IMPROVE, again.REPAIR])
def test_whoever_is_erased_while_her_move_is_found_is_in_nothing_that_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    plan_id = formed_plan(store)
    with store.begin() as session:
        first = circles.of_plan(session, plan_id)[0].circle_id
        for step in (CircleStatus.REVIEWED, CircleStatus.PUBLISHED):
            life.advance(session, first, step, NOW, actor="cli")
    before = stand(store, plan_id)
    ids = before.roster.members.ids
    waits = next(ids[row] for row in np.flatnonzero(before.circle == WAITING).tolist())
    move = Move(waits, before.circles[0].circle_id)

    def found(*_: object) -> tuple[Move, ...]:
        with store.begin() as session:
            privacy.erase_member(session, waits, "cli", NOW, bundles=tmp_path)
        return (move,)

    monkeypatch.setattr(regrouping, "moves_between", found)
    assert "changed by somebody else" in work(store, plan_id, kind, at_most=6)
    with store.read() as session:
        job = jobs.latest(session, plans.subject(plan_id))
        assert job is not None
        result = stored.get(session, plan_id).result
        assert waits not in json.dumps([result, job.args, job.progress, job.facts])
        assert again.PROPOSAL not in (result or {})
