"""`lingkar circles form` as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Console


@pytest.fixture
def filled(lingkar: Console, sample: Path) -> Console:
    """The console in a folder with a store of the sample."""
    assert lingkar("import", str(sample)).returncode in {0, 3}
    return lingkar


def test_circles_are_formed_and_written(filled: Console, tmp_path: Path) -> None:
    options = "--size 4-7 --hours 1 --provinces 2 --no-facilitator --seconds 4 --lang en"
    finished = filled("circles", "form", *options.split(), "--out", "circles", "--json")
    assert finished.returncode == 0, finished.stderr
    plan = json.loads(finished.stdout)
    assert plan == json.loads((tmp_path / "circles" / "plan.json").read_text("utf-8"))
    assert (plan["wishes"]["least"], plan["wishes"]["most"]) == (4, 7)
    assert plan["circles"]
    invitations = list((tmp_path / "circles" / "invitations").glob("*.txt"))
    assert len(invitations) == len(plan["circles"])


def test_options_win_over_the_file_of_wishes(filled: Console, tmp_path: Path) -> None:
    wishes = {"least": 2, "most": 3, "facilitator": None, "meeting": {"opens": 8}, "seconds": 0.5}
    (tmp_path / "wishes.json").write_text(json.dumps(wishes), "utf-8")
    given = ("--wishes", "wishes.json", "--size", "4-6", "--hours", "2")
    finished = filled("circles", "form", *given, "--out", "circles", "--json")
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout)["wishes"]
    assert (told["least"], told["most"], told["facilitator"]) == (4, 6, None)
    assert (told["meeting"]["hours"], told["meeting"]["opens"]) == (2, 8)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--size", "8-5"], "The least is more than the most."),
        (["--size", "many"], "It is not a number."),
        (["--preset", "magic"], "Use one of: balanced"),
        (["--kind", "choirs"], "Use one of: circles, cohorts, meetups, pairs, mentoring."),
        (["--hours", "99"], "Use a number from 1 to 8."),
        (["--wishes", "none.json"], "none.json"),
        (["--size", "90-99"], "members take part; a circle needs 90."),
    ],
)
def test_wishes_that_cannot_be_used_are_told_kindly_and_nothing_is_written(
    filled: Console, tmp_path: Path, arguments: list[str], told: str
) -> None:
    finished = filled("circles", "form", *arguments, "--out", "circles", "--lang", "en")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert told in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not (tmp_path / "circles").exists()
