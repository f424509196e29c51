"""The encoder that ships: one learned vector for each piece of a word, added up; no torch.

Reads a model2vec or sentence-transformers ``StaticEmbedding`` folder: ``tokenizer.json`` and
``model.safetensors`` with ``embeddings`` (V, dim) int8 and ``weights`` (V,) float32, the scale of
each row, in which the learned importance of the piece is folded. sentence-transformers and
model2vec read the same folder and give the same vectors for the same standard words; here a word
is cut into pieces once and remembered, which makes it several times faster than either.

The sum of weighted word vectors is a hard baseline to beat (Arora et al. 2017, "A simple but
tough-to-beat baseline for sentence embeddings", ICLR); here the weights are learned too.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from scipy import sparse
from tokenizers import Tokenizer

from features.arrays import Float32, Int8
from features.encoder.protocol import EncoderUnavailable, Kind
from features.text import lexicon_hash, words

_CHUNK = 1024
"""Texts embedded at once: about a megabyte of pieces, which stays in the processor's cache."""

_REMEMBERED = 200_000
"""Words kept with their pieces; beyond that the memory starts anew."""


class StaticEncoder:
    """A static embedding model in a folder, read without torch.

    Args:
        folder: with `model.safetensors` and `tokenizer.json`.
        name: how settings name it; the folder itself unless told.
        dim: keep the first `dim` values of each vector: the first carry the most (Matryoshka,
            Kusupati et al. 2022, arXiv:2205.13147).

    Raises:
        EncoderUnavailable: the folder is not such a model.

    """

    def __init__(self, folder: Path, *, name: str | None = None, dim: int | None = None) -> None:
        self._name = name or str(folder)
        self._folder = folder
        self._rows, self._scales = _read_vectors(folder)
        self._dim = min(dim or self._rows.shape[1], self._rows.shape[1])
        self._pieces = _Pieces(_read_tokenizer(folder))

    @property
    def name(self) -> str:
        """How settings name it."""
        return self._name

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return self._dim

    @cached_property
    def identity(self) -> str:
        """Changes whenever its vectors would: a hash of weights, tokenizer and lexicons."""
        digest = hashlib.sha256(lexicon_hash().encode())
        for name in (_WEIGHTS, _TOKENIZER):
            digest.update((self._folder / name).read_bytes())
        return f"static-{self.dim}-{digest.hexdigest()[:32]}"

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, dim) float32 unit rows; zero for a text without any known piece."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            vectors[start : start + _CHUNK] = self._embed(texts[start : start + _CHUNK])
        return vectors

    def _embed(self, texts: Sequence[str]) -> Float32:
        """(n, dim) of a few texts: counts of pieces times the vectors of those that occur."""
        ids: list[int] = []
        ends = [0]
        for text in texts:
            for word in words(text):
                ids += self._pieces[word]
            ends.append(len(ids))
        used, column = np.unique(np.asarray(ids, dtype=np.int32), return_inverse=True)
        counts = sparse.csr_array(
            (np.ones(len(ids), dtype=np.float32), column.astype(np.int32), np.asarray(ends)),
            shape=(len(texts), len(used)),
        )
        table = self._rows[used, : self.dim].astype(np.float32) * self._scales[used, None]
        return _unit(np.asarray(counts @ table, dtype=np.float32))


class _Pieces(dict[str, list[int]]):
    """Word → the rows of its pieces, cut once; unknown pieces are left out."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id("[UNK]")

    def __missing__(self, word: str) -> list[int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self._tokenizer.encode(word, add_special_tokens=False).ids
        self[word] = [i for i in found if i != self._unknown]
        return self[word]
