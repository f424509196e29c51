"""The files: accepted by the product's own import, the same for the same seed, labelled."""

import csv
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from matcher.sample import write_sample
from matcher.store.session import Store
from matcher.transfer import import_folder
from matcher.transfer.files import FILES

from .conftest import AS_OF

GOLDEN = "b3992e6cd1f3eeee5f003b4660b016d8d44cd67ebcd2745fdb6cfffea8afe5b4"
"""SHA-256 over the files of 50 members, seed 1: it changes when texts or draws do, on purpose."""


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_files_are_the_same_to_the_byte_on_every_machine(tmp_path: Path) -> None:
    write_sample(tmp_path / "golden", members=50, seed=1, as_of=AS_OF)

    assert digest(tmp_path / "golden") == GOLDEN


def test_the_same_seed_and_day_give_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_sample(tmp_path / name, members=120, seed=5, as_of=AS_OF)

    assert digest(tmp_path / "one") == digest(tmp_path / "two")


@pytest.mark.parametrize("name", ["members.csv", "classes.csv", "stories.csv", "enrolments.csv"])
def test_another_seed_gives_another_community(tmp_path: Path, name: str) -> None:
    for seed in (5, 6):
        write_sample(tmp_path / str(seed), members=60, seed=seed, as_of=AS_OF)

    assert (tmp_path / "5" / name).read_bytes() != (tmp_path / "6" / name).read_bytes()


@pytest.mark.parametrize("members", [1, 10, 50, 600])
def test_the_import_refuses_no_row(tmp_path: Path, store: Store, members: int) -> None:
    write_sample(tmp_path / "sample", members=members, seed=3, as_of=AS_OF)
    now = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC) + timedelta(hours=1)

    report = import_folder(store, tmp_path / "sample", strict=True, now=now)

    assert report.committed
    assert report.problems == []
    assert report.files["members.csv"].new == members
    assert report.files["classes.csv"].new == 340
    assert report.files["stories.csv"].new == max(1, round(members / 5))


def test_the_files_are_labelled_as_generated(tmp_path: Path) -> None:
    write_sample(tmp_path, members=10, seed=4, as_of=AS_OF)
    label = (tmp_path / "README.md").read_text("utf-8")

    assert "generated" in label
    assert "10 members, seed\n4" in label
    assert AS_OF.isoformat() in label
    assert all(row["member_id"].startswith("sample-") for row in rows(tmp_path, "members.csv"))


def test_the_hidden_truth_is_in_no_file_of_the_community(tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", members=80, seed=2, as_of=AS_OF, truth=tmp_path / "truth.npz")

    with np.load(tmp_path / "truth.npz") as truth:
        hidden = [str(name) for name in truth["theme_names"] if "_" in name]
    assert len(hidden) > 10
    written = [file for file in FILES if (tmp_path / "sample" / file.name).exists()]
    assert len(written) == 5
    for file in written:
        with (tmp_path / "sample" / file.name).open(encoding="utf-8", newline="") as text:
            assert tuple(next(csv.reader(text))) == file.columns
        told = (tmp_path / "sample" / file.name).read_text("utf-8")
        assert not [name for name in hidden if name in told]


def test_the_truth_is_written_for_whoever_evaluates_and_changes_nothing(tmp_path: Path) -> None:
    write_sample(tmp_path / "with", members=30, seed=2, as_of=AS_OF, truth=tmp_path / "truth.npz")
    write_sample(tmp_path / "without", members=30, seed=2, as_of=AS_OF)

    assert digest(tmp_path / "with") == digest(tmp_path / "without")
    with np.load(tmp_path / "truth.npz") as truth:
        names = truth["theme_names"]
        assert truth["members"].shape == (30, len(names))
        assert truth["classes"].shape == (340, len(names))
        assert truth["links"].shape == (340, 340)
        assert truth["stories"].shape == (6,)


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []

    write_sample(tmp_path, members=1200, as_of=AS_OF, progress=lambda *step: heard.append(step))

    assert heard == [("sample", 500, 1200), ("sample", 1000, 1200), ("sample", 1200, 1200)]
