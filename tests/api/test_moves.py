"""Moves over HTTP: the price first, then the change, the way back, and no change unseen."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from api.services import EXTENSION
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import kept
from matcher.circles.jobs import handlers
from matcher.store import people
from matcher.store.schema import AuditEntry
from matcher.store.session import Store
from matcher.work.worker import Worker
from tests.api.service import NOW, Caller, Site
from tests.matcher.circles.drafted import SMALL, small_plan


@pytest.fixture
def plan_id(app: Flask, site: Site, tmp_path: Path) -> str:
    """A plan with two circles: m0000 to m0002, m0003 and m0004; m0005 waits."""
    kept.let_go()
    store: Store = app.extensions[EXTENSION].store
    with store.begin() as session:
        for number in range(6):
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
        wishes = {**SMALL, "languages": None, "meeting": None}
        return small_plan(session, "m0000 m0001 m0002", "m0003 m0004", wishes=wishes)


def sits(caller: Caller, circle_id: str) -> list[str]:
    found = caller("GET", f"/v1/circles/{circle_id}").json
    return [one["member_id"] for one in found["members"]]


def test_a_move_is_priced_made_and_taken_back(editor: Caller, plan_id: str) -> None:
    first, second = (f"{plan_id}-0000{n}" for n in range(2))
    asked: dict[str, Any] = {
        "revision": 0,
        "moves": [{"member_id": "m0002", "to": second}],
        "dry_run": True,
    }
    told = editor("POST", f"/v1/plans/{plan_id}/moves", json=asked)
    assert told.status_code == 200
    assert (told.json["undo"], sits(editor, second)) == (None, ["m0003", "m0004"])
    made = editor("POST", f"/v1/plans/{plan_id}/moves", json=asked | {"dry_run": False})
    assert made.json["price"] == told.json["price"]
    assert [one["sizes"] for one in made.json["price"]["circles"]] == [[3, 2], [2, 3]]
    assert sits(editor, second) == ["m0002", "m0003", "m0004"]
    again = editor("POST", f"/v1/plans/{plan_id}/moves", json=asked | {"dry_run": False})
    assert again.status_code == 409
    back = editor("POST", f"/v1/plans/{plan_id}/moves", json=made.json["undo"])
    assert back.status_code == 200
    assert sits(editor, first) == ["m0000", "m0001", "m0002"]


def test_what_may_never_be_is_refused_in_the_language_asked_for(
    editor: Caller, plan_id: str
) -> None:
    asked = {"revision": 0, "anyway": ["size"], "moves": [{"member_id": "m0003", "to": None}]}
    sent = {"Accept-Language": "id"}
    answer = editor("POST", f"/v1/plans/{plan_id}/moves", json=asked, headers=sent)
    assert answer.status_code == 409
    assert "tidak pernah boleh" in answer.json["detail"]


def test_places_of_one_who_waits_come_with_their_prices(reader: Caller, plan_id: str) -> None:
    found = reader("GET", f"/v1/plans/{plan_id}/places/m0005").json
    assert [one["legal"] for one in found["places"]] == [True, False]
    assert found["places"][0]["moves"][0]["to"] == f"{plan_id}-00001"
    assert found["places"][1]["breaks"][0]["rule"] == "size"


def test_a_worker_improves_and_repairs_and_a_proposal_that_is_none_is_404(
    app: Flask, editor: Caller, plan_id: str
) -> None:
    store: Store = app.extensions[EXTENSION].store
    for deed, body in (("improve", {"seconds": 0.3}), ("repair", {"seconds": 0.3, "at_most": 2})):
        asked = editor("POST", f"/v1/plans/{plan_id}/{deed}", json=body)
        assert asked.json["job"]["kind"] == f"circles.{deed}"
        assert Worker(store, handlers("lingkar")).step()
        assert editor("GET", f"/v1/plans/{plan_id}").json["job"]["status"] == "done"
    assert editor("GET", f"/v1/plans/{plan_id}/proposal").status_code == 404


def test_circles_are_listed_by_status_and_go_through_their_life(
    editor: Caller, plan_id: str
) -> None:
    first = f"{plan_id}-00000"
    listed = editor("GET", f"/v1/circles?plan={plan_id}&status=draft&limit=1").json
    assert [one["circle_id"] for one in listed["items"]] == [first]
    assert listed["next"]
    locked = editor("PUT", f"/v1/circles/{first}/lock", json={"locked": True})
    assert locked.json["locked"]
    refused = editor("DELETE", f"/v1/circles/{first}/members/m0001")
    assert refused.status_code == 409
    editor("PUT", f"/v1/circles/{first}/lock", json={"locked": False})
    hour = f"/v1/circles/{first}/meeting"
    night = editor("PUT", hour, json={"utc_hour_of_week": 19, "hours": 1})  # 02:00 in Jakarta
    assert (night.status_code, "too early or too late" in night.json["detail"]) == (409, True)
    night = editor("PUT", hour, json={"utc_hour_of_week": 19, "hours": 1, "anyway": ["hours"]})
    assert night.json["meeting"] == {"utc_hour_of_week": 19, "hours": 1}
    meets = editor("PUT", hour, json={"utc_hour_of_week": 5, "hours": 1})
    assert (meets.json["meeting"]["utc_hour_of_week"], meets.json["hour_by_hand"]) == (5, True)
    freed = editor("PUT", hour, json={"utc_hour_of_week": None})
    assert (freed.json["meeting"]["utc_hour_of_week"], freed.json["hour_by_hand"]) == (5, False)
    freed = editor("DELETE", f"/v1/circles/{first}/members/m0001?reason=moved_house")
    assert [one["member_id"] for one in freed.json["members"]] == ["m0000", "m0002"]
    joined = editor("POST", f"/v1/circles/{first}/members", json={"member_id": "m0005"})
    assert "m0005" in [one["member_id"] for one in joined.json["members"]]
    for status in ("reviewed", "published", "running", "closed"):
        answer = editor("POST", f"/v1/circles/{first}/status", json={"to": status})
        assert answer.json["status"] == status
    assert answer.json["members"] == []


def test_who_joins_by_hand_keeps_the_size_and_leads_only_where_she_may(
    editor: Caller, plan_id: str
) -> None:
    full, second = (f"{plan_id}-0000{n}" for n in range(2))
    for role in ("member", "facilitator"):
        asked = {"member_id": "m0005", "role": role, "anyway": ["size"]}
        refused = editor("POST", f"/v1/circles/{full}/members", json=asked)
        assert refused.status_code == 409
        assert "size" in refused.json["detail"]
    assert sits(editor, full) == ["m0000", "m0001", "m0002"]
    twice = {"member_id": "m0001", "role": "facilitator"}
    assert editor("POST", f"/v1/circles/{second}/members", json=twice).status_code == 409
    assert sits(editor, second) == ["m0003", "m0004"]


def test_whoever_may_not_lead_by_the_wishes_joins_as_a_member(app: Flask, editor: Caller) -> None:
    store: Store = app.extensions[EXTENSION].store
    leads = {"roles": ["volunteer"]}
    with store.begin() as session:
        for number, role in enumerate(["volunteer", "member", "member", "volunteer"]):
            people.update(session, f"m{number:04d}", {"role": role}, now=NOW)
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
        wishes = {**SMALL, "languages": None, "meeting": None, "facilitator": leads}
        plan_id = small_plan(session, "m0000 m0001", request="led", wishes=wishes)
    path = f"/v1/circles/{plan_id}-00000/members"
    for member_id in ("m0001", "m0002"):
        refused = editor("POST", path, json={"member_id": member_id, "role": "facilitator"})
        assert refused.status_code == 409
        assert "may not lead" in refused.json["detail"]
    joined = editor("POST", path, json={"member_id": "m0003", "role": "facilitator"})
    assert joined.status_code == 200, joined.text
    led = {one["member_id"]: one["role"] for one in joined.json["members"]}
    assert led == {"m0000": "facilitator", "m0001": "member", "m0003": "facilitator"}


def test_a_hard_rule_that_is_named_is_broken_by_who_joins_and_that_is_on_record(
    app: Flask, editor: Caller
) -> None:
    store: Store = app.extensions[EXTENSION].store
    with store.begin() as session:
        for number in range(3):
            people.update(session, f"m{number:04d}", {"languages": ["id"]}, now=NOW)
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
        people.update(session, "m0002", {"languages": ["en"]}, now=NOW)
        wishes = {**SMALL, "meeting": None}
        plan_id = small_plan(session, "m0000 m0001", request="spoken", wishes=wishes)
    path, asked = f"/v1/circles/{plan_id}-00000/members", {"member_id": "m0002"}
    refused = editor("POST", path, json=asked)
    assert refused.status_code == 409
    assert "languages" in refused.json["detail"]
    joined = editor("POST", path, json={**asked, "anyway": ["languages"]})
    assert [one["member_id"] for one in joined.json["members"]] == ["m0000", "m0001", "m0002"]
    with store.read() as session:
        query = select(AuditEntry.facts).where(AuditEntry.action == "plan.edit")
        assert [one["anyway"] for one in session.scalars(query)] == ["languages"]


def test_what_pydantic_refuses_is_said_in_the_language_asked_for(
    editor: Caller, plan_id: str
) -> None:
    sent = {"Accept-Language": "id"}
    asked = {"revision": 0, "moves": [], "dry_run": "perhaps"}
    answer = editor("POST", f"/v1/plans/{plan_id}/moves", json=asked, headers=sent)
    assert {one["detail"] for one in answer.json["errors"]} == {
        "Isinya terlalu sedikit.",
        "Tulis true atau false.",
    }


def test_full_circles_are_offered_swaps_that_can_be_sent_as_they_are(
    app: Flask, editor: Caller, reader: Caller, site: Site
) -> None:
    kept.let_go()
    store: Store = app.extensions[EXTENSION].store
    with store.begin() as session:
        for number in range(12):
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
        groups = (" ".join(f"m{n:04d}" for n in some) for some in ((0, 3, 6), (1, 4, 7), (2, 5, 8)))
        wishes = {**SMALL, "languages": None, "meeting": None}
        plan = small_plan(session, *groups, wishes=wishes)
    ways = {
        who: reader("GET", f"/v1/plans/{plan}/swaps/{who}").json
        for who in (f"m{number:04d}" for number in range(9))
    }
    who, told = next((who, one) for who, one in ways.items() if one["swaps"])
    best = told["swaps"][0]
    assert best["legal"]
    assert best["objective"] > 0
    assert who in {one["member_id"] for one in best["moves"]}
    body = {"revision": told["revision"], "moves": best["moves"]}
    made = editor("POST", f"/v1/plans/{plan}/moves", json=body)
    assert made.json["price"]["objective"] == pytest.approx(best["objective"])
    assert reader("GET", f"/v1/plans/{plan}/swaps/m0009").status_code == 409


def test_an_empty_circle_is_added_and_filled_by_moves(editor: Caller, plan_id: str) -> None:
    made = editor("POST", f"/v1/plans/{plan_id}/circles", json={"name": "Mawar"})
    assert (made.status_code, made.json["name"], made.json["members"]) == (201, "Mawar", [])
    circle_id = made.json["circle_id"]
    assert made.headers["Location"].endswith(f"/circles/{circle_id}")
    revision = editor("GET", f"/v1/plans/{plan_id}").json["revision"]
    moves = [{"member_id": one, "to": circle_id} for one in ("m0002", "m0005")]
    editor("POST", f"/v1/plans/{plan_id}/moves", json={"revision": revision, "moves": moves})
    assert sits(editor, circle_id) == ["m0002", "m0005"]
    nameless = editor("POST", f"/v1/plans/{plan_id}/circles", json={"name": " "})
    assert nameless.status_code == 422


def test_a_plan_whose_circles_are_not_formed_yet_is_given_none(editor: Caller) -> None:
    wishes = {"least": 3, "most": 4, "seconds": 0.3}
    asked = editor("POST", "/v1/plans", json={"request_id": "r9", "wishes": wishes}).json
    sent = {"name": "Mawar"}
    answer = editor("POST", f"/v1/plans/{asked['plan_id']}/circles", json=sent)
    assert answer.status_code == 409


def test_it_is_told_which_thing_has_no_such_id(editor: Caller, plan_id: str) -> None:
    for path, what in {
        "/v1/plans/none": "No plan has that id.",
        "/v1/circles/none": "No circle here has that id.",
        "/v1/members/none": "No member has that id.",
        f"/v1/plans/{plan_id}/places/none": "No member who takes part has that id: ",
        f"/v1/plans/{plan_id}/proposal": "Nothing is proposed for this plan.",
    }.items():
        answer = editor("GET", path)
        assert answer.status_code == 404
        assert answer.json["detail"].startswith(what)
    gone = editor("DELETE", f"/v1/circles/{plan_id}-00000/members/m0005")
    assert gone.json["detail"] == "She does not sit in that circle."


def test_circles_of_no_known_kind_are_none_to_ask_for(reader: Caller, plan_id: str) -> None:
    sent = {"Accept-Language": "id"}
    answer = reader("GET", "/v1/circles?kind=bar", headers=sent)
    assert answer.status_code == 422
    told = "Pakai satu dari: circles, cohorts, meetups, pairs, mentoring."
    assert [one["detail"] for one in answer.json["errors"]] == [told]
    assert len(reader("GET", "/v1/circles?kind=circles").json["items"]) == 2
