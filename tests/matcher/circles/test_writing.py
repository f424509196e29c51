"""What is written of a formation: tables, a plan, invitations; whole, and safe to open."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from features.regions import PROVINCES, Zone
from matcher.circles.exporting import document, member_rows, plan, provinces
from matcher.circles.form import form
from matcher.circles.formation import Formation
from matcher.circles.hours import Slot, zone_of
from matcher.circles.invitation import invitation
from matcher.circles.wishes import read_wishes
from matcher.circles.words import when
from matcher.circles.writing import write_formation
from matcher.store.session import Store
from models.encoder import shipped

ENCODER = shipped()


@pytest.fixture(scope="module")
def formed(generated_store: Store) -> Formation:
    with generated_store.read() as session:
        found = form(session, read_wishes({"seconds": 1, "provinces": None}), ENCODER)
    names = ("=cmd()", *found.roster.names[1:])
    return replace(found, roster=replace(found.roster, names=names))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_member_has_a_row_in_her_circle_or_with_her_reason(
    formed: Formation, tmp_path: Path
) -> None:
    write_formation(formed, tmp_path, ENCODER, "en")
    rows = table(tmp_path / "members.csv")
    assert {row["member_id"] for row in rows} == set(formed.roster.members.ids)
    assert all(bool(row["circle"]) != bool(row["waits_because"]) for row in rows)
    sizes = [int(row["size"]) for row in table(tmp_path / "circles.csv")]
    assert sizes == [len(circle.members) for circle in formed.circles]


def test_the_workbook_says_the_same_as_the_tables(formed: Formation, tmp_path: Path) -> None:
    write_formation(formed, tmp_path, ENCODER, "id")
    sheet = load_workbook(tmp_path / "circles.xlsx")["members"]
    told = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    with (tmp_path / "members.csv").open(encoding="utf-8", newline="") as text:
        assert told == list(csv.reader(text))


def test_a_name_is_never_run_as_a_formula(formed: Formation, tmp_path: Path) -> None:
    write_formation(formed, tmp_path, ENCODER, "id")
    names = [row["display_name"] for row in table(tmp_path / "members.csv")]
    assert "'=cmd()" in names
    sheet = load_workbook(tmp_path / "circles.xlsx")["members"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_plan_holds_ids_and_codes_and_nothing_a_member_wrote(formed: Formation) -> None:
    told = json.dumps(plan(formed))
    assert "=cmd()" not in told
    assert not [goals for goals in formed.roster.members.goals if goals and goals in told]
    assert json.loads(told)["wishes"]["kind"] == "circles"


def test_a_document_tells_each_placement_and_the_ten_weakest_first(
    formed: Formation, tmp_path: Path
) -> None:
    told = document(formed)
    sits = [(one["number"], who) for one in told["circles"] for who in one["members"]]
    assert [(one["circle"], one["member"]) for one in told["placements"]] == sits
    weakest = [one["closeness"] for one in told["overview"]["weakest"]]
    assert weakest == sorted(one["closeness"] for one in told["placements"])[:10]
    assert {"java", "outside"} <= set(told["overview"]["regions"])
    write_formation(formed, tmp_path, ENCODER, "en")
    rows = {(row["circle"], row["member_id"]): row for row in table(tmp_path / "members.csv")}
    for one in told["placements"]:
        row = rows[str(one["circle"]), one["member"]]
        assert float(row["closeness"]) == pytest.approx(one["closeness"], abs=5e-4)
        assert row["next_circle"] == str(one["next_circle"] or "")
        assert bool(row["because"]) == (one["because"] is not None)


def test_nothing_is_told_of_a_placement_that_is_held(formed: Formation) -> None:
    one = int(formed.circles[0].members[0])
    held = replace(formed, held=frozenset({one}))
    told, member = document(held), formed.roster.members.ids[one]
    assert member not in {row["member"] for row in told["placements"]}
    hers = [row for row in member_rows(held, "en") if row[1] == member]
    assert {row[-4:] for row in hers} == {("", "", "", "")}


def test_a_circle_of_one_has_no_closeness_and_the_document_is_still_json(
    formed: Formation, tmp_path: Path
) -> None:
    lone = replace(formed.circles[0], members=formed.circles[0].members[:1], quality=float("nan"))
    alone = replace(formed, circles=(lone, *formed.circles[1:]))
    assert json.loads(json.dumps(document(alone), allow_nan=False))["circles"][0]["quality"] is None
    write_formation(alone, tmp_path, ENCODER, "en")
    assert table(tmp_path / "circles.csv")[0]["quality"] == ""


def test_the_workbook_has_the_whole_and_its_weakest_places(
    formed: Formation, tmp_path: Path
) -> None:
    write_formation(formed, tmp_path, ENCODER, "en")
    book, told = load_workbook(tmp_path / "circles.xlsx"), document(formed)
    assert book.sheetnames == ["circles", "members", "overview", "weakest"]
    whole = {(row[0], row[1]): row[2] for row in book["overview"].iter_rows(values_only=True)}
    assert whole["objective", None] == pytest.approx(told["objective"])
    assert whole["closeness", None] == pytest.approx(told["overview"]["closeness"])
    assert whole["closeness", "outside Java"] == pytest.approx(
        told["overview"]["regions"]["outside"]
    )
    weakest = [row[1] for row in book["weakest"].iter_rows(min_row=2, values_only=True)]
    assert weakest == [one["member"] for one in told["overview"]["weakest"]]


def test_invitations_of_an_earlier_formation_go(formed: Formation, tmp_path: Path) -> None:
    write_formation(formed, tmp_path, ENCODER, "id")
    write_formation(replace(formed, circles=formed.circles[:1]), tmp_path, ENCODER, "id")
    number = formed.circles[0].number + 1
    left = sorted(path.name for path in tmp_path.rglob("*"))
    names = {
        "circles.csv",
        "members.csv",
        "circles.xlsx",
        "plan.json",
        "reasons.txt",
        "invitations",
    }
    assert set(left) == names | {f"circle-{number:04d}.txt"}


def test_nothing_is_left_behind_where_writing_ends_midway(
    formed: Formation, tmp_path: Path
) -> None:
    write_formation(formed, tmp_path, ENCODER, "id")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    lost = replace(formed.circles[0], slot=Slot(0, 1), members=formed.circles[0].members + 10**6)
    with pytest.raises(IndexError):
        write_formation(replace(formed, circles=(lost,)), tmp_path, ENCODER, "id")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_invitation_has_the_hour_of_each_zone_in_the_circle_and_all_names(
    formed: Formation,
) -> None:
    for circle in formed.circles:
        text = invitation(formed, circle, "id")
        assert circle.slot is not None
        present = {zone_of(int(formed.roster.members.province[one])) for one in circle.members}
        for zone in Zone:
            assert (when(circle.slot, zone, "id") in text) == (zone in present)
        for one in circle.members:
            assert formed.roster.names[one] in text
        assert "#KarenaIbuBisa" in text


def test_a_circle_without_an_hour_is_asked_to_find_one(formed: Formation) -> None:
    text = invitation(formed, replace(formed.circles[0], slot=None), "id")
    assert "Jam bertemunya kita cari bersama di grup ini, ya." in text
    assert "jamnya kurang pas" not in text
    assert "jamnya kurang pas" in invitation(formed, formed.circles[0], "id")


def test_who_lives_elsewhere_is_told_last_and_without_a_place_beside_her_name(
    formed: Formation,
) -> None:
    members = formed.roster.members
    first, *others = formed.circles[0].members.tolist()
    province = members.province.copy()
    province[[first, *others]] = [-1, *range(len(others))]
    moved = replace(
        formed, roster=replace(formed.roster, members=replace(members, province=province))
    )
    named = [PROVINCES[one].name for one in range(len(others))]
    assert provinces(moved, formed.circles[0], "en") == (*named, "elsewhere")
    assert f"• {formed.roster.names[first]}\n" in invitation(moved, formed.circles[0], "en")


def test_many_places_are_counted_not_listed(formed: Formation) -> None:
    wide = replace(formed.circles[0], members=np.arange(len(formed.roster.names), dtype=np.int32))
    count = len(provinces(formed, wide, "id"))
    assert f"{len(wide.members)} ibu dari {count} daerah yang berbeda." in invitation(
        formed, wide, "id"
    )


def test_a_name_cannot_make_the_invitation_bold_or_longer(formed: Formation) -> None:
    one = formed.circles[0].members[0]
    names = list(formed.roster.names)
    names[one] = "*Ani*\n\n_Budi_"
    loud = replace(formed, roster=replace(formed.roster, names=tuple(names)))
    assert "• Ani Budi (" in invitation(loud, formed.circles[0], "en")


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [
        (Zone.WIB, "Rabu, 22.00 WIB", "Wednesday, 22:00 WIB"),
        (Zone.WIT, "Kamis, 00.00 WIT", "Thursday, 00:00 WIT"),
    ],
)
def test_the_day_of_a_late_meeting_is_that_of_the_zone(
    zone: Zone, indonesian: str, english: str
) -> None:
    slot = Slot(2 * 24 + 15, 1)
    assert (when(slot, zone, "id"), when(slot, zone, "en")) == (indonesian, english)


def test_rows_speak_the_language_asked_for(formed: Formation) -> None:
    assert list(member_rows(formed, "id")) != list(member_rows(formed, "en"))


def test_the_reasons_name_every_circle_and_the_ten_weakest(
    formed: Formation, tmp_path: Path
) -> None:
    write_formation(formed, tmp_path, ENCODER, "id")
    lines = (tmp_path / "reasons.txt").read_text("utf-8").splitlines()
    heads = [f"Lingkar {circle.number + 1}" for circle in formed.circles]
    assert [line for line in lines if line.startswith("Lingkar")] == heads
    first = lines.index("Tempat yang sebaiknya ditengok lebih dulu:") + 1
    assert (
        len([line for line in lines[first : lines.index("", first)] if "di Lingkar" in line]) == 10
    )
