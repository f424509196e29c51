"""Texts as the pieces of their standard words: what a static encoder looks up."""

from tokenizers import Tokenizer

from features.text import words

UNKNOWN = "[UNK]"

REMEMBERED = 200_000
"""Words kept with their pieces; beyond that the memory starts anew."""

_LONGEST = 40
"""Letters of a word that is worth remembering."""


class Pieces:
    """Cuts words with a tokenizer, each word once.

    Args:
        tokenizer: cuts a text between blanks first, so that the pieces of a text are those of its
            words, one after the other.
        most: words remembered.

    """

    def __init__(self, tokenizer: Tokenizer, most: int = REMEMBERED) -> None:
        self._known = _Known(tokenizer, most)

    def __len__(self) -> int:
        """Words remembered at present."""
        return len(self._known)

    def of(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, in order; pieces that are not known are left out."""
        found: list[int] = []
        for word in words(text):
            found += self._known[word]
        return found


class _Known(dict[str, list[int]]):
    """A word to its pieces, worked out when first asked."""

    def __init__(self, tokenizer: Tokenizer, most: int) -> None:
        super().__init__()
        self._tokenizer, self._most = tokenizer, most
        self._unknown = tokenizer.token_to_id(UNKNOWN)

    def __missing__(self, word: str) -> list[int]:
        if len(self) >= self._most:
            self.clear()
        pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
        found = [piece for piece in pieces if piece != self._unknown]
        if len(word) <= _LONGEST:
            self[word] = found
        return found
