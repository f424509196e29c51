"""Making the encoder anew from the command line: what is refused, and before any work."""

import sys
from pathlib import Path

import pytest

from matcher.progress import console
from models.encoder.recipe.packages import NEEDED
from tests.train.commands import invoke
from train import PAIRS


@pytest.mark.parametrize("package", NEEDED)
def test_a_package_that_is_not_installed_is_named_before_anything_is_read(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    done = invoke("encoder", "--data", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert f"needs the package {package}, which is not installed" in done.stderr
    assert "pip install -e '.[recipe]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["file", "file/weights", "file/deep/weights"])
def test_a_place_that_cannot_be_made_is_named_before_anything_is_read(
    place: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    done = invoke("encoder", "--data", tmp_path / "nowhere", "--out", tmp_path / place)
    assert done.exit_code == 1
    assert f"{tmp_path / 'file'}" in done.stderr
    assert "cannot be used: " in done.stderr
    assert "who may write there" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_trial_on_too_few_rows_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    done = invoke("encoder", "--data", "X", "--rows", "40", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "40 is not in the range x>=100" in done.stderr


def test_without_the_domain_pairs_it_says_where_they_are(tmp_path: Path) -> None:
    options = ("--out", tmp_path / "out", "--pairs", tmp_path / "pairs.tsv")
    done = invoke("encoder", "--data", tmp_path / "nowhere", *options)
    assert done.exit_code == 1
    assert "run this in a checkout, or give the file with `--pairs`" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_the_public_data_is_named(tmp_path: Path) -> None:
    done = invoke("encoder", "--data", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "Give the folder of public data" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data", "X", "encoder", "--data", "X"),
        ("--seed", "3", "encoder", "--data", "X"),
        ("--seed", "3", "rollback"),
        ("--database", "sqlite://", "rollback"),
    ],
)
def test_an_option_that_a_command_would_not_hear_is_refused(arguments: tuple[str, ...]) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    command = arguments[2]
    assert f"{arguments[0]} before `{command}` makes no difference to it" in done.stderr


def test_the_pairs_of_a_checkout_are_where_the_command_looks() -> None:
    assert PAIRS.is_file()


def test_names_of_files_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("[bold]/tmp/:smile:/[red]weights")
    assert capsys.readouterr().out == "[bold]/tmp/:smile:/[red]weights\n"
