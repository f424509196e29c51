"""Putting new weights in the place of former ones, without the hour that making them takes."""

from pathlib import Path

import pytest

from models.base import Progress
from models.encoder.recipe import publishing
from models.encoder.recipe.making import Made
from models.encoder.recipe.publishing import publish
from models.encoder.recipe.settings import Order, Recipe
from tests.models.encoder.recipe.test_texts import PAIRS
from tests.models.encoder.static_model import build


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    """An order that is made at once."""

    def make(order: Order, folder: Path, progress: Progress) -> Made:
        for path in build(tmp_path / "built").iterdir():
            path.rename(folder / path.name)
        return Made(order.recipe, {}, 300)

    monkeypatch.setattr(publishing, "make", make)
    monkeypatch.setattr(publishing, "trial", lambda *_: {"stsb_id.spearman": 0.5})
    return Order(tmp_path, PAIRS, tmp_path / "cache", Recipe())


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A folder of former weights."""
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "model.safetensors").write_text("former")
    return folder


def test_new_weights_take_the_place_of_the_former(order: Order, weights: Path) -> None:
    publish(order, weights)
    assert (weights / "model.safetensors").read_bytes() != b"former"
    assert (weights / "README.md").is_file()
    assert not [path for path in weights.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("moved", [0, 1])
@pytest.mark.parametrize("when", ["before", "after"])
def test_the_former_weights_stay_when_the_exchange_is_broken_off(
    order: Order, weights: Path, monkeypatch: pytest.MonkeyPatch, moved: int, when: str
) -> None:
    rename = Path.rename
    calls: list[Path] = []

    def exchange(path: Path, target: Path) -> Path:
        if "built" in path.parts:
            return rename(path, target)
        calls.append(path)
        if len(calls) - 1 != moved:
            return rename(path, target)
        if when == "after":
            rename(path, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", exchange)
    with pytest.raises(KeyboardInterrupt):
        publish(order, weights)
    whole = (weights / "model.safetensors").read_bytes()
    assert (whole == b"former") == ((moved, when) != (1, "after"))


def test_an_empty_folder_one_stands_in_is_filled(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    publish(order, Path())
    assert (tmp_path / "here" / "model.safetensors").is_file()
