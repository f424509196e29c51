"""What sets a circle apart: subjects that its members share and others seldom speak of.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' words:
lexical feature selection and evaluation for identifying the content of political conflict",
Political Analysis 16(4)), here of two outcomes: a member speaks of it or not. So one who writes
much does not speak for all; and what a single member said is never told as the theme of her circle.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import log, sqrt
from typing import NamedTuple, TypeAlias

from features.profile import phrases
from features.text import words

_LEAST_MEMBERS = 2
_SURE = 1.96
"""Deviations from the usual above which a theme is not chance."""

_PRIOR = 2.0
"""Members that the prior weighs: a circle is taken to be as all are until it shows otherwise."""

_RARE = 0.25
"""Prior members for a term whatever its share, so that one nobody else uses has finite odds."""

_Term: TypeAlias = tuple[str, ...]


class Theme(NamedTuple):
    """A theme of a circle.

    Attributes:
        phrase: a subject, as the list spells it.
        members: how many of the circle speak of it.
        deviation: of its log-odds against all other circles, in standard deviations.

    """

    phrase: str
    members: int
    deviation: float


def themes(circles: Sequence[Sequence[str]], top: int = 5) -> list[list[Theme]]:
    """The themes of each circle, the surest first.

    Args:
        circles: of each, one text a member.
        top: themes of a circle at most; they share no word.

    """
    counts = [Counter(term for text in texts for term in subjects_of(text)) for texts in circles]
    usual: Counter[_Term] = Counter()
    for count in counts:
        usual.update(count)
    odds = _Odds(usual, sum(map(len, circles)))
    return [
        _best(count, len(texts), odds)[:top] for count, texts in zip(counts, circles, strict=True)
    ]


class _Odds:
    """How far the use of a term in one circle is from its use in the others.

    Args:
        usual: members of all circles by term.
        n_members: of all circles.

    """

    def __init__(self, usual: Counter[_Term], n_members: int) -> None:
        self._usual, self._n = usual, n_members

    def deviation(self, term: _Term, here: int, size: int) -> float:
        """Standard deviations of the log-odds, where `here` of `size` members use the term."""
        total = self._usual[term]
        prior = _PRIOR * total / self._n + _RARE
        against = _PRIOR * (1 - total / self._n) + _RARE
        cells = (
            here + prior,
            size - here + against,
            total - here + prior,
            self._n - size - total + here + against,
        )
        mine, silent, others, rest = cells
        return log(mine / silent * (rest / others)) / sqrt(sum(1 / cell for cell in cells))


def _best(count: Counter[_Term], size: int, odds: _Odds) -> list[Theme]:
    """The shared terms that are no chance, surest first, without words that came before."""
    shared = {term: here for term, here in count.items() if here >= _LEAST_MEMBERS}
    sure = sorted(
        ((-odds.deviation(term, here, size), term) for term, here in shared.items()),
        key=lambda one: (round(one[0], 9), one[1]),
    )
    found: list[Theme] = []
    told: set[str] = set()
    for negative, term in sure:
        if -negative < _SURE:
            break
        whole = _longest(term, shared)
        if told.isdisjoint(whole):
            found.append(Theme(subjects()[whole], shared[whole], -negative))
        told |= set(whole) - stopwords()
    return found


def _longest(term: _Term, shared: dict[_Term, int]) -> _Term:
    """The longest subject around `term` that as many members speak of: "kue" → "kue kering"."""
    around = [
        longer
        for longer, here in shared.items()
        if here == shared[term] and f" {' '.join(term)} " in f" {' '.join(longer)} "
    ]
    return max(around, key=lambda longer: (len(longer), longer))


def subjects_of(text: str) -> set[_Term]:
    """The subjects that `text` speaks of, by their words in standard Indonesian."""
    return {term for phrase in phrases(text) for term in _spans(_joined(words(phrase)))}


def _spans(told: list[str]) -> Iterator[_Term]:
    for start in range(len(told)):
        for end in range(start + 1, min(start + _longest_subject(), len(told)) + 1):
            if (term := tuple(told[start:end])) in subjects():
                yield term


def _joined(told: list[str]) -> list[str]:
    """A word said twice is one: ``anak anak`` → ``anak-anak``."""
    runs = ((word, len(list(run))) for word, run in groupby(told))
    return [f"{word}-{word}" if times > 1 else word for word, times in runs]


@cache
def _longest_subject() -> int:
    return max(map(len, subjects()))


@cache
def subjects() -> dict[_Term, str]:
    """What a theme may be, by its words in standard Indonesian: how the list spells it."""
    lines = (files("models.compatibility") / "data" / "subjects.txt").read_text("utf-8")
    listed = (entry.strip() for line in lines.splitlines() for entry in line.split(","))
    found: dict[_Term, str] = {}
    for subject in listed:
        found.setdefault(tuple(_joined(words(subject))), subject)
    return found


@cache
def stopwords() -> frozenset[str]:
    """Indonesian and English words that say nothing about what a text is about."""
    text = (files("models.compatibility") / "data" / "stopwords.txt").read_text("utf-8")
    return frozenset(text.split())
