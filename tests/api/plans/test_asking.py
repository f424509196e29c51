"""Plans over HTTP: asked for once, and told how far they are."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from matcher.circles import plans
from matcher.store import plans as kept
from matcher.store.session import Store
from matcher.work import jobs
from tests.api.plans.planned import ASKED, EASY, every
from tests.api.service import NOW, Caller, Site


def test_asking_twice_makes_one_plan_and_another_wish_under_the_same_id_is_refused(
    editor: Caller, work: Callable[[], bool]
) -> None:
    first = editor("POST", "/v1/plans", json=ASKED)
    again = editor("POST", "/v1/plans", json=ASKED)
    other = editor("POST", "/v1/plans", json={"request_id": "r1", "wishes": EASY | {"seed": 9}})
    assert [one.status_code for one in (first, again, other)] == [201, 200, 409]
    assert first.json["plan_id"] == again.json["plan_id"]
    assert editor("GET", first.headers["Location"]).json["wishes"]["most"] == 4
    assert [work(), work()] == [True, False]


def test_many_who_ask_at_once_make_one_plan(site: Site, editor: Caller) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: editor("POST", "/v1/plans", json=ASKED), range(8)))
    assert sorted({one.status_code for one in answers}) in ([200, 201], [201])
    assert len(every(editor, "/v1/plans")) == 1


def test_wishes_that_cannot_be_used_are_pointed_at_all_at_once_and_not_repeated(
    editor: Caller,
) -> None:
    wishes = {"least": "rahasia", "meeting": {"hours": 99}, "preset": "rahasia", "rahasia": 1}
    answer = editor("POST", "/v1/plans", json={"request_id": "r1", "wishes": wishes})
    assert answer.status_code == 422
    pointers = {one["pointer"] for one in answer.json["errors"]}
    assert {"/body/wishes/least", "/body/wishes/meeting/hours", "/body/wishes/preset"} <= pointers
    assert "rahasia" not in answer.text
    long = EASY | {"counts": [{"attribute": "topic", "value": "cerita " * 20, "least": 1}]}
    assert editor("POST", "/v1/plans", json={"request_id": "r", "wishes": long}).status_code == 422
    assert editor("GET", "/v1/plans").json["items"] == []


def test_a_plan_says_how_long_it_is_queued_then_what_came_of_it(
    editor: Caller, reader: Caller, work: Callable[[], bool]
) -> None:
    asked = editor("POST", "/v1/plans", json=ASKED).json
    assert (asked["job"]["status"], asked["formed"], asked["circles"]) == ("queued", None, {})
    assert asked["job"]["queued_seconds"] >= 0
    work()
    plan = reader("GET", f"/v1/plans/{asked['plan_id']}").json
    assert plan["job"]["status"] == "done"
    assert plan["job"]["queued_seconds"] is None
    assert plan["circles"] == {"draft": len(every(reader, f"/v1/plans/{plan['plan_id']}/circles"))}
    assert plan["placed"] + sum(plan["waiting"].values()) == 24
    assert plan["formed"]["objective"] == pytest.approx(sum(plan["formed"]["parts"].values()))
    assert plan["formed"]["weakest_quality"] <= plan["formed"]["mean_quality"]
    assert 0 < len(plan["formed"]["curve"]) <= 100
    (row,) = every(reader, "/v1/plans")
    assert row == {name: plan[name] for name in row}


def test_a_plan_that_cannot_be_formed_says_why_in_the_language_of_whoever_asks(
    editor: Caller, work: Callable[[], bool]
) -> None:
    body = {"request_id": "r1", "wishes": EASY | {"who": {"classes": ["none-such"]}}}
    plan_id = editor("POST", "/v1/plans", json=body).json["plan_id"]
    work()
    english = editor("GET", f"/v1/plans/{plan_id}").json["job"]
    indonesian = editor("GET", f"/v1/plans/{plan_id}", headers={"Accept-Language": "id"}).json[
        "job"
    ]
    assert english["status"] == "refused"
    assert english["message"].startswith("0 members take part")
    assert indonesian["message"] != english["message"]
    assert editor("GET", f"/v1/plans/{plan_id}/circles").json["items"] == []


def test_the_newest_plan_comes_first_and_every_plan_once(editor: Caller, store: Store) -> None:
    with store.begin() as session:
        for number in range(7):
            at = NOW + timedelta(minutes=number // 2)
            plans.create(session, f"r{number}", at, kind="circles", wishes={}, actor="cli")
    rows = every(editor, "/v1/plans")
    assert len({row["plan_id"] for row in rows}) == 7
    times = [row["created_at"] for row in rows]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("key", ['["x", "y"]', '["2026-11-24T00:00:00", "y"]', '["y"]', "{}"])
def test_a_cursor_of_somebody_else_is_refused(editor: Caller, key: str) -> None:
    from base64 import urlsafe_b64encode

    cursor = urlsafe_b64encode(key.encode()).decode().rstrip("=")
    assert editor("GET", f"/v1/plans?after={cursor}").status_code == 422


def test_the_metrics_count_jobs_by_how_far_they_are(
    editor: Caller, work: Callable[[], bool]
) -> None:
    editor("POST", "/v1/plans", json=ASKED)
    assert 'lingkar_jobs{status="queued"} 1.0' in editor("GET", "/metrics").text
    work()
    text = editor("GET", "/metrics").text
    assert 'lingkar_jobs{status="queued"} 0.0' in text
    assert 'lingkar_jobs{status="done"} 1.0' in text


def test_jobs_that_are_not_about_plans_are_left_alone(store: Store, work: Any) -> None:
    with store.begin() as session:
        jobs.add(session, "backfill", "store", NOW, args={}, actor="cli")
    assert not work()


def test_wishes_name_nobody_who_is_not_there(editor: Caller, store: Store) -> None:
    pinned = {"m0001": 0, "m0059": 0, "never-was": 1}
    asked = {"request_id": "r1", "wishes": EASY | {"pinned": pinned}}
    first, again = (editor("POST", "/v1/plans", json=asked) for _ in range(2))
    assert [one.status_code for one in (first, again)] == [201, 200]
    assert first.json["wishes"]["pinned"] == {"m0001": 0}
    with store.read() as session:
        assert "never-was" not in json.dumps(kept.get(session, first.json["plan_id"]).wishes)
