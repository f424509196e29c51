"""Circles are led by who may lead, and silent members are of no kind."""

from contextlib import AbstractContextManager, nullcontext

import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import edits, joining, life, publishing
from matcher.circles.changes import Change, Move
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict
from matcher.grouping.rules import Count
from matcher.store import circles, people, plans
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import SMALL, small_plan
from tests.matcher.circles.edited import apply
from tests.matcher.circles.women import NOW, TO_PUBLISHED, agree

LED = {**SMALL, "facilitator": {"roles": ["volunteer"], "capacity": 2}}


def led_plan(store: Store) -> tuple[str, str, str]:
    """A plan that ayu and dewi lead, who may, and the ids of its circles."""
    with store.begin() as session:
        agree(session)
        for name in ("ayu", "dewi"):
            people.upsert(session, name, {"role": "volunteer"}, now=NOW)
        plan_id = small_plan(session, "ayu bela", "dewi cici", wishes=LED)
        first, second = (one.circle_id for one in circles.of_plan(session, plan_id))
    return plan_id, first, second


def stand(store: Store, plan_id: str) -> Standing:
    with store.read() as session:
        return standing(session, plan_id, shipped())


@pytest.mark.parametrize("anyway", [False, True])
def test_a_move_seats_no_leader_who_may_not_lead_unless_that_is_said(
    store: Store, anyway: bool
) -> None:
    plan_id, first, _ = led_plan(store)
    named = frozenset({"facilitator"} if anyway else ())
    refused: AbstractContextManager[object] = pytest.raises(Conflict, match="may not lead")
    with nullcontext() if anyway else refused:
        done = apply(store, plan_id, Change((Move("eka", first, role="facilitator"),), named))
        apply(store, plan_id, done.undo)
    with store.read() as session:
        assert set(circles.roles(session, [first])[first]) == {"ayu", "bela"}


def test_the_only_leader_is_not_made_a_member_and_no_circle_is_published_unled(
    store: Store,
) -> None:
    plan_id, first, _ = led_plan(store)
    with store.begin() as session, pytest.raises(Conflict, match="only one who leads"):
        joining.join(session, first, "ayu", NOW, actor="cli", encoder=shipped())
    with store.begin() as session:
        joining.join(
            session, first, "ayu", NOW, actor="cli", encoder=shipped(), anyway=("facilitator",)
        )
    with store.begin() as session:
        life.advance_all(
            session,
            [one.circle_id for one in circles.of_plan(session, plan_id)],
            TO_PUBLISHED[0],
            NOW,
            actor="cli",
        )
    with pytest.raises(Conflict, match="facilitator"), store.begin() as session:
        publishing.publish(session, plan_id, NOW, actor="cli", encoder=shipped())


def test_a_change_of_nothing_is_refused_before_the_way_back_is_lost(store: Store) -> None:
    plan_id, first, second = led_plan(store)
    apply(store, plan_id, Change((Move("eka", first),)))
    with pytest.raises(Conflict, match="nothing to change"):
        apply(store, plan_id, Change(()))
    with store.begin() as session:
        life.advance(session, second, CircleStatus.CLOSED, NOW, actor="cli")
        made = edits.add_circle(session, plan_id, "Lingkar baru", NOW, actor="cli").circle_id
    with pytest.raises(Conflict, match="Nobody sits"):
        edits.merge(stand(store, plan_id), made, first)


def test_who_withdrew_is_no_beginner_and_blocks_no_change(store: Store) -> None:
    with store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela eka", wishes={**SMALL, "beginners": {}})
        ids = [one.circle_id for one in circles.of_plan(session, plan_id)]
        for step in TO_PUBLISHED:
            life.advance_all(session, ids, step, NOW, actor="cli")
        privacy.withdraw(session, "eka", Purpose.MATCH, NOW)
    found = stand(store, plan_id)
    row = found.frame.row["eka"]
    assert found.held[row]
    rule = next(one for one in found.built.problem.rules if one.name == "beginners")
    assert isinstance(rule, Count)
    seat = found.roster.first_seat[row]
    assert not rule.kind[seat]
    assert rule.kind[found.roster.first_seat[found.frame.row["ayu"]]]


def test_a_mentor_of_several_who_withdraws_or_is_none_any_more_leaves_the_plan_readable(
    store: Store,
) -> None:
    with store.begin() as session:
        agree(session)
        people.upsert(session, "ayu", {"role": "volunteer"}, now=NOW)
        plan_id = small_plan(session, "ayu bela", "ayu cici")
        plans.get(session, plan_id).wishes = {"kind": "mentoring"}
        ids = [one.circle_id for one in circles.of_plan(session, plan_id)]
        for step in TO_PUBLISHED:
            life.advance_all(session, ids, step, NOW, actor="cli")
    assert len(stand(store, plan_id).members) == 2
    with store.begin() as session:
        people.upsert(session, "ayu", {"role": "member"}, now=NOW)
    assert [len(one) for one in stand(store, plan_id).members] == [2, 2]
    with store.begin() as session:
        privacy.withdraw(session, "ayu", Purpose.MATCH, NOW)
    assert [len(one) for one in stand(store, plan_id).members] == [2, 2]
