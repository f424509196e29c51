"""Texts as the pieces of their standard words: what a static encoder looks up."""

from tokenizers import Tokenizer

from features.text import words

UNKNOWN = "[UNK]"

_REMEMBERED = 200_000
"""Words kept with their pieces; beyond that the memory starts anew."""


_LONGEST = 40
"""Letters of a word that is worth remembering."""


class Pieces:
    """Cuts words with a tokenizer, each word once.

    Args:
        tokenizer: cuts a text between blanks first, so that the pieces of a text are those of its
            words, one after the other.

    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._known = _Known(tokenizer)

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, in order; pieces that are not known are left out."""
        found: list[int] = []
        for word in words(text):
            found += self._known[word]
        return found


class _Known(dict[str, list[int]]):
    """A word to its pieces, worked out when first asked."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id(UNKNOWN)

    def __missing__(self, word: str) -> list[int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
        found = [piece for piece in pieces if piece != self._unknown]
        if len(word) <= _LONGEST:
            self[word] = found
        return found
