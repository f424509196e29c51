"""`lingkar circles form` as a person runs it."""

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from api.cli.circles import SearchBar
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
    ("options", "sizes"),
    [
        ("--kind pairs --trio --places 21", {2, 3}),
        ("--kind mentoring --capacity 2 --meets one_to_one --stable", {2}),
        ("--kind mentoring --capacity 2 --meets as_a_circle", {2, 3}),
        ("--kind cohorts --size 6-9 --places 16 --about bisnis --hours 0", {6, 7, 8, 9}),
    ],
)
def test_every_kind_is_formed_and_written(
    filled: Console, tmp_path: Path, options: str, sizes: set[int]
) -> None:
    given = [*options.split(), "--seconds", "2", "--out", "circles", "--json"]
    finished = filled("circles", "form", *given)
    assert finished.returncode == 0, finished.stderr
    circles = json.loads(finished.stdout)["circles"]
    assert circles
    assert {len(one["members"]) for one in circles} <= sizes
    assert len(list((tmp_path / "circles" / "invitations").glob("*.txt"))) == len(circles)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--size", "8-5"], "The least is more than the most."),
        (["--size", "many"], "It is not a number."),
        (["--preset", "magic"], "Use one of: balanced"),
        (["--kind", "choirs"], "Use one of: circles, cohorts, meetups, pairs, mentoring."),
        (["--kind", "pairs", "--size", "5-8"], "It says nothing about the kind pairs."),
        (["--trio"], "It says nothing about the kind circles."),
        (["--capacity", "3"], "It says nothing about the kind circles."),
        (["--kind", "mentoring", "--meets", "never"], "Use one of: one_to_one, as_a_circle."),
        (["--about", "a bakery"], "ranking.places"),
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


def test_wishes_that_clash_are_told_by_name_before_the_search(
    filled: Console, tmp_path: Path
) -> None:
    given = {"counts": [{"attribute": "role", "value": "admin", "least": 3}], "seconds": 1}
    (tmp_path / "wishes.json").write_text(json.dumps(given), "utf-8")
    finished = filled("circles", "form", "--wishes", "wishes.json", "--out", "o", "--lang", "en")
    assert finished.returncode == 0, finished.stderr
    assert "no circle is possible" in finished.stdout
    assert "“role admin”" in finished.stdout
    assert json.loads((tmp_path / "o" / "plan.json").read_text("utf-8"))["conflicts"]


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_is_told_before_the_search(
    filled: Console, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "file").touch()
    finished = filled("circles", "form", "--seconds", "600", "--out", folder, "--lang", "en")
    assert finished.returncode in {1, 2}
    assert folder in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_first_interruption_ends_the_search_once_there_is_something_to_keep() -> None:
    before = signal.getsignal(signal.SIGINT)
    with SearchBar(lambda step, done, total: None, 30) as bar:
        assert bar(1.0, 5.0)
        os.kill(os.getpid(), signal.SIGINT)
        assert bar.interrupted
        assert bar(2.0, -math.inf)
        assert not bar(3.0, 5.0)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


SEARCH = """
import numpy as np
from api.cli.circles import SearchBar
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solve import solve

dice = np.random.default_rng(0)
scores = dice.random((60, 60), dtype=np.float32)
problem = Problem(Matrix(scores + scores.T), np.full((10, 2), 6, dtype=np.int32))
with SearchBar(lambda step, done, total: print("goes", done, flush=True), 600) as bar:
    found = solve(problem, seconds=600, workers=WORKERS, watch=bar)
print(found.stopped, bar.interrupted)
"""


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("late", [False, True])
def test_an_interrupt_of_the_terminal_ends_a_search_with_its_best(workers: int, late: bool) -> None:
    """It reaches all processes of the group; also those that have only begun to start."""
    program = SEARCH.replace("WORKERS", str(workers))
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=PIPE, stderr=PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        while late and told and told != "goes 2\n":
            told = process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        try:
            output, errors = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert output.splitlines()[-1:] == ["cancelled True"], errors
    assert "Traceback" not in errors
