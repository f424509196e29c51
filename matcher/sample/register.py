"""How a person types: formal, plain or texting; with or without capitals; with slips.

Banks are authored in plain informal Indonesian; a `Hand` rewrites them word by word.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from matcher.sample.dice import Dice

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
_DOUBLED = re.compile(r"\b([a-z]{3,})-\1(nya|an)?\b", re.IGNORECASE)
_WORDS = tomllib.loads((files("matcher.sample") / "data/register.toml").read_text("utf-8"))
_FORMAL: dict[str, str] = _WORDS["formal"]
_TEXTING: dict[str, list[str]] = _WORDS["texting"]
_TAILS: list[str] = _WORDS["tails"]
_ELONGATED = ("banget", "semangat", "capek", "pengen", "makasih", "nggak")


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's way of typing.

    Attributes:
        formal: how often she takes the standard word for a colloquial one.
        short: how often she abbreviates a word that can be abbreviated.
        lower: she writes without capitals.
        slip: chance of a typing slip in a longer word.
        warm: chance that a text ends in a smile.

    """

    formal: float
    short: float
    lower: bool
    slip: float
    warm: float

    @classmethod
    def draw(cls, dice: Dice) -> "Hand":
        """A hand as they occur: a fifth formal, a third plain, the rest texting."""
        kind = dice.weighted(("formal", "plain", "texting"), (0.2, 0.35, 0.45))
        if kind == "formal":
            return cls(0.9, 0.03, lower=dice.chance(0.05), slip=0.002, warm=0.04)
        if kind == "plain":
            return cls(0.15, 0.12, lower=dice.chance(0.3), slip=0.006, warm=0.12)
        return cls(0.0, 0.3 + 0.5 * dice.unit(), lower=dice.chance(0.65), slip=0.015, warm=0.2)

    def rewrite(self, text: str, dice: Dice) -> str:
        """`text` as she would type it."""
        text = _WORD.sub(lambda found: self._word(found[0], dice), text)
        if self.short > 0.25:
            text = _DOUBLED.sub(r"\g<1>2\2", text)
        if self.lower:
            text = text.lower()
        if text and dice.chance(self.warm):
            text = f"{text.rstrip('.')} {dice.pick(_TAILS)}"
        return text

    def _word(self, word: str, dice: Dice) -> str:
        plain = word.lower()
        new = plain
        if plain in _FORMAL and dice.chance(self.formal):
            new = _FORMAL[plain]
        elif plain in _TEXTING and dice.chance(self.short):
            new = dice.pick(_TEXTING[plain])
        elif plain in _ELONGATED and dice.chance(self.slip * 4):
            new = plain[:-1] + plain[-1] * dice.between(3, 4)
        elif len(plain) > 4 and dice.chance(self.slip):
            new = _slip(plain, dice)
        if new == plain:
            return word
        return new.capitalize() if word[0].isupper() else new


def _slip(word: str, dice: Dice) -> str:
    """Swap two letters, lose one or double one, never the first."""
    at = dice.between(1, len(word) - 2)
    kind = dice.between(0, 2)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]
