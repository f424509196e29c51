"""The circles of a plan over HTTP as they are now: shown, exported, invited, explained."""

import csv
import io
import json
import zipfile

from openpyxl import load_workbook

from matcher.circles import seats
from matcher.store.session import Store
from tests.api.plans.planned import every
from tests.api.service import NOW, Caller
from tests.matcher.circles.women import move


def test_circles_are_shown_as_they_are_with_names_only_where_asked(
    formed: str, reader: Caller, store: Store
) -> None:
    circles = every(reader, formed + "/circles")
    with store.begin() as session:
        moved = circles[0]["members"][0]["member_id"]
        ids = [one["circle_id"] for one in circles]
        room = next(one for one in circles[1:] if len(one["members"]) == 3)
        move(session, moved, ids[0], room["circle_id"])
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
