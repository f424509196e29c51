"""How good a plan is as it stands, over HTTP: by group, its weakest places, bound, and ranking."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.v1.plan_views import plan_view
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles.jobs import handlers
from matcher.store.session import Store
from matcher.work import jobs
from matcher.work.worker import Worker
from tests.api.plans.planned import EASY, every
from tests.api.service import NOW, Caller

PAIRS: dict[str, Any] = {"kind": "pairs", "provinces": None, "languages": None, "seconds": 5}
Asking = Callable[..., str]


@pytest.fixture
def formed(editor: Caller, store: Store) -> Asking:
    """The address of a plan whose circles a worker has formed."""

    def ask(wishes: dict[str, Any] = EASY) -> str:
        asked = {"request_id": "r1", "wishes": wishes}
        plan_id = editor("POST", "/v1/plans", json=asked).json["plan_id"]
        assert Worker(store, handlers("lingkar")).step()
        return f"/v1/plans/{plan_id}"

    return ask


def test_an_overview_tells_groups_and_the_weakest_first_and_no_names(
    reader: Caller, formed: Asking
) -> None:
    path = formed()
    told = reader("GET", path + "/overview").json
    sits = {
        seat["member_id"]: one["circle_id"]
        for one in every(reader, path + "/circles")
        for seat in one["members"]
    }
    weakest = told["weakest"]
    assert len(weakest) == 10
    assert [sits[one["member_id"]] for one in weakest] == [one["circle_id"] for one in weakest]
    assert [one["closeness"] for one in weakest] == sorted(one["closeness"] for one in weakest)
    assert all(one["next_circle_id"] != one["circle_id"] for one in weakest)
    assert min(told["regions"].values()) <= told["closeness"] <= max(told["regions"].values())
    assert told["stages"]
    assert sum(told["parts"].values()) == pytest.approx(told["objective"])


def test_the_bound_holds_until_the_circles_are_changed(editor: Caller, formed: Asking) -> None:
    path = formed(PAIRS)
    told = editor("GET", path + "/overview").json
    assert told["bound"] == pytest.approx(editor("GET", path).json["formed"]["bound"])
    assert told["gap"] == pytest.approx(0, abs=1e-6)
    exported = editor("GET", path + "/export", query_string={"format": "json"})
    assert json.loads(exported.data)["gap"] == pytest.approx(told["gap"], abs=1e-9)
    one, other = editor("GET", path + "/circles").json["items"][:2]
    moves = [
        {"member_id": here["members"][0]["member_id"], "to": there["circle_id"]}
        for here, there in ((one, other), (other, one))
    ]
    asked = {"revision": told["revision"], "moves": moves, "anyway": ["hours", "met"]}
    moved = editor("POST", path + "/moves", json=asked)
    assert moved.status_code == 200, moved.json
    later = editor("GET", path + "/overview").json
    assert (later["bound"], later["gap"]) == (None, None)
    assert later["objective"] < told["objective"]


def test_reasons_of_a_circle_tell_why_each_is_there_and_where_else_she_would_sit(
    editor: Caller, formed: Asking
) -> None:
    path = formed()
    circle = editor("GET", path + "/circles").json["items"][0]
    headers = {"Accept-Language": "en"}
    why = editor("GET", f"{path}/circles/{circle['circle_id']}/reasons", headers=headers).json
    ids = {seat["member_id"] for seat in circle["members"]}
    assert {one["member_id"] for one in why["members"]} == ids
    assert {one["circle_id"] for one in why["members"]} == {circle["circle_id"]}
    mean = sum(one["closeness"] for one in why["members"]) / len(ids)
    assert mean == pytest.approx(circle["quality"], abs=1e-5)
    assert all(bool(one["text"]) == (one["term"] is not None) for one in why["members"])


def test_the_ranking_is_listed_by_rank_page_by_page_and_tells_who_sits_now(
    reader: Caller, formed: Asking
) -> None:
    path = formed(EASY | {"ranking": {"places": 12, "about": "usaha kue"}})
    found = every(reader, path + "/ranking", limit=5)
    assert [one["rank"] for one in found] == list(range(1, 25))
    assert sum(one["taken"] for one in found) == 12
    assert all(one["taken"] for one in found if one["seated"])
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert all(set(one["criteria"]) == {"goals", "waited"} for one in found)


def test_whoever_withdraws_is_in_no_ranking_and_among_no_weakest(
    reader: Caller, store: Store, formed: Asking
) -> None:
    path = formed(EASY | {"ranking": {"places": 24}})
    gone = reader("GET", path + "/overview").json["weakest"][0]["member_id"]
    with store.begin() as session:
        privacy.withdraw(session, gone, Purpose.MATCH, NOW)
    assert gone not in {one["member_id"] for one in every(reader, path + "/ranking")}
    weakest = reader("GET", path + "/overview").json["weakest"]
    assert gone not in {one["member_id"] for one in weakest}


def test_a_plan_without_a_ranking_has_an_empty_one_and_a_made_up_cursor_is_refused(
    reader: Caller, formed: Asking
) -> None:
    path = formed()
    assert reader("GET", path + "/ranking").json == {"items": [], "next": None}
    for cursor in ("WyJhIl0", "nothing"):
        assert reader("GET", f"{path}/ranking?after={cursor}").status_code == 422
    assert reader("GET", "/v1/plans/none/ranking").status_code == 404
    assert reader("GET", "/v1/plans/none/overview").status_code == 404


def test_a_plan_tells_that_its_work_waits_and_no_worker_runs(editor: Caller, store: Store) -> None:
    made = editor("POST", "/v1/plans", json={"request_id": "r1", "wishes": EASY}).json
    with store.read() as session:
        asked = plan_view(session, made["plan_id"], "en", NOW).job
        later = NOW + timedelta(days=1000)
        waits = plan_view(session, made["plan_id"], "en", later).job
    assert asked is not None
    assert waits is not None
    assert (asked.unheard, waits.unheard) == (False, True)
    assert Worker(store, handlers("lingkar")).step()
    with store.read() as session:
        done = plan_view(session, made["plan_id"], "en", later).job
    assert done is not None
    assert (done.status, done.unheard) == (jobs.JobStatus.DONE, False)
