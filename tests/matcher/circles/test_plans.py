"""A plan is asked for once, worked on, kept as drafts, published; the list of those who wait."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import life, plans, seats
from matcher.circles.deleting import delete_plan
from matcher.circles.plans import Draft
from matcher.circles.states import CircleStatus
from matcher.errors import Conflict, NotFound
from matcher.store import circles, waiting
from matcher.store import plans as kept
from matcher.store.schema import Plan
from matcher.store.session import Store
from matcher.work import jobs
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


def test_asking_twice_makes_one_plan_and_asking_for_another_with_the_same_id_is_refused(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        asked = [
            plans.create(session, "r1", NOW, kind="circles", wishes={"a": 1}, actor="cli")
            for _ in range(2)
        ]
        assert asked[0].plan_id == asked[1].plan_id
        assert actions(session) == ["plan.create"]
        with pytest.raises(Conflict, match="request r1"):
            plans.create(session, "r1", NOW, kind="pairs", wishes={"a": 1}, actor="cli")


def test_many_who_ask_at_once_with_one_request_make_one_plan(any_store: Store) -> None:
    start = threading.Barrier(4)

    def ask(_: int) -> str:
        with any_store.begin() as session:
            if any_store.engine.dialect.name == "postgresql":
                kept.of_request(session, "r")
                start.wait(5)
            made = plans.create(session, "r", NOW, kind="circles", wishes={}, actor="cli")
            return made.plan_id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, range(4)))) == 1
    with any_store.read() as session:
        assert actions(session) == ["plan.create"]


def test_reviewing_and_publishing_rest_on_the_revision_that_was_seen(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi")
        seen = kept.get(session, made).revision
    with any_store.begin() as session:
        move(session, "dewi", f"{made}-00001", f"{made}-00000")
    for step in (plans.review, plans.publish):
        with pytest.raises(Conflict, match="somebody else"), any_store.begin() as session:
            step(session, made, NOW, actor="cli", revision=seen)
    with any_store.begin() as session:
        now = kept.get(session, made).revision
        assert len(plans.review(session, made, NOW, actor="cli", revision=now)) == 2
        assert len(plans.publish(session, made, NOW, actor="cli", revision=now + 2)) == 2


def test_two_who_publish_at_once_publish_once_and_the_later_one_is_told(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi")
        plans.review(session, made, NOW, actor="cli")
    with any_store.read() as session:
        seen = kept.get(session, made).revision

    def publish(_: int) -> int | None:
        try:
            with any_store.begin() as session:
                return len(plans.publish(session, made, NOW, actor="cli", revision=seen))
        except Conflict:
            return None

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(publish, range(2)), key=str) == [2, None]


def test_a_plan_goes_with_its_drafts_unless_members_know_of_one(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi")
        known = plan(session, "eka fitri", request="known")
        plans.review(session, known, NOW, actor="cli")
        plans.publish(session, known, NOW, actor="cli")
    with any_store.begin() as session:
        assert delete_plan(session, made, NOW, actor="cli") == 2
    with pytest.raises(Conflict, match="know of"), any_store.begin() as session:
        delete_plan(session, known, NOW, actor="cli")
    with any_store.read() as session:
        assert [one.plan_id for one in kept.page(session)] == [known]
        assert [one.plan_id for one in circles.page(session)] == [known]


def test_a_plan_whose_drafts_were_closed_can_be_deleted_and_one_that_ran_cannot(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela")
        life.advance(session, f"{made}-00000", CircleStatus.CLOSED, NOW, actor="cli")
        assert delete_plan(session, made, NOW, actor="cli") == 1
        ran = circle(session, "ayu bela", *TO_PUBLISHED, CircleStatus.CLOSED, request="ran").plan_id
        with pytest.raises(Conflict, match="Members know"):
            delete_plan(session, str(ran), NOW, actor="cli")


def test_deleting_a_plan_ends_what_is_done_for_it(any_store: Store) -> None:
    with any_store.begin() as session:
        made = plans.create(session, "r", NOW, kind="circles", wishes={}, actor="cli")
        job = jobs.take(session, [plans.FORM], NOW)
        assert job is not None
        delete_plan(session, made.plan_id, NOW, actor="cli")
    with any_store.begin() as session:
        assert not jobs.note(session, job.job_id, job.attempt, {}, NOW)


def test_a_plan_has_the_circles_that_were_formed_for_it_and_takes_no_others(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela")
        with pytest.raises(Conflict, match="has its circles already"):
            plans.finish(session, made, [], {}, NOW, actor="worker")
        assert len(circles.of_plan(session, made)) == 1


def test_every_change_of_a_circle_counts_in_the_revision_of_its_plan(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi")
        first, second = (one.circle_id for one in circles.of_plan(session, made))
        revisions = [kept.get(session, made).revision]
        for change in (
            lambda: move(session, "dewi", second, first),
            lambda: life.set_lock(session, first, True, NOW, actor="cli"),
            lambda: life.set_meeting(session, second, 37, 1, NOW, actor="cli"),
            lambda: life.advance(session, second, CircleStatus.REVIEWED, NOW, actor="cli"),
        ):
            change()
            session.expire_all()
            revisions.append(kept.get(session, made).revision)
        assert revisions == sorted(set(revisions))


def test_a_finished_plan_leaves_drafts_with_their_facilitators_and_hours(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plans.create(session, "r", NOW, kind="cohorts", wishes={}, actor="cli")
        draft = Draft("Lingkar", frozenset({"ayu", "bela"}), frozenset({"bela"}), 37, 2)
        (found,) = plans.finish(session, made.plan_id, [draft], {"gap": 0.1}, NOW, actor="worker")
        assert (found.kind, found.status, found.meets_utc_hour, found.meets_hours) == (
            "cohorts",
            "draft",
            37,
            2,
        )
        roles = [(one.member_id, one.role) for one in circles.seats(session, found.circle_id)]
        assert roles == [("ayu", "member"), ("bela", "facilitator")]
        assert actions(session)[-2:] == ["circle.create", "plan.finish"]


def test_who_withdrew_while_it_was_worked_on_is_in_no_draft_and_no_result(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        privacy.withdraw(session, "ayu", Purpose.MATCH, NOW)
        privacy.withdraw(session, "fitri", Purpose.MATCH, NOW)
        made = plan(session, "ayu bela cici", waiting=("eka", "fitri"))
        assert [one.member_id for one in circles.seats(session, f"{made}-00000")] == [
            "bela",
            "cici",
        ]
        assert kept.get(session, made).result == {
            "circles": [["bela", "cici"]],
            "waiting": {"eka": "no_hour"},
            "helps": [],
            "placed": {"bela": 0.6},
        }


def test_publishing_a_plan_publishes_what_is_reviewed_and_counts_each_wait_once(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici dewi", waiting=("eka", "fitri"))
        life.advance(session, f"{made}-00000", CircleStatus.REVIEWED, NOW, actor="cli")
        seats.join(session, f"{made}-00001", "eka", NOW, actor="cli")
        (published,) = plans.publish(session, made, NOW, actor="cli")
        assert (published.status, met(session)) == ("published", {("ayu", "bela")})
        life.advance(session, f"{made}-00001", CircleStatus.REVIEWED, NOW, actor="cli")
        assert len(plans.publish(session, made, LATER, actor="cli")) == 1
        before = actions(session)
        assert plans.publish(session, made, LATER, actor="cli") == []
        assert actions(session) == before
        (row,) = waiting.first_come(session)
        assert (row.member_id, row.reason, row.times_waited, row.since) == (
            "fitri",
            "no_hour",
            1,
            NOW,
        )


def test_nobody_is_published_into_a_second_circle_of_the_kind_unless_wished(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        known = plan(session, "ayu bela", request="known")
        twice = plan(session, "ayu cici", "dewi bela", request="twice")
        led = plan(session, "ayu eka", request="led")
        for one in (known, twice, led):
            plans.review(session, one, NOW, actor="cli")
        plans.publish(session, known, NOW, actor="cli")
    with (
        pytest.raises(Conflict, match=f"bela sits in circle {known}"),
        any_store.begin() as session,
    ):
        plans.publish(session, twice, NOW, actor="cli")
    with any_store.begin() as session:
        assert {one.status for one in circles.of_plan(session, twice)} == {"reviewed"}
        assert len(plans.publish(session, led, NOW, actor="cli")) == 1
        kept.get(session, twice).wishes = {"who": {"again": True}}
        assert len(plans.publish(session, twice, NOW, actor="cli")) == 2


def test_publishing_many_circles_takes_no_more_statements_than_publishing_one(
    store: Store,
) -> None:
    asked: list[int] = []
    for request, drafts in enumerate((["ayu bela"], ["cici dewi", "eka fitri"])):
        with store.begin() as session:
            agree(session)
            made = plan(session, *drafts, request=str(request))
        sent: list[str] = []

        def note(*told: object, sent: list[str] = sent) -> None:
            sent.append(str(told[2]))

        event.listen(store.engine, "before_cursor_execute", note)
        with store.begin() as session:
            plans.review(session, made, NOW, actor="cli")
            assert len(plans.publish(session, made, NOW, actor="cli")) == len(drafts)
        event.remove(store.engine, "before_cursor_execute", note)
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_a_circle_that_nobody_sits_in_is_not_published(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela", "cici")
        seats.leave(session, f"{made}-00001", "cici", NOW, actor="cli", reason="own")
        assert len(plans.review(session, made, NOW, actor="cli")) == 1
        life.advance(session, f"{made}-00001", CircleStatus.REVIEWED, NOW, actor="cli")
        assert [one.circle_id for one in plans.publish(session, made, NOW, actor="cli")] == [
            f"{made}-00000"
        ]
        with pytest.raises(Conflict, match="Nobody sits"):
            life.advance(session, f"{made}-00001", CircleStatus.PUBLISHED, NOW, actor="cli")


def test_who_waited_most_often_comes_first_then_who_waited_longest(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        for request, names in enumerate((("eka",), ("dewi", "fitri"), ("fitri",))):
            now = NOW + timedelta(days=request)
            made = plan(session, "ayu bela", waiting=names, request=str(request))
            life.advance(session, f"{made}-00000", CircleStatus.REVIEWED, now, actor="cli")
            plans.publish(session, made, now, actor="cli")
            life.advance(session, f"{made}-00000", CircleStatus.CLOSED, now, actor="cli")
        order = [(one.member_id, one.times_waited) for one in waiting.first_come(session)]
        assert order == [("fitri", 2), ("eka", 1), ("dewi", 1)]


def test_pages_hold_every_plan_and_circle_once(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        made = sorted(plan(session, "ayu bela", request=name) for name in NAMES)
        kept.get(session, made[3]).created_at = LATER
        session.flush()
        first = kept.page(session, limit=4)
        rest = kept.page(session, after=(first[-1].created_at, first[-1].plan_id))
        newest = [made[3], *(one for one in made if one != made[3])]
        assert [one.plan_id for one in (*first, *rest)] == newest
        some = circles.page(session, limit=4)
        others = circles.page(session, after=some[-1].circle_id)
        assert [one.plan_id for one in (*some, *others)] == made
        with pytest.raises(NotFound, match="no plan nothing"):
            kept.get(session, "nothing")


def test_a_text_of_a_members_own_length_does_not_fit_into_a_plan(store: Store) -> None:
    story = "cerita yang panjang " * 5
    for part in ({"a": [{"b": story}]}, {story: 1}):
        with pytest.raises(StatementError, match="at most 64"), store.begin() as session:
            plans.create(session, "r", NOW, kind="circles", wishes=part, actor="cli")
    with store.read() as session:
        assert session.query(Plan).count() == 0
