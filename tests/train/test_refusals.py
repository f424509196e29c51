"""Data that cannot be learned from: one paragraph, exit code 1, the old bundle in service."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.bundle import current_version, open_bundle
from tests.models.bundle.pieces import files, write_bundle
from tests.train.commands import invoke, run
from tests.train.community import write_community

Break = Callable[[Path], object]


def header_only(name: str) -> Break:
    """Keep nothing of a file but its first line."""

    def spoil(folder: Path) -> None:
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")

    return spoil


def replaced(name: str, old: str, new: str) -> Break:
    """Replace a text everywhere in a file."""

    def spoil(folder: Path) -> None:
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return spoil


def all_at_once(folder: Path) -> None:
    """Give every enrolment the same time."""
    lines = (folder / "enrolments.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines[1:]]
    same = [",".join([*row[:2], "2026-01-01T00:00:00+00:00", *row[3:]]) for row in rows]
    (folder / "enrolments.csv").write_text("\n".join([lines[0], *same]), encoding="utf-8")


def empty(folder: Path) -> None:
    """Remove every file."""
    for path in folder.iterdir():
        path.unlink()


def scrambled(folder: Path) -> None:
    """Bytes that are no text."""
    (folder / "members.csv").write_bytes(b"\x00\xff\xfe\x9d" * 50)


CASES: dict[str, tuple[Break, str]] = {
    "no classes": (header_only("classes.csv"), "There are no classes yet"),
    "no members": (header_only("members.csv"), "No member has agreed"),
    "nobody agrees": (replaced("members.csv", "recommend", "match"), "No member has agreed"),
    "no consent column": (replaced("members.csv", "consent", "consented"), "No member has agreed"),
    "no enrolments": (header_only("enrolments.csv"), "have 0 enrolments; training needs at least"),
    "one moment": (all_at_once, "bear the same time, 2026-01-01T00:00:00Z"),
    "no files": (empty, "none of the files members.csv"),
    "no text": (scrambled, "members.csv"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_old_bundle_stays_and_one_paragraph_says_why(tmp_path: Path, case: str) -> None:
    spoil, said = CASES[case]
    folder = write_community(tmp_path / "data", members=60)
    spoil(folder)
    bundles = tmp_path / "bundles"
    old = write_bundle(bundles)
    before = files(bundles)
    done = invoke("--data", folder, "--bundles", bundles)
    assert done.exit_code == 1, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert files(bundles) == before
    assert current_version(bundles) == old
    open_bundle(bundles, old)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("--data", tmp_path / "nowhere", "--bundles", tmp_path / "bundles")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_was_never_made_says_how_to_make_it(tmp_path: Path) -> None:
    done = invoke("--database", f"sqlite:///{tmp_path}/none.db", "--bundles", tmp_path / "bundles")
    assert done.exit_code == 1
    assert "lingkar db upgrade" in done.stderr


def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINGKAR_KEEP_BUNDLES", "none")
    done = invoke("--bundles", tmp_path)
    assert done.exit_code == 1
    assert "`keep_bundles`" in done.stderr


def test_rows_that_cannot_be_used_are_told_and_the_rest_is_learned(tmp_path: Path) -> None:
    folder = write_community(tmp_path / "data")
    with (folder / "enrolments.csv").open("a", encoding="utf-8") as file:
        file.write("m0001,no-such-class,2026-01-01T00:00:00+00:00,completed\n")
    done = invoke("--data", folder, "--bundles", tmp_path / "bundles")
    assert done.exit_code == 0, done.stderr
    assert "enrolments.csv:" in done.stderr
    assert "class_id" in done.stderr


def test_messages_come_in_indonesian_too(tmp_path: Path) -> None:
    folder = write_community(tmp_path / "data", members=60)
    header_only("classes.csv")(folder)
    done = invoke("--lang", "id", "--data", folder, "--bundles", tmp_path / "bundles")
    assert done.exit_code == 1
    assert "Belum ada kelas" in done.stderr
