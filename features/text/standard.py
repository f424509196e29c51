"""Informal words written out: lists first, then rules, then phrases.

All that concerns one word is in `standard_words`, which is remembered for each word; a text of
known words costs a cut into words, a look-up for each, and one question whether a phrase begins.
"""

from collections.abc import Mapping
from itertools import chain, pairwise

from features.text.folding import folded_words
from features.text.lexicon import Lexicon, Words, lexicon
from features.text.rules import RULES, Rule

_MAX_REMEMBERED = 200_000
_MAX_LETTERS = 40
_MAX_STEPS = 8
_EVERYDAY = {
    "ada", "anak", "bagi", "belum", "bisa", "blm", "dan", "dari", "ga", "gak", "hati", "kembali",
    "kurang", "lebih", "masa", "mau", "nggak", "nya", "punya", "sama", "tanpa", "tidak", "waktu",
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
        self._lengths = _lengths(known.phrases)
        self._signs = _signs(known)
        self._remembered = _Remembered(self)

    def standard_words(self, word: str) -> Words:
        """The standard words for one folded word: itself where nothing is known of it."""
        return self._of(word, _MAX_STEPS) if len(word) <= _MAX_LETTERS else (word,)

    def words(self, text: str) -> list[str]:
        """The standard words of `text`, in order."""
        folded = self._phrased(folded_words(text))
        found = list(chain.from_iterable(map(self._remembered.__getitem__, folded)))
        return self._phrased(found)

    def _of(self, word: str, steps: int) -> Words:
        found = self._meaning(word)
        if steps == 0 or found == (word,):
            return (word,)
        return tuple(chain.from_iterable(self._of(part, steps - 1) for part in found))

    def _meaning(self, word: str) -> Words:
        """What a list or else the first rule that applies says: one step."""
        if word in self._known.words:
            return self._known.words[word]
        for rule in self._rules:
            if found := rule(word, self._known):
                return found
        return (word,)

    def _phrased(self, found: list[str]) -> list[str]:
        """`found` with its phrases written out, from the left, the longest first."""
        if self._signs.isdisjoint(found) or self._lengths.keys().isdisjoint(pairwise(found)):
            return found
        written: list[str] = []
        done = 0
        for at, pair in enumerate(pairwise(found)):
            for length in self._lengths.get(pair, ()) if at >= done else ():
                meant = self._known.phrases.get(tuple(found[at : at + length]))
                if meant:
                    written += [*found[done:at], *meant]
                    done = at + length
                    break
        return written + found[done:]


class _Remembered(dict[str, Words]):
    """Word to its standard words, worked out once; emptied when it grows too large."""

    def __init__(self, standardiser: Standardiser) -> None:
        super().__init__()
        self._standardiser = standardiser

    def __missing__(self, word: str) -> Words:
        if len(self) >= _MAX_REMEMBERED:
            self.clear()
        found = self._standardiser.standard_words(word)
        if len(word) <= _MAX_LETTERS:
            self[word] = found
        return found


def _lengths(phrases: Mapping[Words, Words]) -> dict[tuple[str, str], list[int]]:
    """The first two words of a phrase → the lengths of phrases that begin so, longest first."""
    lengths: dict[tuple[str, str], set[int]] = {}
    for phrase in phrases:
        lengths.setdefault((phrase[0], phrase[1]), set()).add(len(phrase))
    return {pair: sorted(found, reverse=True) for pair, found in lengths.items()}


def _signs(known: Lexicon) -> frozenset[str]:
    """One telling word of each phrase: a text with none of them holds no phrase."""
    return frozenset(
        max(phrase, key=lambda word: (word not in _EVERYDAY, word not in known.roots, len(word)))
        for phrase in known.phrases
    )


_SHIPPED = Standardiser(lexicon())


def standard_words(word: str) -> Words:
    """The standard words for one folded word, the same ones always.

    >>> standard_words("nyariin")
    ('mencarikan',)
    """
    return _SHIPPED.standard_words(word)


def words(text: str) -> list[str]:
    """The words of `text` in standard Indonesian, in order; English ones as they are.

    >>> words("Butuh me time, anak2 tantrum trs")
    ['butuh', 'waktu', 'untuk', 'diri', 'sendiri', 'anak', 'anak', 'mengamuk', 'terus']
    """
    return _SHIPPED.words(text)


def standard(text: str) -> str:
    """`words` with a blank between them; doing it again changes nothing."""
    return " ".join(words(text))
