"""Informal words written out: lists first, then rules, then phrases.

All that concerns one word is in `Standardiser.standard_words`, which is remembered for each word; a
text of known words costs a cut into words, a look-up for each, and one question whether a phrase
begins.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, pairwise

from features.text.folding import folded_words
from features.text.lexicon import Lexicon, Words, lexicon
from features.text.rules import RULES, Rule

_MAX_REMEMBERED = 100_000
_MAX_LETTERS = 40
_MAX_STEPS = 8
_EVERYDAY = {
    "ada", "anak", "apa", "ayah", "bayi", "belajar", "belum", "bicara", "bisa", "blm", "bs", "buku",
    "cari", "dan", "dari", "di", "dokter", "duit", "ga", "gak", "hati", "ibu", "jadi", "jd", "ke",
    "kelas", "kembali", "kerja", "keuangan", "kurang", "lebih", "makanan", "masa", "mau", "nggak",
    "nya", "pekerjaan", "pernah", "pulang", "punya", "resign", "rumah", "sama", "sekolah", "suami",
    "suka", "tanpa", "tau", "tahu", "tidak", "tiktok", "usaha", "waktu",
}  # fmt: skip


class Standardiser:
    """Writes informal words and phrases out in standard Indonesian.

    Args:
        known: the lists.
        rules: asked in this order about words that are in no list.

    """

    def __init__(self, known: Lexicon, rules: Mapping[str, Rule] = RULES) -> None:
        self._known = known
        self._rules = tuple(rules.values())
        phrases = [tuple(term.split()) for term in known.meanings if " " in term]
        self._lengths = _lengths(phrases)
        self._signs = frozenset(max(phrase, key=self._telling) for phrase in phrases)
        self._remembered = _Remembered(self)

    def standard_words(self, unit: str) -> Words:
        """The standard words for one folded word or phrase; itself where nothing is known."""
        return self._of(unit, _MAX_STEPS)

    def words(self, text: str) -> list[str]:
        """The standard words of `text`, in order."""
        found = self._written(self._joined(folded_words(text)))
        for _ in range(_MAX_STEPS):  # what is written out may complete another phrase
            units = self._joined(found)
            if units is found or units == found:
                break
            found = self._written(units)
        return found

    def _written(self, units: list[str]) -> list[str]:
        return list(chain.from_iterable(map(self._remembered.__getitem__, units)))

    def _of(self, unit: str, steps: int) -> Words:
        found = self._meaning(unit)
        if steps == 0 or found == (unit,):
            return (unit,)
        return tuple(chain.from_iterable(self._of(part, steps - 1) for part in found))

    def _meaning(self, unit: str) -> Words:
        """What a list or else the first rule that applies says: one step."""
        if unit in self._known.meanings:
            return self._known.meanings[unit]
        if len(unit) <= _MAX_LETTERS:
            for rule in self._rules:
                if found := rule(unit, self._known):
                    return found
        return (unit,)

    def _joined(self, found: list[str]) -> list[str]:
        """`found` with each phrase as one, from the left, the longest first."""
        if self._signs.isdisjoint(found) or self._lengths.keys().isdisjoint(pairwise(found)):
            return found
        units: list[str] = []
        done = 0
        for at, pair in enumerate(pairwise(found)):
            for length in self._lengths.get(pair, ()) if at >= done else ():
                phrase = " ".join(found[at : at + length])
                if phrase in self._known.meanings:
                    units += [*found[done:at], phrase]
                    done = at + length
                    break
        return units + found[done:]

    def _telling(self, word: str) -> tuple[bool, bool, int]:
        """How sure a sign of its phrase a word is: most when it is rare elsewhere."""
        return word not in _EVERYDAY, word not in self._known.roots, len(word)


class _Remembered(dict[str, Words]):
    """A word or phrase to its standard words, worked out once; emptied when it grows too large."""

    def __init__(self, standardiser: Standardiser) -> None:
        super().__init__()
        self._standardiser = standardiser

    def __missing__(self, unit: str) -> Words:
        if len(self) >= _MAX_REMEMBERED:
            self.clear()
        found = self._standardiser.standard_words(unit)
        if len(unit) <= _MAX_LETTERS:
            self[unit] = found
        return found


def _lengths(phrases: Iterable[Words]) -> dict[tuple[str, str], list[int]]:
    """The first two words of a phrase → the lengths of phrases that begin so, longest first."""
    lengths: dict[tuple[str, str], set[int]] = {}
    for phrase in phrases:
        lengths.setdefault((phrase[0], phrase[1]), set()).add(len(phrase))
    return {pair: sorted(found, reverse=True) for pair, found in lengths.items()}


_SHIPPED = Standardiser(lexicon())


def words(text: str) -> list[str]:
    """The words of `text` in standard Indonesian, in order; English ones as they are.

    >>> words("Butuh me time, anak2 tantrum trs")
    ['butuh', 'waktu', 'untuk', 'diri', 'sendiri', 'anak', 'anak', 'mengamuk', 'terus']
    """
    return _SHIPPED.words(text)


def standard(text: str) -> str:
    """`words` with a blank between them; doing it again changes nothing."""
    return " ".join(words(text))
