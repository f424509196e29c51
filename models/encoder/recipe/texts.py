"""All texts that are trained on, by source, after the guard has taken out what measures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path

import numpy as np

from features.arrays import Bool
from features.text.lexicon import glossary
from models.encoder import corpora
from models.encoder.corpora import LabelledPairs, Pairs
from models.encoder.files import cells
from models.encoder.held_out import HeldOut
from models.encoder.recipe.domain import near

OWN = Path(__file__).parent / "data"
"""Sentences of the domain, written for the project with a language model."""

LONGEST = 60
"""Words of a sentence of the parallel text; longer ones are lists and tables."""

_UNEVEN = 2.2
"""Times as many words as its translation, plus three, are too many for a translation."""

_SHORT_POST = 30

DOMAIN = "domain"
"""The source of this project's own sentences, which has a guard of its own as well."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one source: texts that belong together column by column.

    Attributes:
        columns: one to three lists of n texts: text, what belongs to it, hard negative.
        read: rows there were.
        touched: rows that the guard took out.
        labels: what each text expresses; empty where nobody said.

    """

    columns: tuple[list[str], ...]
    read: int
    touched: int
    labels: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.columns[0])


def gather(data: Path, pairs: Path, rows: int | None = None) -> dict[str, Source]:
    """Every source of training texts, without any text that measures or is much like one.

    Args:
        data: the folder of public data.
        pairs: the file of domain pairs, which measure.
        rows: read of each source at most; None for all.

    Raises:
        CorpusMissing: a file is not there.

    """
    guard = HeldOut.read(data, pairs)
    emotion, sentiment = corpora.emot(data, "train"), corpora.smsa(data, "train")
    found: list[tuple[str, tuple[list[str], ...], list[str]]] = [
        ("parallel", _even(corpora.parallel(data)), []),
        ("social", (_posts(data),), []),
        ("quora", _both(corpora.quora(data, "train")), []),
        ("indonli", _entailed(corpora.indonli(data, "train")), []),
        ("stif", _both(corpora.stif(data, "train")), []),
        ("facqa", _both(corpora.facqa(data, "train")), []),
        ("glossary", _glossary(), []),
        (DOMAIN, _domain(), []),
        ("emotion", (emotion.texts,), emotion.labels),
        ("sentiment", (sentiment.texts,), sentiment.labels),
    ]
    sources = {}
    for name, whole, labels in found:
        columns = tuple(column[:rows] for column in whole)
        touched = np.any([guard.touches(column) for column in columns], axis=0)
        if name == DOMAIN:
            touched |= near(columns, pairs)
        sources[name] = _without(touched, columns, labels[:rows])
    return sources


def _without(touched: Bool, columns: tuple[list[str], ...], labels: Sequence[str]) -> Source:
    """The rows that are not touched."""
    kept = tuple(list(compress(column, ~touched)) for column in columns)
    return Source(kept, len(touched), int(touched.sum()), list(compress(labels, ~touched)))


def _both(pairs: Pairs) -> tuple[list[str], ...]:
    return pairs.left, pairs.right


def _even(pairs: Pairs) -> tuple[list[str], ...]:
    """Translations that can be ones by their lengths, each pair once."""
    found = dict.fromkeys(zip(pairs.left, pairs.right, strict=True))
    return _columns([pair for pair in found if _plausible(*(len(t.split()) for t in pair))])


def _plausible(left: int, right: int) -> bool:
    shorter, longer = sorted((left, right))
    return shorter >= 2 and longer <= min(LONGEST, _UNEVEN * shorter + 3)


def _posts(data: Path) -> list[str]:
    """Short ones of tweets, reviews and subtitles: how people talk."""
    written = [
        *corpora.sentences(data, ("opensubtitles", "indolem")),
        *corpora.emot(data, "train").texts,
        *corpora.smsa(data, "train").texts,
    ]
    return [text for text in dict.fromkeys(written) if 2 <= len(text.split()) <= _SHORT_POST]


def _entailed(pairs: LabelledPairs) -> tuple[list[str], ...]:
    """Premise, what follows from it, and what contradicts it."""
    rows = list(zip(pairs.left, pairs.right, pairs.labels, strict=True))
    against = {premise: text for premise, text, label in rows if label == "c"}
    return _columns(
        [
            (premise, text, against[premise])
            for premise, text, label in rows
            if label == "e" and premise in against
        ]
    )


def _glossary() -> tuple[list[str], ...]:
    """Standard Indonesian and English for the words of mothers' forums."""
    found = {(entry.standard, entry.english) for entry in glossary() if entry.english}
    return _columns(sorted(found))


def _domain() -> tuple[list[str], ...]:
    """Informal, formal and other: all files of this package's own sentences."""
    rows = [row[1:] for path in sorted(OWN.glob("*.tsv")) for row in cells(path)[1:]]
    return _columns(rows)


def _columns(rows: Sequence[Sequence[str]]) -> tuple[list[str], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))
