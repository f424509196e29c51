"""Plans over HTTP: published, deleted, cancelled, and left by members while they are formed."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import plans, seats
from matcher.circles.jobs import handlers
from matcher.store import circles
from matcher.store import plans as kept
from matcher.store.session import Store
from matcher.work.worker import Worker
from tests.api.plans.planned import ASKED, every
from tests.api.service import NOW, Caller, Site


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


def test_what_became_unlike_the_wishes_is_published_only_where_the_rule_is_named(
    formed: str, editor: Caller, store: Store
) -> None:
    plan_id = formed.rpartition("/")[2]
    with store.begin() as session:
        first = min(circles.of_plan(session, plan_id), key=lambda one: one.circle_id).circle_id
        for seat in circles.seats(session, first)[1:]:
            seats.leave(session, first, seat.member_id, NOW, actor="cli", reason="asked")
    assert editor("POST", formed + "/review").status_code == 200
    refused = editor("POST", formed + "/publish", headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert "1 (size)" in refused.json["detail"]
    one = f"/v1/circles/{first}/status"
    assert editor("POST", one, json={"to": "published"}).status_code == 409
    assert editor("POST", one, json={"to": "published", "anyway": ["size"]}).status_code == 200
    assert editor("POST", formed + "/publish", json={"anyway": []}).status_code == 200
    assert editor("GET", formed).json["circles"].keys() == {"published"}
