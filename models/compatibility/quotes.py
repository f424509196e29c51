"""What others may read of a member's own words: whole, about a subject, nothing heavy or private.

A phrase is quoted where it speaks of a subject that themes may be (`data/subjects.txt`), without
the politeness around it: "kalau ada yang butuh bisa ajarin bikin kue kering, boleh tanya" is
"ajarin bikin kue kering". Left out is what is heavy (`features.text.is_heavy`), and what may tell
who or where somebody is: a number, an address, a word with a capital inside a phrase.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from features.profile import phrases
from features.text import is_heavy, words
from models.compatibility.themes import stopwords, subjects_of

_SHORTEST, _LONGEST = 2, 12
"""Words of a phrase; a longer one is cut."""
_TURNING = frozenset({"tidak", "jangan", "kecuali", "tanpa", "bukan", "belum", "not", "no"})
"""Words without which a phrase would say the opposite."""
_PRIVATE = re.compile(r"\d{3}|[@#]|www|http|\S\s+[A-Z][a-z]|\w\d\w|\w\*\w")
"""Numbers, addresses, names, and words that somebody masked."""
_ASKING = re.compile(
    r"\b(dibantu|bantuan|bingung|belum (bisa|tahu|paham|mengerti|pandai)|tidak (bisa|tahu|punya)"
    r"|need help|do not|cannot)\b"
)
"""What is said by whoever asks for help rather than offers it, in standard Indonesian."""
_LACKING = re.compile(r"\b(belum|tidak) punya\b")
"""What is a trouble more than a goal."""


def offered(text: str) -> list[str]:
    """The phrases of an offer that may be quoted, each once."""
    return _without(_ASKING, text)


def wanted(text: str) -> list[str]:
    """The phrases of a goal that may be quoted, each once."""
    return _without(_LACKING, text)


def _without(said: re.Pattern[str], text: str) -> list[str]:
    told = (one for one in _quotes(text) if not said.search(" ".join(words(one))))
    return list(dict.fromkeys(told))


def _quotes(text: str) -> Iterator[str]:
    for phrase in phrases(text, _LONGEST):
        if _PRIVATE.search(phrase) or is_heavy(phrase) or not subjects_of(phrase):
            continue
        if len(core := _core(phrase.split())) >= _SHORTEST:
            yield " ".join(core)


def _core(phrase: list[str]) -> list[str]:
    """The words of a phrase without those around it that say nothing."""
    empty = [_is_empty(word) for word in phrase]
    if all(empty):
        return []
    return phrase[empty.index(False) : len(phrase) - empty[::-1].index(False)]


def _is_empty(word: str) -> bool:
    return _saying_nothing().issuperset(words(word))


@cache
def _saying_nothing() -> frozenset[str]:
    """Words that say nothing at the ends of a phrase."""
    around = (files("models.compatibility") / "data" / "around.txt").read_text("utf-8")
    return (stopwords() | set(around.split())) - _TURNING
