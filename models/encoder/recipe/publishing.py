"""Making the weights beside the ones that ship, and putting them in their place when whole."""

import tempfile
from pathlib import Path

from features.encoder import EncoderUnavailable, StaticEncoder
from features.encoder.static import WEIGHTS
from models.base import Progress, silent
from models.encoder.recipe.card import write_card
from models.encoder.recipe.making import make
from models.encoder.recipe.settings import Recipe
from models.encoder.recipe.trial import trial


def publish(
    data: Path,
    pairs: Path,
    folder: Path,
    *,
    cache: Path,
    recipe: Recipe | None = None,
    progress: Progress = silent,
) -> dict[str, float]:
    """Make, try and describe the encoder; only then replace `folder`. Returns the dev figures.

    Args:
        data: the folder of public data.
        pairs: the file of domain pairs.
        folder: of the weights; what is in it goes when the new ones are whole.
        cache: where the teachers' vectors are kept.
        recipe: that of the shipped weights unless told.
        progress: told after each part of each step.

    Raises:
        CorpusMissing: a file is not there.
        EncoderUnavailable: a teacher is not installed, or `folder` holds other things.

    """
    _refuse_others(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        new = Path(beside) / "new"
        new.mkdir()
        made = make(data, pairs, new, cache=cache, recipe=recipe, progress=progress)
        figures = trial(StaticEncoder(new), data, pairs)
        write_card(new, made, figures)
        _swap(new, folder, Path(beside) / "former")
    return figures


def _refuse_others(folder: Path) -> None:
    """Only weights may be replaced: whatever else is in a folder is somebody's."""
    if folder.exists() and not (folder / WEIGHTS).is_file() and any(folder.iterdir()):
        raise EncoderUnavailable(
            "{folder} holds other things than a text encoder, and they would be lost. Name a new "
            "or an empty folder.",
            folder=folder,
        )


def _swap(new: Path, folder: Path, former: Path) -> None:
    """`new` in the place of `folder`; what was there stays there if that fails."""
    if folder.exists():
        folder.rename(former)
    try:
        new.rename(folder)
    except BaseException:
        if former.exists():
            former.rename(folder)
        raise
