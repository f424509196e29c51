"""Nothing is published that does not keep what was asked for as it is now, unless that is said."""

import pytest
from sqlalchemy import select

from features.vocabulary import Purpose, Tie
from matcher import privacy
from matcher.circles import life, plans, publishing, seats
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict
from matcher.store import circles, people
from matcher.store import plans as kept
from matcher.store.schema import AuditEntry, MemberTie
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import small_plan
from tests.matcher.circles.women import NOW, agree


def reviewed(store: Store, *groups: str, **wishes: object) -> str:
    """The id of a plan whose circles are reviewed."""
    with store.begin() as session:
        agree(session)
        plan_id = small_plan(session, *groups, wishes=wishes)
        plans.review(session, plan_id, NOW, actor="cli")
    return plan_id


def publish(store: Store, plan_id: str, *anyway: str) -> int:
    with store.begin() as session:
        encoder = shipped()
        return len(
            publishing.publish(session, plan_id, NOW, actor="cli", encoder=encoder, anyway=anyway)
        )


def statuses(store: Store, plan_id: str) -> list[str]:
    with store.read() as session:
        return [one.status for one in circles.of_plan(session, plan_id)]


def test_a_circle_that_became_too_small_is_told_by_number_and_published_only_anyway(
    any_store: Store,
) -> None:
    plan_id = reviewed(any_store, "ayu bela cici", "dewi eka")
    with any_store.begin() as session:
        seats.leave(session, f"{plan_id}-00001", "eka", NOW, actor="cli", reason="asked")
        plans.review(session, plan_id, NOW, actor="cli")
    with pytest.raises(Conflict, match=r"asked for: 2 \(size\)\."):
        publish(any_store, plan_id)
    with pytest.raises(Conflict, match=r"2 \(size\)"):
        publish(any_store, plan_id, "hours")
    assert statuses(any_store, plan_id) == ["reviewed", "reviewed"]
    assert publish(any_store, plan_id, "size") == 2
    with any_store.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "circle.anyway")
        (entry,) = session.scalars(query)
        assert (entry.subject, entry.facts) == (f"circle:{plan_id}-00001", {"rules": "size"})


def test_an_hour_that_does_not_suit_somebody_any_more_is_a_rule_that_is_broken(
    any_store: Store,
) -> None:
    plan_id = reviewed(any_store, "ayu bela")
    with any_store.begin() as session:
        people.update(session, "bela", {"availability": ["mon-09-11"]}, now=NOW)
    with pytest.raises(Conflict, match=r"1 \(hours\)"):
        publish(any_store, plan_id)
    with any_store.begin() as session:
        people.update(session, "bela", {"availability": []}, now=NOW)
    assert publish(any_store, plan_id) == 1


def test_one_circle_is_published_by_the_same_rules_and_a_soft_one_keeps_nobody(
    any_store: Store,
) -> None:
    plan_id = reviewed(any_store, "ayu bela", provinces={"least": 2})
    one = f"{plan_id}-00000"

    def advance(*anyway: str) -> None:
        with any_store.begin() as session:
            to, encoder = CircleStatus.PUBLISHED, shipped()
            publishing.advance(session, one, to, NOW, actor="cli", encoder=encoder, anyway=anyway)

    with pytest.raises(Conflict, match=r"1 \(provinces\)"):
        advance()
    with any_store.begin() as session:
        plan = kept.get(session, plan_id)
        plan.wishes = {**plan.wishes, "provinces": {"least": 2, "weight": 1}}
    advance()
    assert statuses(any_store, plan_id) == ["published"]


def test_who_may_never_share_a_circle_is_published_by_no_word(any_store: Store) -> None:
    plan_id = reviewed(any_store, "ayu bela", "cici dewi")
    with any_store.begin() as session:
        session.add(MemberTie(member_a="ayu", member_b="bela", kind=Tie.APART))
    with pytest.raises(Conflict, match="kept apart"):
        publish(any_store, plan_id, "apart")
    with any_store.begin() as session:
        privacy.withdraw(session, "bela", Purpose.MATCH, NOW)
        life.set_lock(session, f"{plan_id}-00000", True, NOW, actor="cli")
    assert publish(any_store, plan_id) == 1
    assert statuses(any_store, plan_id) == ["draft", "published"]
