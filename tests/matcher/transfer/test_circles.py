"""Circles that exist already come in as facts, and what follows from them holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import life
from matcher.circles.states import CircleStatus
from matcher.store import waiting
from matcher.store.schema import Circle, CircleMember, MemberTie
from matcher.store.session import Store
from matcher.transfer import FileCounts, ImportReport, export_folder
from tests.matcher.circles.women import agree, circle, met
from tests.matcher.transfer.folders import LATER, NOW, audited, contents, load, write_files

HEAD = "circle_id,name,kind,status,meets,member_id,role,joined_at,left_at\n"
WEDNESDAY = "l1,Melati,circles,running,rab-19-20 WIB,"


def load_circles(store: Store, folder: Path, *lines: str, **options: object) -> ImportReport:
    write_files(folder, circles=HEAD + "".join(f"{line}\n" for line in lines))
    return load(store, folder, **options)


def codes(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.error["type"]) for p in report.problems]


@pytest.fixture
def women(any_store: Store) -> Store:
    with any_store.begin() as session:
        agree(session)
    return any_store


def test_a_circle_comes_in_with_its_seats_and_its_hour(women: Store, tmp_path: Path) -> None:
    report = load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,fasilitator,2026-01-05T00:00Z,",
        WEDNESDAY + "bela,,2026-02-01T00:00Z,",
        actor="dewi",
    )
    assert report.files["circles.csv"] == FileCounts(read=2, new=2)
    (made,) = contents(women)["circles"]
    assert (made["name"], made["kind"], made["status"]) == ("Melati", "circles", "running")
    assert (made["meets_utc_hour"], made["meets_hours"], made["plan_id"]) == (60, 1, None)
    assert made["created_at"] == datetime(2026, 1, 5, tzinfo=UTC)
    assert [row["role"] for row in contents(women)["circle_members"]] == ["facilitator", "member"]
    assert ("dewi", "circle.import", "circle:l1", {"new": 2, "changed": 0}) in audited(women)


def test_all_who_were_there_at_one_time_have_met_since_then(women: Store, tmp_path: Path) -> None:
    load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,,2026-01-05T00:00Z,",
        WEDNESDAY + "bela,,2026-02-01T00:00Z,2026-03-01T00:00Z",
        WEDNESDAY + "cici,,2026-03-01T00:00Z,",
        "l2,,circles,closed,,bela,,2025-01-01T00:00Z,2025-06-01T00:00Z",
        "l2,,circles,closed,,ayu,,2025-02-01T00:00Z,2025-06-01T00:00Z",
    )
    with women.read() as session:
        assert met(session) == {("ayu", "bela"), ("ayu", "cici")}
        since = session.get_one(MemberTie, ("ayu", "bela", "met")).since
        assert since == datetime(2025, 2, 1, tzinfo=UTC)


def test_whoever_sits_in_a_running_circle_waits_no_more(women: Store, tmp_path: Path) -> None:
    with women.begin() as session:
        for name in ("ayu", "bela", "cici"):
            waiting.put(session, name, "room", None, NOW)
    load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,,2026-01-05,",
        WEDNESDAY + "bela,,2026-01-05,2026-02-05",
        "l2,,circles,closed,,cici,,2026-01-05,2026-02-05",
    )
    with women.read() as session:
        assert [one.member_id for one in waiting.first_come(session)] == ["bela", "cici"]


def test_the_same_file_again_changes_nothing_also_where_it_names_no_time(
    women: Store, tmp_path: Path
) -> None:
    lines = [WEDNESDAY + "ayu,,,", WEDNESDAY + "bela,facilitator,,"]
    load_circles(women, tmp_path, *lines)
    before, trail = contents(women), audited(women)
    again = load_circles(women, tmp_path, *lines, now=LATER)
    assert again.files["circles.csv"] == FileCounts(read=2, unchanged=2)
    assert contents(women) == before
    assert [entry for entry in audited(women) if entry not in trail] == []


def test_a_later_file_changes_the_circle_and_its_seats(women: Store, tmp_path: Path) -> None:
    load_circles(women, tmp_path, WEDNESDAY + "ayu,,2026-01-05,", WEDNESDAY + "bela,,2026-01-05,")
    report = load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,facilitator,2026-01-05,",
        WEDNESDAY + "bela,,2026-01-05,2026-03-01T00:00Z",
        WEDNESDAY + "cici,,2026-04-01,",
        now=LATER,
    )
    assert report.files["circles.csv"] == FileCounts(read=3, new=1, changed=2)
    ayu, bela, _ = contents(women)["circle_members"]
    assert (ayu["role"], ayu["left_at"]) == ("facilitator", None)
    assert bela["left_at"] == datetime(2026, 3, 1, tzinfo=UTC)
    renamed = [f"l1,Mawar,circles,running,,{name}" for name in ("ayu", "cici")]
    report = load_circles(women, tmp_path, *renamed)
    assert report.files["circles.csv"].changed == 2
    assert contents(women)["circles"][0]["name"] == "Mawar"
    assert contents(women)["circles"][0]["meets_hours"] is None


def test_columns_that_the_file_leaves_out_stay_as_they_are(women: Store, tmp_path: Path) -> None:
    load_circles(
        women, tmp_path, WEDNESDAY + "ayu,facilitator,2026-01-05,2026-03-01", WEDNESDAY + "bela,,,"
    )
    before = contents(women)
    write_files(tmp_path, circles="circle_id,member_id\nl1,ayu\nl1,bela\n")
    assert load(women, tmp_path, now=LATER).files["circles.csv"].unchanged == 2
    assert contents(women) == before


def test_a_line_that_tells_its_circle_otherwise_is_refused(women: Store, tmp_path: Path) -> None:
    report = load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,,,",
        "l1,Melati,circles,running,rab-20-21 WIB,bela,,,",
        "l1,Mawar,circles,running,rab-19-20 WIB,cici,,,",
        WEDNESDAY + "dewi,,,",
    )
    assert codes(report) == [(3, "meets", "circle_differs"), (4, "name", "circle_differs")]
    assert report.problems[0].error["ctx"] == {"first": 2}
    assert report.files["circles.csv"] == FileCounts(read=4, new=2, refused=2)


def test_two_who_are_to_be_kept_apart_are_not_seated_together(women: Store, tmp_path: Path) -> None:
    write_files(tmp_path, ties="member_a,member_b,kind\nayu,bela,apart\ncici,dewi,apart\n")
    report = load_circles(
        women,
        tmp_path,
        WEDNESDAY + "ayu,,2026-01-05,2026-02-05",
        WEDNESDAY + "bela,,2026-03-05,",
        WEDNESDAY + "cici,,,",
        WEDNESDAY + "dewi,,,",
    )
    assert codes(report) == [(5, "member_id", "circle_apart")]
    later = load_circles(women, tmp_path, WEDNESDAY + "ayu,,2026-06-05,")
    assert codes(later) == [(2, "member_id", "circle_apart")]
    with women.read() as session:
        left = session.get_one(CircleMember, ("l1", "ayu")).left_at
    assert left is not None


def test_one_refused_line_refuses_all_when_strict(women: Store, tmp_path: Path) -> None:
    write_files(tmp_path, ties="member_a,member_b,kind\nayu,bela,apart\n")
    before = contents(women)
    lines = [WEDNESDAY + "ayu,,,", WEDNESDAY + "bela,,,"]
    assert not load_circles(women, tmp_path, *lines, strict=True).committed
    assert contents(women) == before


def test_whoever_does_not_agree_to_be_matched_keeps_her_seat(women: Store, tmp_path: Path) -> None:
    with women.begin() as session:
        privacy.withdraw(session, "bela", Purpose.MATCH, NOW)
    assert not load_circles(women, tmp_path, WEDNESDAY + "ayu,,,", WEDNESDAY + "bela,,,").problems
    assert len(contents(women)["circle_members"]) == 2


def test_an_erased_member_does_not_come_back_with_her_circle(women: Store, tmp_path: Path) -> None:
    lines = [WEDNESDAY + "ayu,,,", WEDNESDAY + "bela,,,"]
    load_circles(women, tmp_path, *lines)
    with women.begin() as session:
        privacy.erase_member(session, "bela", "cli", LATER, bundles=tmp_path / "none")
    assert codes(load_circles(women, tmp_path, *lines)) == [(3, "member_id", "no_such_member")]
    found = contents(women)
    assert [row["member_id"] for row in found["circle_members"]] == ["ayu"]
    assert found["ties"] == []
    assert "bela" not in str(audited(women))


@pytest.mark.parametrize("steps", [(), (CircleStatus.REVIEWED, CircleStatus.PUBLISHED)])
def test_a_circle_of_a_plan_is_not_changed_by_a_file(
    women: Store, tmp_path: Path, steps: tuple[CircleStatus, ...]
) -> None:
    with women.begin() as session:
        made = circle(session, "ayu bela", *steps).circle_id
    before = contents(women)
    report = load_circles(women, tmp_path, f"{made},Lain,,,,ayu,,,", f"{made},Lain,,,,cici,,,")
    told = [(2, "circle_id", "circle_made_here"), (3, "circle_id", "circle_made_here")]
    assert codes(report) == told
    assert contents(women) == before


def test_what_is_exported_of_a_plan_is_known_when_it_comes_back(
    women: Store, tmp_path: Path
) -> None:
    with women.begin() as session:
        made = circle(session, "ayu bela", CircleStatus.REVIEWED, CircleStatus.PUBLISHED).circle_id
        circle(session, "cici dewi", request="draft")
        seat = session.get_one(CircleMember, (made, "ayu"))
        seat.joined_at = seat.joined_at.replace(microsecond=250)  # finer than what the file holds
    export_folder(women, tmp_path / "out")
    text = (tmp_path / "out/circles.csv").read_text(encoding="utf-8")
    assert text.count(made) == 2
    assert "cici" not in text
    assert load(women, tmp_path / "out").files["circles.csv"] == FileCounts(read=2, unchanged=2)


def test_a_locked_circle_and_a_closed_one_stay_as_they_are(women: Store, tmp_path: Path) -> None:
    lines = [WEDNESDAY + "ayu,,,", WEDNESDAY.replace("l1", "l2") + "bela,,,"]
    load_circles(women, tmp_path, *lines)
    with women.begin() as session:
        life.set_lock(session, "l1", True, NOW, actor="cli")
        life.advance(session, "l2", CircleStatus.CLOSED, NOW, actor="cli")
    report = load_circles(women, tmp_path, *lines, WEDNESDAY + "cici,,,")
    assert codes(report) == [(3, "status", "circle_goes_back"), (4, "circle_id", "circle_locked")]
    assert report.problems[0].error["ctx"] == {"status": "closed"}


def test_as_a_circle_is_closed_nobody_stays_in_it(women: Store, tmp_path: Path) -> None:
    load_circles(women, tmp_path, WEDNESDAY + "ayu,,2026-01-05,", WEDNESDAY + "bela,,2026-01-05,")
    closed = WEDNESDAY.replace("running", "closed")
    report = load_circles(women, tmp_path, closed + "ayu,,2026-01-05,2026-03-01", now=LATER)
    assert report.files["circles.csv"] == FileCounts(read=1, changed=1)
    with women.read() as session:
        assert session.get_one(Circle, "l1").status == "closed"
        assert session.get_one(CircleMember, ("l1", "bela")).left_at == LATER
        assert session.scalars(select(CircleMember.left_at)).all().count(None) == 0


def test_a_circle_whose_lines_are_all_refused_is_not_made(women: Store, tmp_path: Path) -> None:
    write_files(tmp_path, circles="circle_id,member_id,status\nl1,nobody,\nl2,ayu,draft\n")
    told = [(2, "member_id", "no_such_member"), (3, "status", "unknown_choice")]
    assert codes(load(women, tmp_path)) == sorted(told)
    assert contents(women)["circles"] == []
