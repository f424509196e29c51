"""Where training starts: each piece has the mean of what the teacher says of texts with it."""

import numpy as np
from numpy.random import Generator

from features.arrays import Float32, Float64
from models.encoder.recipe.bags import Bags

_SHRINK = 2.0
"""Texts' worth of doubt: the mean of few texts is drawn to zero."""

_RARE = 3
"""A piece of fewer taught texts starts anywhere."""

_FEW = 15
"""A piece of fewer translations starts from what the teacher says of the word alone."""

_SIF = 1e-3
"""Smooth inverse frequency, a / (a + p) (Arora et al. 2017)."""


class Projection:
    """The teacher's space, turned so that the first values carry the most (PCA).

    Args:
        vectors: (n, teacher's dim) float32 of texts.
        dim: values kept.

    """

    def __init__(self, vectors: Float32, dim: int) -> None:
        self._mean = vectors.mean(axis=0)
        centred = np.asarray(vectors - self._mean, dtype=np.float64)
        _, axes = np.linalg.eigh(centred.T @ centred)
        self._axes: Float64 = axes[:, ::-1][:, :dim]

    def __call__(self, vectors: Float32) -> Float32:
        """(n, dim) of vectors of the same teacher."""
        return np.asarray((vectors - self._mean) @ self._axes, dtype=np.float32)


def means(bags: list[Bags], taught: Float32, n_pieces: int) -> tuple[Float32, Float32]:
    """(V, dim) mean vector of the texts with each piece, and (V,) how many there are.

    Args:
        bags: each holds the same n texts, in its own language.
        taught: (n, dim) what the teacher says of them.
        n_pieces: V.

    """
    total = np.zeros((n_pieces, taught.shape[1]), dtype=np.float32)
    times = np.zeros(n_pieces, dtype=np.float32)
    for bag in bags:
        matrix = bag.matrix(n_pieces)
        total += matrix.T @ taught
        times += np.asarray(matrix.sum(axis=0)).ravel()
    return total / (times[:, None] + _SHRINK), times


def backed(
    told: tuple[Float32, Float32], alone: tuple[Float32, Float32]
) -> tuple[Float32, Float32]:
    """(V, dim) means and (V,) times of `told`; where few tell of a piece, those of `alone`.

    Args:
        told: means and times of pieces in translations.
        alone: the same in single words; a word on its own tells as much as `_FEW` translations.

    """
    (mean, times), (word_mean, word_times) = told, alone
    few = (times < _FEW) & (word_times > 0)
    return np.where(few[:, None], word_mean, mean), np.where(few, np.float32(_FEW), times)


def first_vectors(mean: Float32, times: Float32, shares: Float32, draw: Generator) -> Float32:
    """(V, dim) the vectors that training starts from.

    Args:
        mean: (V, dim) of each piece.
        times: (V,) taught texts it is in.
        shares: (V,) of all pieces of all texts.
        draw: for the pieces that the teacher has not met.

    """
    drawn = draw.normal(size=mean.shape).astype(np.float32)
    start = _unit(np.where(times[:, None] < _RARE, drawn, mean))
    return np.asarray(start * (_SIF / (_SIF + shares))[:, None], dtype=np.float32)


def _unit(vectors: Float32) -> Float32:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths.clip(1e-6), dtype=np.float32)
