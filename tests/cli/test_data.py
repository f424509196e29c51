"""From a generated sample into the store, out of it and back again."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

from .conftest import Console, Finished

SAMPLE = ("members.csv", "classes.csv", "enrolments.csv", "stories.csv", "ties.csv")
FILES = (*SAMPLE, "circles.csv")


def report(done: Finished) -> dict[str, dict[str, int]]:
    """Counts by file of an `import --json`."""
    assert done.returncode == 0, done.stderr
    counts: dict[str, dict[str, int]] = json.loads(done.stdout)["files"]
    return counts


def stored(folder: Path) -> int:
    with sqlite3.connect(folder / "var" / "lingkar.db") as database:
        found: int = database.execute("SELECT count(*) FROM members").fetchone()[0]
    database.close()
    return found


def test_a_sample_goes_in_and_out_and_in_again_unchanged(
    lingkar: Console, sample: Path, tmp_path: Path
) -> None:
    first = report(lingkar("import", str(sample), "--json"))
    assert all(counts["new"] == counts["read"] > 0 for counts in first.values())
    assert first["members.csv"]["new"] == 60

    assert lingkar("export", "out").returncode == 0
    again = report(lingkar("import", "out", "--json"))
    assert set(first) == set(SAMPLE)
    assert set(again) == set(FILES)
    for name, counts in again.items():
        assert counts["read"] == (first[name]["read"] if name in SAMPLE else 0)
        assert counts["new"] == counts["changed"] == counts["refused"] == 0

    assert lingkar("export", "twice").returncode == 0
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "twice" / name).read_bytes()


def test_a_changed_row_updates_and_the_others_stay(
    lingkar: Console, sample: Path, tmp_path: Path
) -> None:
    report(lingkar("import", str(sample), "--json"))
    shutil.copytree(sample, tmp_path / "edited")
    file = tmp_path / "edited" / "members.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[3]["goals"] = "Ingin menulis lagi"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    counts = report(lingkar("import", "edited", "--json"))

    assert counts["members.csv"]["changed"] == 1
    assert counts["members.csv"]["unchanged"] == 59


def broken(folder: Path) -> Path:
    """A folder of one good and one unusable member."""
    folder.mkdir()
    text = "member_id,goals,province\nsari,menulis,Jabar\nwulan,menjahit,Atlantis\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_row_that_cannot_be_used_is_named_and_the_others_go_in(
    lingkar: Console, tmp_path: Path
) -> None:
    done = lingkar("import", str(broken(tmp_path / "mixed")))

    assert done.returncode == 3
    assert "members.csv:3 province: " in done.stdout
    assert "ditinggalkan: 1" in done.stdout
    assert stored(tmp_path) == 1


def test_the_exit_codes_of_an_import_are_in_its_help(lingkar: Console) -> None:
    told = lingkar("import", "--help").stdout
    for code in ("0  every row", "1  nothing was written", "3  rows that cannot be used"):
        assert f"\n    {code}" in told


def test_a_row_taken_with_a_remark_is_not_left_out(lingkar: Console, tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("member_id,goals,hobi\nsari,menulis,merajut\n", "utf-8")

    done = lingkar("import", ".")

    assert done.returncode == 0
    assert "members.csv:1 hobi: " in done.stdout


def test_the_json_report_of_an_import_that_left_rows_out_ends_with_the_same_code(
    lingkar: Console, tmp_path: Path
) -> None:
    done = lingkar("import", "--json", str(broken(tmp_path / "mixed")))

    assert done.returncode == 3
    assert json.loads(done.stdout)["committed"] is True


def test_strict_refuses_all_says_so_and_leaves_the_store_as_it_was(
    lingkar: Console, tmp_path: Path
) -> None:
    done = lingkar("--lang", "en", "import", "--strict", str(broken(tmp_path / "mixed")))

    assert done.returncode == 1
    assert "members.csv:3 province: " in done.stdout
    assert "Nothing was written" in done.stdout
    assert stored(tmp_path) == 0


def test_the_json_report_names_every_problem_and_only_it_is_on_standard_output(
    lingkar: Console, tmp_path: Path
) -> None:
    done = lingkar("--lang", "en", "import", "--strict", "--json", str(broken(tmp_path / "mixed")))
    told = json.loads(done.stdout)

    assert done.returncode == 1
    assert told["committed"] is False
    (problem,) = told["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("members.csv", 3, "province")
    assert problem["reason"]
    assert problem["mend"]


def test_a_sample_as_of_today_is_accepted_today(lingkar: Console) -> None:
    lingkar("sample", "today", "--members", "12")

    assert lingkar("import", "--strict", "today").returncode == 0
