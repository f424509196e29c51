"""Wishes that clash, told over HTTP: for whom, what would mend it, and nobody who is gone."""

import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles.clashes import ClashingWishes
from matcher.circles.jobs import handlers
from matcher.store.session import Store
from matcher.work.task import Keep, Task
from matcher.work.worker import Worker
from tests.api.service import NOW, Caller

PINNED = {"m0001": 0, "m0002": 0, "m0003": 0, "m0004": 0}
CLASHING = {
    "least": 2,
    "most": 3,
    "facilitator": None,
    "provinces": None,
    "beginners": None,
    "languages": None,
    "meeting": None,
    "pinned": PINNED,
    "seconds": 0.3,
}
"""Four are to sit in a circle of three."""


@pytest.fixture
def path(editor: Caller, store: Store) -> str:
    asked = {"request_id": "r1", "wishes": CLASHING}
    return f"/v1/plans/{editor('POST', '/v1/plans', json=asked).json['plan_id']}"


def test_a_refused_plan_tells_who_it_is_about_and_what_would_mend_it(
    editor: Caller, store: Store, path: str
) -> None:
    assert Worker(store, handlers("lingkar")).step()
    plan = editor("GET", path).json
    assert plan["job"]["status"] == "refused"
    (clash,) = [one for one in plan["clashes"] if "pinned" in one["rules"]]
    assert set(clash["members"]) == set(PINNED)
    assert clash["kind"] == "impossible"
    assert "size" in clash["rules"]
    assert {"pinned", "size"} <= {one["rule"] for one in clash["relaxations"]}
    (larger,) = [one for one in clash["relaxations"] if one["change"] == "most"]
    assert larger["to"] == 4


def test_whoever_withdraws_later_or_meanwhile_is_in_no_clash(
    editor: Caller, store: Store, path: str
) -> None:
    def form(task: Task) -> Keep:
        try:
            return handlers("lingkar")["circles.form"](task)
        except ClashingWishes:
            with task.store.begin() as session:
                privacy.withdraw(session, "m0003", Purpose.MATCH, NOW)
            raise

    assert Worker(store, {"circles.form": form}).step()
    told = editor("GET", path)
    assert told.json["job"]["status"] == "refused"
    assert "m0002" in str(told.json["clashes"])
    assert "m0003" not in told.text
    with store.begin() as session:
        privacy.withdraw(session, "m0002", Purpose.MATCH, NOW)
    assert "m0002" not in editor("GET", path).text
