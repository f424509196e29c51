"""Texts as ragged lists of piece numbers, the form in which a static encoder is trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from scipy import sparse

from features.arrays import Int64
from features.encoder.pieces import Pieces


@dataclass(frozen=True, slots=True)
class Bags:
    """n texts as the pieces of their standard words.

    Attributes:
        pieces: (m,) rows of the embedding, text after text.
        offsets: (n + 1,) text i owns ``pieces[offsets[i]:offsets[i + 1]]``.

    """

    pieces: Int64
    offsets: Int64

    @classmethod
    def of(cls, texts: Sequence[str], pieces: Pieces) -> Self:
        """Cut `texts` with the encoder's own tokenizer."""
        lists = [pieces.of(text) for text in texts]
        lengths = np.array([len(found) for found in lists], dtype=np.int64)
        flat = np.fromiter((i for found in lists for i in found), np.int64, int(lengths.sum()))
        return cls(flat, np.concatenate([[0], np.cumsum(lengths)]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: Int64) -> tuple[torch.Tensor, torch.Tensor]:
        """Pieces (m',) and starts (b,) of some texts, for `torch.nn.functional.embedding_bag`."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        places = np.repeat(self.offsets[rows] - starts, lengths) + np.arange(lengths.sum())
        return torch.from_numpy(self.pieces[places]), torch.from_numpy(starts)

    def matrix(self, n_pieces: int) -> sparse.csr_array:
        """(n, n_pieces) float32: 1 where a piece is in a text."""
        ones = np.ones(len(self.pieces), dtype=np.float32)
        found = sparse.csr_array((ones, self.pieces, self.offsets), shape=(len(self), n_pieces))
        found.sum_duplicates()
        found.data[:] = 1
        return found
