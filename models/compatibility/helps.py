"""Who of a circle can help whom with what, in the helper's own words.

Told is only what is true on its face and fit to be read by others (`models.compatibility.quotes`):
a phrase of an offer and a phrase of a goal that mean about the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, permutations
from typing import NamedTuple

import numpy as np

from features.arrays import Float32
from features.encoder import Encoder
from features.support import Support
from features.tables import MemberTable
from features.vocabulary import Purpose
from models.compatibility.quotes import offered, wanted
from models.compatibility.terms import Spread, closeness, spreads
from models.compatibility.themes import subjects_of

_TELLING = 0.5
"""Score of need and offer from which help is looked for: as any two members."""
_MEETING = 0.5
"""Cosine from which a phrase of an offer meets one of a goal. Chosen by reading two hundred pairs
of phrases of generated members: about nine in ten belong together above it, half of them a tenth
below.
"""
_SHARING = 0.35
"""The same of phrases that speak of one subject."""
_CHUNK = 256
"""Circles whose phrases are in memory at once."""


class Help(NamedTuple):
    """One member can help another.

    Attributes:
        giver: row of who helps.
        taker: row of who is helped.
        score: of her need with the other's offer; ½ is usual, 1 is close.
        offer: a phrase of what the giver offers.
        need: a phrase of what the taker wants.

    """

    giver: int
    taker: int
    score: float
    offer: str
    need: str


def helps(
    support: Support,
    members: MemberTable,
    circle: list[int],
    encoder: Encoder,
    *,
    usual: Mapping[str, Spread] | None = None,
    top: int = 5,
) -> list[Help]:
    """Help inside a circle, the closest first; nobody is quoted who did not agree to `match`.

    Args:
        support: n members, read with `encoder`.
        members: the same n.
        circle: rows of its members.
        encoder: of phrases.
        usual: of `models.compatibility.terms.spreads`; that of `support` unless told.
        top: at most so many.

    """
    return all_helps(support, members, [circle], encoder, usual=usual, top=top)[0]


def all_helps(
    support: Support,
    members: MemberTable,
    circles: Sequence[list[int]],
    encoder: Encoder,
    *,
    usual: Mapping[str, Spread] | None = None,
    top: int = 5,
) -> list[list[Help]]:
    """`helps` of each circle: what is usual is found once, and phrases are embedded many at once.

    Args:
        support: n members, read with `encoder`.
        members: the same n.
        circles: of each, rows of its members.
        encoder: of phrases.
        usual: of `models.compatibility.terms.spreads`; that of `support` unless told.
        top: at most so many of a circle.

    """
    spread = (usual or spreads(support))["help"]
    found: list[list[Help]] = []
    for start in range(0, len(circles), _CHUNK):
        quotes = _Quotes(members, encoder)
        chunk = [
            list(filter(quotes.both, _close(support, members, circle, spread)))
            for circle in circles[start : start + _CHUNK]
        ]
        quotes.embed(pair for pairs in chunk for pair in pairs)
        found += [_told(map(quotes.help, pairs))[:top] for pairs in chunk]
    return found


def _told(found: Iterable[Help | None]) -> list[Help]:
    """The help that there is, without an offer or a need that was told before."""
    told: list[Help] = []
    said: set[tuple[int, str]] = set()
    for one in found:
        if one and said.isdisjoint(both := {(one.giver, one.offer), (one.taker, one.need)}):
            told.append(one)
            said |= both
    return told


class _Pair(NamedTuple):
    """A giver, a taker, and the score of their help."""

    giver: int
    taker: int
    score: float


def _close(support: Support, members: MemberTable, circle: list[int], usual: Spread) -> list[_Pair]:
    """The pairs of a circle who agreed and whose help is worth telling, the closest first."""
    agreed = members.consent[:, list(Purpose).index(Purpose.MATCH)]
    pairs = (
        _Pair(giver, taker, closeness(float(support.offer[giver] @ support.need[taker]), usual))
        for giver, taker in permutations([row for row in sorted(circle) if agreed[row]], 2)
    )
    close = (one for one in pairs if one.score >= _TELLING)
    return sorted(close, key=lambda one: (-one.score, one.giver, one.taker))


class _Quotes:
    """The phrases of members that may be quoted, each text cut once, and their vectors.

    Args:
        members: who wrote them.
        encoder: of phrases.

    """

    def __init__(self, members: MemberTable, encoder: Encoder) -> None:
        self._members, self._encoder = members, encoder
        self._offers: dict[int, list[str]] = {}
        self._needs: dict[int, list[str]] = {}
        self._place: dict[str, int] = {}
        self._vectors: Float32 = np.zeros((0, encoder.dim), dtype=np.float32)

    def both(self, pair: _Pair) -> bool:
        """Whether there is something to quote of both."""
        return bool(self._offered(pair.giver) and self._needed(pair.taker))

    def embed(self, pairs: Iterable[_Pair]) -> None:
        """Embed all phrases that the help of some pairs is chosen from, each once."""
        texts = (self._offered(one.giver) + self._needed(one.taker) for one in pairs)
        told = list(dict.fromkeys(chain.from_iterable(texts)))
        self._place = {phrase: place for place, phrase in enumerate(told)}
        self._vectors = self._encoder.encode(told)

    def help(self, pair: _Pair) -> Help | None:
        """The closest two phrases of a pair, which `embed` was told of, if they meet."""
        offers, needs = self._offered(pair.giver), self._needed(pair.taker)
        close = self._of(offers) @ self._of(needs).T
        mine, hers = np.unravel_index(int(close.argmax()), close.shape)
        offer, need = offers[mine], needs[hers]
        apart = subjects_of(offer).isdisjoint(subjects_of(need))
        if close[mine, hers] < (_MEETING if apart else _SHARING):
            return None
        return Help(*pair, offer, need)

    def _of(self, told: list[str]) -> Float32:
        return self._vectors[[self._place[phrase] for phrase in told]]

    def _offered(self, row: int) -> list[str]:
        if row not in self._offers:
            self._offers[row] = offered(self._members.offers[row])
        return self._offers[row]

    def _needed(self, row: int) -> list[str]:
        if row not in self._needs:
            self._needs[row] = wanted(self._members.goals[row])
        return self._needs[row]
