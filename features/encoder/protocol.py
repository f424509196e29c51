"""What every text encoder offers, whichever library is behind it."""

from collections.abc import Sequence
from typing import Literal, Protocol

from features.arrays import Float32
from features.errors import LingkarError

Kind = Literal["query", "passage"]
"""Some models embed what is asked (a goal, a draft) unlike what is found (a class, a story)."""


class EncoderUnavailable(LingkarError):
    """The text encoder of the settings cannot be used here."""


class Encoder(Protocol):
    """Texts in, unit vectors out."""

    @property
    def name(self) -> str:
        """How settings and the bundle's manifest name it: "fitted", or a model's name."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    @property
    def identity(self) -> str:
        """A hash that changes whenever its vectors would; equal names may hide other weights."""

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, dim) float32, unit rows; a zero row for a text that says nothing."""
