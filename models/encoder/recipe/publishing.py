"""Making the weights beside the ones that ship, and putting them in their place when whole."""

import tempfile
from pathlib import Path

from features.encoder import EncoderUnavailable, StaticEncoder
from features.encoder.static import MODEL
from models.base import Progress, silent
from models.encoder.domain import domain_pairs
from models.encoder.recipe.card import write_card
from models.encoder.recipe.making import make
from models.encoder.recipe.settings import Order
from models.encoder.recipe.trial import trial


def publish(order: Order, folder: Path, progress: Progress = silent) -> dict[str, float]:
    """Make, try and describe the encoder; only then replace `folder`. Returns the dev figures.

    Args:
        order: what to make.
        folder: of the weights; what is in it goes when the new ones are whole.
        progress: told after each part of each step.

    Raises:
        CorpusMissing: a file is not there.
        EncoderUnavailable: a teacher is not installed, or `folder` holds other things.
        OSError: `folder` cannot be made there.

    """
    domain_pairs(order.pairs, "test")  # a missing file is told before the public data is read
    folder = folder.resolve()  # `.` cannot be renamed
    _refuse_others(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        new = Path(beside) / "new"
        new.mkdir()
        made = make(order, new, progress)
        figures = trial(StaticEncoder(new), order.data, order.pairs)
        write_card(new, made, figures)
        _swap(new, folder, Path(beside) / "former")
    return figures


def _refuse_others(folder: Path) -> None:
    """Only weights may be replaced: whatever else is in a folder is somebody's."""
    if folder.exists() and not (folder / MODEL).is_file() and any(folder.iterdir()):
        raise EncoderUnavailable(
            "{folder} holds other things than a text encoder, and they would be lost. Name a new "
            "or an empty folder.",
            folder=folder,
        )


def _swap(new: Path, folder: Path, former: Path) -> None:
    """`new` in the place of `folder`; what was there stays there if that fails."""
    try:
        if folder.exists():
            folder.rename(former)
        new.rename(folder)
    except BaseException:
        if former.exists() and not folder.exists():
            former.rename(folder)
        raise
