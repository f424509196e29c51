"""The benchmark of next classes, run as a person would."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.datasets import open_source

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "benchmarks/next_class.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


@pytest.fixture
def community(tmp_path: Path) -> Path:
    """Sixty members who go through eight classes in order."""
    write(tmp_path / "classes.csv", "class_id,title", [f"c{i},Kelas {i}" for i in range(8)])
    write(tmp_path / "members.csv", "member_id,goals", [f"m{i},menulis" for i in range(60)])
    enrolments = [
        f"m{i},c{(i + step) % 8},2026-0{1 + step}-{1 + i % 28:02}T08:00:00+07:00"
        for i in range(60)
        for step in range(4)
    ]
    write(tmp_path / "enrolments.csv", "member_id,class_id,enrolled_at", enrolments)
    return tmp_path


def test_a_folder_in_our_format_gives_a_table_and_one_json_object(community: Path) -> None:
    done = run(str(community), "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["benchmark"], found["protocol"]) == ("next_class", "leave-last")
    assert [row["model"] for row in found["results"]] == [
        "lingkar",
        "popularity",
        "item-knn",
        "ease",
    ]
    own = found["results"][0]
    assert own["metrics"]["recall@10"] == 1
    assert {"search_and_fit", "fit", "ask"} <= set(own["seconds"])
    assert "lingkar ÷ best peer" in done.stdout


def test_a_protocol_that_the_data_does_not_have_is_refused(community: Path) -> None:
    done = run(str(community), "--protocol", "published")
    assert done.returncode == 2
    assert "has no published test" in done.stderr


def test_a_folder_without_any_file_says_what_is_missing(tmp_path: Path) -> None:
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert "members.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.shared_data
def test_the_published_test_never_reaches_the_store(shared_data: Path, tmp_path: Path) -> None:
    source = open_source(shared_data / "cnpc", tmp_path)
    with (tmp_path / "enrolments.csv").open(encoding="utf-8", newline="") as file:
        learned = {(row["member_id"], row["class_id"]) for row in csv.DictReader(file)}
    asked = {(member, item) for member, items in source.test.items() for item in items}
    assert (len(learned), len(asked)) == (45_735, 11_048)
    assert not learned & asked


@pytest.mark.shared_data
def test_the_published_split_is_ranked_above_every_published_row(shared_data: Path) -> None:
    done = run(str(shared_data / "cnpc"), "--protocol", "published", "--json")
    found = json.loads(done.stdout.splitlines()[-1])
    own = found["results"][0]["metrics"]
    assert own["recall@10"] >= 0.495
    assert own["phr@10"] >= 0.60


@pytest.mark.shared_data
def test_where_nothing_has_an_order_the_product_keeps_up_with_ease(shared_data: Path) -> None:
    done = run(str(shared_data / "ibm_courses"), "--json")
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["ratios"]["recall@10"] >= 0.99
