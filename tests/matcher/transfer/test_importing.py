"""What an import does to a store, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from matcher.errors import ImportRefused
from matcher.store.session import Store
from matcher.transfer import FileCounts, ImportReport, import_file
from tests.matcher.transfer.folders import (
    CLASSES,
    ENROLMENTS,
    LATER,
    MEMBERS,
    NOW,
    audited,
    consents,
    contents,
    load,
    write_files,
)


def folder_of_two(tmp_path: Path) -> Path:
    return write_files(
        tmp_path / "data",
        members=MEMBERS + "m1,kerja,jabar,usaha,recommend\nm2,belajar,,,\n",
        classes="class_id,title,programme,prerequisites\nc2,Dua,Jika Ibu,c1\nc1,Satu,Jika Ibu,\n",
        enrolments=ENROLMENTS + "m1,c1,2026-01-10,completed\nm2,c1,2026-01-11,\n",
        stories="story_id,author_id,title,body\ns1,m1,Judul,Isi\ns2,,Tanpa nama,Isi\n",
        ties="member_a,member_b,kind\nm2,m1,met\n",
    )


def codes(report: ImportReport) -> list[tuple[str, int, str, str]]:
    return [(p.file, p.line, p.column, p.error["type"]) for p in report.problems]


def test_five_files_come_in_whatever_the_order_of_their_rows(
    any_store: Store, tmp_path: Path
) -> None:
    report = load(any_store, folder_of_two(tmp_path))
    assert report.committed
    assert not report.problems
    assert [counts.new for counts in report.files.values()] == [2, 2, 2, 2, 1]
    found = contents(any_store)
    assert [row["province"] for row in found["members"]] == ["ID-JB", None]
    assert [row["prerequisites"] for row in found["classes"]] == [(), ("c1",)]
    assert [row["name"] for row in found["programmes"]] == ["Jika Ibu"]
    assert [row["status"] for row in found["enrolments"]] == ["completed", "enrolled"]
    assert [row["author_id"] for row in found["stories"]] == ["m1", None]
    assert [(row["member_a"], row["member_b"]) for row in found["ties"]] == [("m1", "m2")]


def test_the_same_files_again_change_nothing(any_store: Store, tmp_path: Path) -> None:
    folder = folder_of_two(tmp_path)
    load(any_store, folder)
    before = contents(any_store)
    again = load(any_store, folder, now=LATER)
    assert contents(any_store) == before
    for counts in again.files.values():
        assert (counts.new, counts.changed, counts.unchanged) == (0, 0, counts.read)


def test_a_changed_row_updates_and_only_it_is_stamped(any_store: Store, tmp_path: Path) -> None:
    folder = folder_of_two(tmp_path)
    load(any_store, folder)
    write_files(folder, members=MEMBERS + "m1,kerja,jabar,usaha,recommend\nm2,menulis,,,\n")
    report = load(any_store, folder, now=LATER)
    assert report.files["members.csv"] == FileCounts(read=2, changed=1, unchanged=1)
    members = contents(any_store)["members"]
    assert [row["goals"] for row in members] == ["kerja", "menulis"]
    assert [row["updated_at"] for row in members] == [NOW, LATER]


def test_columns_that_a_file_leaves_out_stay_as_they_are(any_store: Store, tmp_path: Path) -> None:
    load(any_store, folder_of_two(tmp_path))
    write_files(tmp_path / "less", members="member_id,goals\nm1,menulis\nm3,baru\n")
    report = load(any_store, tmp_path / "less", now=LATER)
    assert report.files["members.csv"] == FileCounts(read=2, new=1, changed=1)
    first, _, third = contents(any_store)["members"]
    assert (first["goals"], first["vision"], first["province"]) == ("menulis", "usaha", "ID-JB")
    assert (third["vision"], third["role"]) == ("", "member")
    assert consents(any_store) == {("m1", "recommend"): True}


def test_an_emptied_cell_empties_the_field(any_store: Store, tmp_path: Path) -> None:
    load(any_store, folder_of_two(tmp_path))
    write_files(tmp_path / "less", members="member_id,goals,vision,province\nm1,,,\n")
    load(any_store, tmp_path / "less")
    member = contents(any_store)["members"][0]
    assert (member["goals"], member["vision"], member["province"]) == ("", "", None)


def test_rows_that_point_nowhere_are_refused_and_the_others_go_in(
    any_store: Store, tmp_path: Path
) -> None:
    folder = write_files(
        tmp_path / "data",
        members=MEMBERS + "m1,,,,\n",
        classes="class_id,title,prerequisites\nc1,Satu,\nc2,Dua,c9\nc3,Tiga,c1;c2\n",
        enrolments=ENROLMENTS + "m1,c1,2026-01-10,\nm9,c1,2026-01-10,\nm1,c2,2026-01-10,\n",
        stories="story_id,author_id,title,body\ns1,m9,Judul,Isi\n",
        ties="member_a,member_b,kind\nm1,m9,met\n",
    )
    report = load(any_store, folder)
    assert codes(report) == [
        ("classes.csv", 3, "prerequisites", "no_such_class"),
        ("classes.csv", 4, "prerequisites", "refused_class"),
        ("enrolments.csv", 3, "member_id", "no_such_member"),
        ("enrolments.csv", 4, "class_id", "refused_class"),
        ("stories.csv", 2, "author_id", "no_such_member"),
        ("ties.csv", 2, "member_b", "no_such_member"),
    ]
    assert [counts.refused for counts in report.files.values()] == [0, 2, 2, 1, 1]
    assert len(contents(any_store)["enrolments"]) == 1


def test_a_row_that_points_at_a_refused_one_is_told_which_line_to_mend(
    any_store: Store, tmp_path: Path
) -> None:
    folder = write_files(
        tmp_path / "data",
        members=MEMBERS + "m1,,,,\nm2,,Atlantis,,\na;b,,,,\n M3 ,,Atlantis,,\nm2,,Atlantis,,\n",
        classes="class_id,title,prerequisites\nc1,Satu,\nc2,,\nc3,Tiga,c2\nc4,Empat,c3;c2\n"
        "c5,Lima,c3;c9\n",
        enrolments=ENROLMENTS
        + "m2,c1,2026-01-10,\nM3,c1,2026-01-10,\nm1,c4,2026-01-10,\nm9,c1,2026-01-10,\n",
        ties="member_a,member_b,kind\nm1,m2,met\n",
    )
    report = load(any_store, folder)
    pointing = [p for p in report.problems if p.error["type"].startswith(("refused_", "no_such_"))]
    assert [(p.file, p.line, p.error["type"], p.error.get("ctx")) for p in pointing] == [
        ("classes.csv", 4, "refused_class", {"there": 3}),
        ("classes.csv", 5, "refused_class", {"there": 3}),
        ("classes.csv", 6, "no_such_class", {}),
        ("enrolments.csv", 2, "refused_member", {"there": 6}),
        ("enrolments.csv", 3, "refused_member", {"there": 5}),
        ("enrolments.csv", 4, "refused_class", {"there": 5}),
        ("enrolments.csv", 5, "no_such_member", {}),
        ("ties.csv", 2, "refused_member", {"there": 6}),
    ]
    assert pointing[3].text("en") == (
        "enrolments.csv:2 member_id: She is in members.csv, but line 6 there could not be used. "
        "Mend that line."
    )
    assert sum(counts.refused for counts in report.files.values()) == len(report.problems)


def test_a_member_in_the_store_may_be_pointed_at_though_her_new_row_is_refused(
    any_store: Store, tmp_path: Path
) -> None:
    load(any_store, folder_of_two(tmp_path))
    folder = write_files(
        tmp_path / "more",
        members=MEMBERS + "m1,,Atlantis,,\n",
        classes=CLASSES + "c9,Baru\n",
        enrolments=ENROLMENTS + "m1,c9,2026-02-10,\n",
    )
    assert [problem.file for problem in load(any_store, folder).problems] == ["members.csv"]


def test_a_file_may_point_at_what_an_earlier_import_brought(
    any_store: Store, tmp_path: Path
) -> None:
    load(any_store, folder_of_two(tmp_path))
    write_files(
        tmp_path / "more",
        classes="class_id,title,prerequisites\nc3,Tiga,c2\n",
        enrolments=ENROLMENTS + "m2,c3,2026-02-10,\n",
    )
    assert not load(any_store, tmp_path / "more").problems


def test_of_rows_with_one_key_the_last_usable_one_counts(any_store: Store, tmp_path: Path) -> None:
    rows = "m1,satu,,,\nm2,dua,,,\nm1,tiga,,,match\nm1,empat,Atlantis,,\n"
    folder = write_files(tmp_path / "data", members=MEMBERS + rows)
    for expected in (
        FileCounts(read=4, new=2, unchanged=1, refused=1),
        FileCounts(read=4, unchanged=3, refused=1),
    ):
        report = load(any_store, folder)
        assert report.files["members.csv"] == expected
        assert codes(report) == [
            ("members.csv", 4, "member_id", "repeated"),
            ("members.csv", 5, "province", "unknown_province"),
        ]
    assert [row["goals"] for row in contents(any_store)["members"]] == ["tiga", "dua"]


def test_strict_takes_all_or_nothing(any_store: Store, tmp_path: Path) -> None:
    folder = folder_of_two(tmp_path)
    write_files(folder, ties="member_a,member_b,kind\nm1,m9,met\n")
    before = contents(any_store)
    report = load(any_store, folder, strict=True)
    assert (report.committed, report.refused) == (False, 1)
    assert contents(any_store) == before
    assert audited(any_store) == []
    write_files(folder, ties="member_a,member_b,kind\nm1,m2,met\n")
    assert load(any_store, folder, strict=True).committed


def test_strict_does_not_mind_remarks(store: Store, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "data", members="member_id,goals,kucing\nm1,,3\nm1,x,3\n")
    report = load(store, folder, strict=True)
    assert report.committed
    assert len(report.problems) == 2


def test_one_unreadable_file_refuses_them_all(any_store: Store, tmp_path: Path) -> None:
    folder = folder_of_two(tmp_path)
    (folder / "ties.csv").write_bytes(b"member_a,member_b,kind\nm1,m2,met\nRen\xe9,m1,met\n")
    before = contents(any_store)
    with pytest.raises(ImportRefused, match=r"ties.csv is not UTF-8 text \(line 3\)"):
        load(any_store, folder)
    assert contents(any_store) == before
    (folder / "ties.csv").unlink()
    assert load(any_store, folder).committed


def test_a_folder_without_any_of_the_files_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"none of the files members.csv, classes.csv"):
        load(store, tmp_path)


def test_a_single_file_is_known_by_its_name(store: Store, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "data", members=MEMBERS + "m1,,,,\n", people=MEMBERS)
    (folder / "members.csv").rename(folder / "Members.csv")
    report = import_file(store, folder / "Members.csv", now=NOW)
    assert report.files == {"members.csv": FileCounts(read=1, new=1)}
    with pytest.raises(ImportRefused, match=r"people.csv is not there, or not named like"):
        import_file(store, folder / "people.csv", now=NOW)


def test_an_import_leaves_one_audit_entry_with_counts_only(
    any_store: Store, tmp_path: Path
) -> None:
    folder = write_files(
        tmp_path / "data", classes=CLASSES + "c1,Satu\nc2,\n", members="member_id,goals\n"
    )
    load(any_store, folder, actor="dewi")
    assert audited(any_store) == [("dewi", "import", "", {"rows": 2, "refused": 1})]


def test_progress_rises_to_the_end_of_every_file(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = folder_of_two(tmp_path)
    many = "".join(f"m1,c{1 + i % 2},2026-01-10,\n" for i in range(5_000))
    write_files(folder, enrolments=ENROLMENTS + many)
    load(store, folder, progress=lambda step, done, total: seen.append((step, done, total)))
    done = [part for step, part, _ in seen if step == "import enrolments.csv"]
    assert done == sorted(done)
    assert len(done) == 4
    ends = {step: (done, total) for step, done, total in seen}
    assert [step.split()[1] for step in ends] == [
        *("members.csv", "classes.csv", "enrolments.csv", "stories.csv", "ties.csv")
    ]
    assert all(done == total for done, total in ends.values())
