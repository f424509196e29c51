"""Which pieces of words get a vector: WordPiece over the standard words of all training texts.

Schuster & Nakajima 2012, "Japanese and Korean voice search", ICASSP. A frequent word is a piece of
its own; a rare one is cut into the longest pieces that are known.
"""

from collections.abc import Iterable, Mapping, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from features.encoder.pieces import UNKNOWN
from features.text import standard

MIN_TIMES = 3
"""A piece that occurs less often gets no vector: nothing could be learned about it."""

_LETTERS = 120
_LONGEST_WORD = 40


def learn_pieces(
    texts: Mapping[str, Sequence[str]], times: Mapping[str, int], size: int
) -> Tokenizer:
    """A tokenizer of at most `size` pieces.

    Args:
        texts: training texts by source.
        times: how often the texts of a source count; once where it is silent.
        size: pieces, the unknown one among them.

    """
    tokenizer = Tokenizer(
        models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=_LONGEST_WORD)
    )
    # The shipped encoder hands over standard words; whoever hands over raw text gets the nearest
    # to that which a tokenizer can do on its own.
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"[\W_]+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        min_frequency=MIN_TIMES,
        special_tokens=[UNKNOWN],
        limit_alphabet=_LETTERS,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_counted(texts, times), trainer)
    return tokenizer


def _counted(texts: Mapping[str, Sequence[str]], times: Mapping[str, int]) -> Iterable[str]:
    for source, found in texts.items():
        for text in found:
            said = standard(text)
            for _ in range(times.get(source, 1)):
                yield said
