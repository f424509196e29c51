"""The word lists that ship with this package; where each comes from: `data/README.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from features.text.folding import folded_words

Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the glossary.

    Attributes:
        term: what mothers write, folded.
        standard: the same in plain standard Indonesian.
        english: the same in English.
        theme: what it is about.

    """

    term: str
    standard: str
    english: str
    theme: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known about words, all of it folded.

    Attributes:
        words: one informal word → its standard words.
        phrases: several words as written → the standard words for all of them.
        roots: root words of standard Indonesian.

    """

    words: Mapping[str, Words]
    phrases: Mapping[Words, Words]
    roots: frozenset[str]


@cache
def glossary() -> tuple[Entry, ...]:
    """The words of mothers' forums, in the order of the file."""
    return tuple(Entry(*row) for row in _rows("glossary.tsv"))


@cache
def lexicon() -> Lexicon:
    """All lists together: the glossary goes before common words, and those before slang."""
    listed = [*_rows("slang.tsv"), *_rows("common.tsv"), *_rows("glossary.tsv")]
    meant = {tuple(folded_words(row[0])): tuple(folded_words(row[1])) for row in listed}
    return Lexicon(
        words={term[0]: standard for term, standard in meant.items() if len(term) == 1},
        phrases={term: standard for term, standard in meant.items() if len(term) > 1},
        roots=frozenset(_text("roots.txt").split()),
    )


def _rows(name: str) -> Iterator[list[str]]:
    """The cells of each row below the header."""
    lines = _text(name).splitlines()
    return (line.split("\t") for line in lines[1:])


def _text(name: str) -> str:
    return (files("features.text") / "data" / name).read_text(encoding="utf-8")
