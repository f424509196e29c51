"""The encoder that ships: its weights, how they were made, and how they are measured.

`weights/` is the model; `recipe/` made it; `corpora`, `held_out` and `measures` serve both the
recipe and the benchmark.
"""

from collections.abc import Sequence
from pathlib import Path

from features.encoder import (
    FITTED,
    Encoder,
    EncoderUnavailable,
    FittedEncoder,
    StaticEncoder,
    TransformerEncoder,
)

SHIPPED = "lingkar"
"""What settings call the encoder that ships."""

WEIGHTS = Path(__file__).parent / "weights"


def shipped(dim: int | None = None) -> StaticEncoder:
    """The encoder that ships, with vectors of 256 values or cut to `dim` of them.

    Raises:
        EncoderUnavailable: its files are damaged.

    """
    return StaticEncoder(WEIGHTS, name=SHIPPED, dim=dim)


def make_encoder(name: str, texts: Sequence[str], *, seed: int = 0) -> Encoder:
    """The encoder that settings name.

    Args:
        name: `lingkar`, the one that ships; `fitted`, which learns from `texts`; or the name or
            folder of any sentence-transformers model.
        texts: of the community.
        seed: of the fitted one.

    Raises:
        EncoderUnavailable: `name` is blank, does not exist, or needs an extra that is not
            installed.

    """
    name = name.strip()
    if name.casefold() == SHIPPED:
        return shipped()
    if name.casefold() == FITTED:
        return FittedEncoder.fit(texts, seed=seed)
    if not name:
        raise EncoderUnavailable(
            "No text encoder is named. Set the encoder to `lingkar`, the one that ships, or to one "
            "of those in docs/operations.md."
        )
    return TransformerEncoder(name)
