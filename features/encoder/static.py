"""The encoder that ships: one learned vector for each piece of a word, added up; no torch.

Reads a model2vec folder: ``tokenizer.json``, and ``model.safetensors`` with ``embeddings`` (V, dim)
int8 and ``weights`` (V,) float32, the scale of each row, in which the learned importance of the
piece is folded. sentence-transformers and model2vec read the same folder and give the same vectors
for the standard words of one sentence; here a word is cut into pieces once and remembered, which
makes it several times faster than either.

A sum of weighted word vectors is hard to beat for its price (Arora et al. 2017, "A simple but
tough-to-beat baseline for sentence embeddings", ICLR); here the weights are learned as well.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from scipy import sparse
from tokenizers import Tokenizer

from features.arrays import AnyArray, Float32, unit_rows
from features.encoder.identity import digest, files_digest
from features.encoder.pieces import Pieces
from features.encoder.protocol import EncoderUnavailable, Kind
from features.text import sentences

MODEL = "model.safetensors"
TOKENIZER = "tokenizer.json"

_CODE = ("pieces.py", "static.py")
"""What cuts words and adds pieces up; `features.text` is what comes before."""

_CHUNK = 512
"""Texts embedded at once: their vectors stay in the processor's cache."""


class StaticEncoder:
    """A static embedding model in a folder, read without torch.

    A sentence is the sum of its pieces over the root of that sum's length, and a text is the sum
    of its sentences: so a rambling sentence does not drown the others.

    Attributes:
        name: how settings name it.
        dim: the length of a vector.

    Args:
        folder: with `model.safetensors` and `tokenizer.json`.
        name: how settings name it; the folder itself unless told.
        dim: keep the first `dim` values of each vector; the first carry the most (Kusupati et al.
            2022, "Matryoshka representation learning", arXiv:2205.13147).

    Raises:
        EncoderUnavailable: the folder holds no such model, or a damaged one.
        ValueError: `dim` is below 1.

    """

    def __init__(self, folder: Path, *, name: str | None = None, dim: int | None = None) -> None:
        self.name = name or str(folder)
        self._folder = folder
        self._rows, self._scales, tokenizer = _read(folder)
        full = int(self._rows.shape[1])
        if dim is not None and dim < 1:
            raise ValueError(f"a vector has at least one value, not {dim}")
        self.dim = full if dim is None else min(dim, full)
        self._pieces = Pieces(tokenizer)

    @cached_property
    def identity(self) -> str:
        """A hash of the folder, of all that texts pass through on the way, and of `dim`.

        Of the code too: another way to add pieces up can give the probe nearly the same vector.
        """
        here = Path(__file__)
        reading = files_digest(Path(str(files("features.text"))))
        code = [here.with_name(name).read_bytes() for name in _CODE]
        known = (files_digest(self._folder), reading, str(self.dim))
        return digest([*(part.encode() for part in known), *code])

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, dim) float32 unit rows; zero for a text without any known piece."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            vectors[start : start + _CHUNK] = self._embed(texts[start : start + _CHUNK])
        return vectors

    def _embed(self, texts: Sequence[str]) -> Float32:
        """(n, dim) unit rows of a few texts."""
        told = [sentences(text) for text in texts]
        sums = self._sums([sentence for parts in told for sentence in parts])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        shares = np.divide(sums, np.sqrt(lengths), out=np.zeros_like(sums), where=lengths > 0)
        return unit_rows(_joined(shares, [len(parts) for parts in told]))

    def _sums(self, parts: Sequence[str]) -> Float32:
        """(m, dim) sum of the pieces of each sentence: counts times the vectors that occur."""
        pieces: list[int] = []
        ends = [0]
        for part in parts:
            pieces += self._pieces.of(part)
            ends.append(len(pieces))
        used, columns = np.unique(np.asarray(pieces, dtype=np.int64), return_inverse=True)
        table = self._rows[used, : self.dim].astype(np.float32) * self._scales[used, None]
        ones = np.ones(len(pieces), dtype=np.float32)
        counts = sparse.csr_array((ones, columns, ends), shape=(len(parts), len(used)))
        return np.asarray(counts @ table, dtype=np.float32)


def _joined(shares: Float32, counts: Sequence[int]) -> Float32:
    """(n, dim) sum of the rows of each text, whose numbers of rows are `counts`."""
    ones = np.ones(len(shares), dtype=np.float32)
    ends = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    texts = sparse.csr_array((ones, np.arange(len(shares)), ends), shape=(len(counts), len(shares)))
    return np.asarray(texts @ shares, dtype=np.float32)


def _read(folder: Path) -> tuple[AnyArray, Float32, Tokenizer]:
    """Vectors (V, dim), their scales (V,) and the tokenizer of a folder.

    Raises:
        EncoderUnavailable: the folder holds no such model, or a damaged one.

    """
    try:
        arrays = load_file(folder / MODEL)
        if missing := {"embeddings", "weights"} - arrays.keys():
            raise ValueError(f"{MODEL} has no {' and no '.join(sorted(missing))}")
        rows, scales = arrays["embeddings"], arrays["weights"].astype(np.float32)
        if rows.ndim != 2 or not rows.shape[1] or scales.ndim != 1:
            raise ValueError(f"{MODEL} holds arrays of {rows.shape} and {scales.shape} values")
        if not np.isfinite(scales).all():
            raise ValueError(f"{MODEL} holds weights that are no numbers")
        tokenizer = Tokenizer.from_buffer((folder / TOKENIZER).read_bytes())
        if len(rows) != len(scales) or len(rows) != tokenizer.get_vocab_size():
            raise ValueError(f"{len(rows)} vectors for {tokenizer.get_vocab_size()} pieces")
    except (OSError, ValueError, SafetensorError) as error:
        raise EncoderUnavailable(
            "The folder {folder} holds no static text encoder that can be read: {reason}. Put "
            "model.safetensors and tokenizer.json back as they were published, or choose another "
            "encoder in the settings.",
            folder=folder,
            reason=error,
        ) from error
    return rows, scales, tokenizer
