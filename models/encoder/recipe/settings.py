"""What the recipe can be told; kept apart so that asking for it does not load torch."""

from dataclasses import dataclass, field
from pathlib import Path

FEWEST_ROWS = 100
"""Of each source: with fewer a text has not the neighbours that a batch is drawn from."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings that were chosen on the dev parts.

    Attributes:
        pieces: vectors in the table, at most.
        dim: values of a vector.
        steps: of gradient descent.
        rate: highest learning rate.
        seed: of every draw; the same texts, settings and machine give the same weights.
        rows: read of each source at most; None for all.

    """

    pieces: int = 57_000
    dim: int = 256
    steps: int = 450
    rate: float = 0.006
    seed: int = 0
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to make, and from what.

    Attributes:
        data: the folder of public data.
        pairs: the file of domain pairs, which are kept out of training.
        cache: where the teachers' vectors are kept for another run.
        recipe: that of the shipped weights unless told.

    """

    data: Path
    pairs: Path
    cache: Path
    recipe: Recipe = field(default_factory=Recipe)
