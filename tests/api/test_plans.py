"""Plans over HTTP: asked for once, formed by a worker, looked at, published."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from api.services import EXTENSION
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import plans, seats
from matcher.circles.jobs import handlers
from matcher.store import plans as kept
from matcher.store.session import Store, open_store
from matcher.work import jobs
from matcher.work.worker import Worker
from tests.api.service import NOW, Caller, Site, make_site

EASY = {
    "least": 3,
    "most": 4,
    "facilitator": None,
    "provinces": None,
    "beginners": None,
    "languages": None,
    "seconds": 0.3,
}
"""Wishes that the made-up members can meet."""
ASKED = {"request_id": "r1", "wishes": EASY}


@pytest.fixture(scope="session")
def agreeing(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of whose members 24 agreed to be matched."""
    site = make_site(tmp_path_factory.mktemp("agreeing"))
    store = open_store(site.settings().database_url)
    with store.begin() as session:
        for number in range(24):
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
    store.close()
    return site


@pytest.fixture
def site(agreeing: Site, tmp_path: Path) -> Site:
    return agreeing.copy(tmp_path / "site")


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions[EXTENSION].store
    return found


@pytest.fixture
def work(store: Store) -> Callable[[], bool]:
    """Does the next job, as a worker would."""
    return Worker(store, handlers("lingkar")).step


@pytest.fixture
def formed(editor: Caller, work: Callable[[], bool]) -> str:
    """The address of a plan whose circles are there."""
    plan_id = editor("POST", "/v1/plans", json=ASKED).json["plan_id"]
    assert work()
    return f"/v1/plans/{plan_id}"


def every(caller: Caller, path: str) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items: list[dict[str, Any]] = []
    after = None
    while True:
        asked = {"limit": 3} | ({"after": after} if after else {})
        page = caller("GET", path, query_string=asked).json
        items += page["items"]
        after = page["next"]
        if after is None:
            return items


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


def test_circles_are_shown_as_they_are_with_names_only_where_asked(
    formed: str, reader: Caller, store: Store
) -> None:
    circles = every(reader, formed + "/circles")
    with store.begin() as session:
        moved = circles[0]["members"][0]["member_id"]
        ids = [one["circle_id"] for one in circles]
        room = next(one for one in circles[1:] if len(one["members"]) == 3)
        seats.move(session, moved, ids[0], room["circle_id"], NOW, actor="cli")
    after = {one["circle_id"]: one for one in every(reader, formed + "/circles")}
    there = [one["member_id"] for one in after[room["circle_id"]]["members"]]
    assert moved in there
    assert after[ids[0]]["quality"] != circles[0]["quality"]
    assert all(seat["name"] is None for one in circles for seat in one["members"])
    named = reader("GET", formed + "/circles?names=true").json["items"][0]
    assert all(seat["name"] is not None for seat in named["members"])
    for one in circles:
        assert set(one["meeting"]["local"]) <= {"WIB", "WITA", "WIT"}
        assert one["meeting"]["local"]


def test_whoever_waits_is_listed_with_the_reason_in_words(formed: str, reader: Caller) -> None:
    plan = reader("GET", formed).json
    found = every(reader, formed + "/waiting")
    assert len(found) == sum(plan["waiting"].values())
    assert all(one["text"] for one in found)


def test_only_what_was_seen_is_published_and_two_who_publish_at_once_publish_it_once(
    formed: str, editor: Caller, store: Store
) -> None:
    seen = editor("GET", formed).headers["ETag"]
    assert editor("POST", formed + "/publish").json["circles"].keys() == {"draft"}
    reviewed = editor("POST", formed + "/review", headers={"If-Match": seen})
    assert reviewed.status_code == 200
    assert reviewed.json["circles"].keys() == {"reviewed"}
    late = editor("POST", formed + "/publish", headers={"If-Match": seen})
    assert late.status_code == 412
    fresh = {"If-Match": reviewed.headers["ETag"]}

    def publish(_: int) -> int:
        status: int = editor("POST", formed + "/publish", headers=fresh).status_code
        return status

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(publish, range(2)))
    assert statuses in ([200, 409], [200, 412])
    assert editor("GET", formed).json["circles"].keys() == {"published"}
    assert editor("DELETE", formed).status_code == 409


def test_a_plan_that_nobody_knows_of_is_deleted_with_its_drafts(
    formed: str, editor: Caller, store: Store
) -> None:
    assert editor("DELETE", formed, headers={"If-Match": '"old"'}).status_code == 412
    assert editor("DELETE", formed).status_code == 200
    assert editor("GET", formed).status_code == 404
    with store.read() as session:
        from matcher.store.schema import Circle, CircleMember

        assert session.query(Circle).count() == session.query(CircleMember).count() == 0


def test_deleting_a_queued_plan_leaves_a_worker_nothing_to_do(
    editor: Caller, work: Callable[[], bool]
) -> None:
    plan_id = editor("POST", "/v1/plans", json=ASKED).json["plan_id"]
    assert editor("DELETE", f"/v1/plans/{plan_id}").status_code == 200
    assert not work()


def test_a_cancelled_plan_stays_cancelled_and_one_that_is_done_cannot_be(
    editor: Caller, work: Callable[[], bool]
) -> None:
    path = f"/v1/plans/{editor('POST', '/v1/plans', json=ASKED).json['plan_id']}"
    assert editor("POST", path + "/stop").status_code == 409
    for _ in range(2):
        assert editor("POST", path + "/cancel").json["job"]["status"] == "cancelled"
    assert not work()
    done = editor("POST", "/v1/plans", json=ASKED | {"request_id": "r2"}).json["plan_id"]
    work()
    assert editor("POST", f"/v1/plans/{done}/cancel").status_code == 409


def test_exports_are_made_from_the_circles_as_they_are_now(
    formed: str, editor: Caller, store: Store
) -> None:
    circles = every(editor, formed + "/circles")
    gone = circles[0]["members"][0]["member_id"]
    with store.begin() as session:
        seats.leave(session, circles[0]["circle_id"], gone, NOW, actor="cli", reason="asked")
    inside = {
        seat["member_id"] for one in every(editor, formed + "/circles") for seat in one["members"]
    }
    assert gone not in inside
    table = editor("GET", formed + "/export?format=csv")
    assert table.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["member_id"] for row in rows if row["circle"]} == inside
    assert len(editor("GET", formed + "/export?table=circles").text.splitlines()) - 1 == len(
        circles
    )
    book = load_workbook(io.BytesIO(editor("GET", formed + "/export?format=xlsx").data))
    assert book.sheetnames == ["circles", "members", "overview", "weakest"]
    told = json.loads(editor("GET", formed + "/export?format=json").data)
    assert {one for circle in told["circles"] for one in circle["members"]} == inside


def test_an_invitation_for_each_circle_comes_as_an_archive_or_as_json(
    formed: str, editor: Caller, reader: Caller
) -> None:
    circles = every(editor, formed + "/circles")
    answer = editor("GET", formed + "/invitations?language=id")
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(texts) == len(circles)
    assert all("#KarenaIbuBisa" in text for text in texts.values())
    as_json = editor("GET", formed + "/invitations?format=json&language=id").json
    assert {f"{name}.txt": text for name, text in as_json.items()} == texts
    again = editor(
        "GET", formed + "/invitations", headers={"If-None-Match": answer.headers["ETag"]},
        query_string={"language": "id"},
    )  # fmt: skip
    assert again.status_code == 304
    assert reader("GET", formed + "/invitations").status_code == 403


def test_a_circle_tells_why_it_is_as_it_is_now(formed: str, editor: Caller, reader: Caller) -> None:
    circle_id = every(editor, formed + "/circles")[0]["circle_id"]
    path = f"{formed}/circles/{circle_id}/reasons"
    told = editor("GET", path, query_string={"language": "en"}).json
    assert told["circle_id"] == circle_id
    assert any(one.startswith("They live in") for one in told["sentences"])
    assert any(one.startswith("An hour that suits all") for one in told["sentences"])
    assert editor("GET", f"{formed}/circles/none/reasons").status_code == 404
    assert reader("GET", path).status_code == 403


def test_the_metrics_count_jobs_by_how_far_they_are(
    editor: Caller, work: Callable[[], bool]
) -> None:
    editor("POST", "/v1/plans", json=ASKED)
    assert 'lingkar_jobs{status="queued"} 1.0' in editor("GET", "/metrics").text
    work()
    text = editor("GET", "/metrics").text
    assert 'lingkar_jobs{status="queued"} 0.0' in text
    assert 'lingkar_jobs{status="done"} 1.0' in text


def test_whoever_withdraws_or_is_erased_while_circles_are_formed_is_in_nothing(
    editor: Caller, store: Store, site: Site
) -> None:
    path = f"/v1/plans/{editor('POST', '/v1/plans', json=ASKED).json['plan_id']}"
    worker = Worker(store, {plans.FORM: lambda task: _then_gone(task, site)})
    assert worker.step()
    assert editor("GET", path).json["job"]["status"] == "done"
    named = editor("GET", path).text
    named += json.dumps(every(editor, path + "/circles") + every(editor, path + "/waiting"))
    with store.read() as session:
        named += json.dumps(kept.get(session, path.rpartition("/")[2]).result)
    assert "m0003" not in named
    assert "m0004" not in named
    assert "m0005" in named


def _then_gone(task: Any, site: Site) -> Any:
    keep = handlers("lingkar")[plans.FORM](task)
    with task.store.begin() as session:
        privacy.withdraw(session, "m0003", Purpose.MATCH, datetime.now(UTC))
        privacy.erase_member(
            session, "m0004", "cli", datetime.now(UTC), bundles=site.settings().bundles
        )
    return keep


def test_jobs_that_are_not_about_plans_are_left_alone(store: Store, work: Any) -> None:
    with store.begin() as session:
        jobs.add(session, "backfill", "store", NOW, args={}, actor="cli")
    assert not work()
