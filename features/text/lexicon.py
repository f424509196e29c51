"""The word lists that ship with this package; where each comes from: `data/README.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from features.text.folding import folded_words

Words: TypeAlias = tuple[str, ...]
LISTS = ("slang", "common", "glossary")


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
        meanings: an informal word, or several with one blank between → the standard words.
        roots: root words of standard Indonesian.

    """

    meanings: Mapping[str, Words]
    roots: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether `word` is a root or has a meaning."""
        return word in self.roots or word in self.meanings


@cache
def glossary() -> tuple[Entry, ...]:
    """The words of mothers' forums, in the order of the file."""
    return tuple(Entry(*row) for row in _rows("glossary.tsv"))


@cache
def lexicon(lists: tuple[str, ...] = LISTS) -> Lexicon:
    """The named lists together, a later one before an earlier one, and the root words."""
    listed = (row for name in lists for row in _rows(f"{name}.tsv"))
    meanings = {" ".join(folded_words(row[0])): tuple(folded_words(row[1])) for row in listed}
    return Lexicon(meanings, frozenset(_text("roots.txt").split()))


def _rows(name: str) -> Iterator[list[str]]:
    """The cells of each row below the header."""
    lines = _text(name).splitlines()
    return (line.split("\t") for line in lines[1:])


def _text(name: str) -> str:
    return (files("features.text") / "data" / name).read_text(encoding="utf-8")
