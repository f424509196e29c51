"""Who of a circle can help whom with what, in the helper's own words."""

from collections.abc import Mapping
from itertools import permutations
from typing import NamedTuple

import numpy as np

from features.arrays import Float32
from features.encoder import Encoder
from features.profile import phrases
from features.support import Support
from features.tables import MemberTable
from features.text import words
from features.vocabulary import Purpose
from models.compatibility.terms import Spread, closeness, spreads
from models.compatibility.themes import stopwords

_TELLING = 0.75
"""Score of need and offer from which help is told: a deviation above any two members."""


class Help(NamedTuple):
    """One member can help another.

    Attributes:
        giver: row of who helps.
        taker: row of who is helped.
        score: of her need with the other's offer; ½ is usual, 1 is close.
        offer: a phrase of what the giver offers.
        need: a phrase of what the taker wants or struggles with.

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
    usual = usual or spreads(support)
    agreed = members.consent[:, list(Purpose).index(Purpose.MATCH)]
    may = [row for row in sorted(circle) if agreed[row]]
    offers = {row: _Phrases(members.offers[row], encoder) for row in may}
    needs = {
        row: _Phrases(f"{members.goals[row]}. {members.background[row]}", encoder) for row in may
    }
    found = []
    for giver, taker in permutations(may, 2):
        score = closeness(float(support.offer[giver] @ support.need[taker]), usual["help"])
        if score >= _TELLING and offers[giver].texts and needs[taker].texts:
            offer, need = offers[giver].meets(needs[taker])
            found.append(Help(giver, taker, score, offer, need))
    return sorted(found, key=lambda one: (-one.score, one.giver, one.taker))[:top]


class _Phrases:
    """The phrases of a text that say something, and their vectors."""

    def __init__(self, text: str, encoder: Encoder) -> None:
        self.texts = [
            phrase for phrase in phrases(text) if not stopwords().issuperset(words(phrase))
        ]
        self.vectors: Float32 = encoder.encode(self.texts)

    def meets(self, other: "_Phrases") -> tuple[str, str]:
        """The closest two phrases of this and the other text."""
        close = self.vectors @ other.vectors.T
        mine, others = np.unravel_index(int(close.argmax()), close.shape)
        return self.texts[mine], other.texts[others]
