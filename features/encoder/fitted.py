"""An encoder learned from the community's own texts: TF-IDF of words and letters, then SVD.

Latent semantic analysis (Deerwester et al. 1990, "Indexing by latent semantic analysis", JASIS
41(6)): words that are used in like company come to lie near each other. Character n-grams make it
forgiving of typos, abbreviations and Indonesian affixes. No weights to download, no torch.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from features.arrays import Float32, unit_rows
from features.encoder.identity import digest
from features.encoder.protocol import Kind
from features.text import normalise, tokens

if TYPE_CHECKING:  # a second to import: only where an encoder is learned or read
    from sklearn.feature_extraction.text import TfidfVectorizer

FITTED = "fitted"
MIN_TEXTS = 3
"""A term is learned only when so many different texts contain it: what one mother alone wrote, a
name above all, never becomes part of a bundle (k-anonymity of the vocabulary)."""

_MAX_TERMS = 20_000
_POWER_ITERATIONS = 3


class FittedEncoder:
    """TF-IDF of words and character n-grams, projected on their leading singular vectors.

    Args:
        parts: fitted vectorisers; none when the texts share no term.
        projection: (terms of all parts, dim) float32, rows in the order of `parts`.

    """

    def __init__(self, parts: "Sequence[TfidfVectorizer]", projection: Float32) -> None:
        self.parts = tuple(parts)
        self.projection = projection

    @property
    def name(self) -> str:
        """Always "fitted"."""
        return FITTED

    @property
    def dim(self) -> int:
        """The length of a vector: at most what was asked for, less when the texts are few."""
        return int(self.projection.shape[1])

    @cached_property
    def identity(self) -> str:
        """A hash of vocabulary, term weights and projection: another one after each training."""
        shape = json.dumps(self.projection.shape).encode()
        learned = (part for vectoriser in self.parts for part in _learned(vectoriser))
        return digest([*learned, shape, self.projection.tobytes()])

    @classmethod
    def fit(
        cls, texts: Iterable[str], *, dim: int = 192, seed: int = 0, min_texts: int = MIN_TEXTS
    ) -> Self:
        """Learn from `texts`, of which equal ones count once; the same seed gives the same bytes.

        Texts that share no term (or none at all) give an encoder that maps all to zero.
        """
        distinct = sorted({normalise(text) for text in texts})
        fitted = [(part, _fit(part, distinct)) for part in _vectorisers(min_texts)]
        known = {part: features for part, features in fitted if features is not None}
        if not known:
            return cls((), np.zeros((0, 1), dtype=np.float32))
        # One thread: sums come out the same, to the byte, on any number of cores.
        with threadpool_limits(1):
            features = sparse.csr_array(sparse.hstack(list(known.values())))
            return cls(list(known), _projection(features, dim, seed))

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, dim) float32; what is asked and what is found are read alike."""
        if not self.parts or not texts:
            return np.zeros((len(texts), self.dim), dtype=np.float32)
        vectors = np.asarray(_features(self.parts, texts) @ self.projection, dtype=np.float32)
        return unit_rows(vectors)


def _vectorisers(min_texts: int) -> "tuple[TfidfVectorizer, TfidfVectorizer]":
    """One for words and pairs of words, one for the letters inside words."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 (heavy)

    words = TfidfVectorizer(
        preprocessor=normalise,
        tokenizer=tokens,
        token_pattern=None,
        ngram_range=(1, 2),
        min_df=min_texts,
        max_features=_MAX_TERMS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    letters = TfidfVectorizer(
        preprocessor=normalise,
        analyzer="char_wb",
        ngram_range=(3, 5),
        min_df=min_texts,
        max_features=_MAX_TERMS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    return words, letters


def _learned(vectoriser: "TfidfVectorizer") -> tuple[bytes, bytes]:
    """The terms in the order of their columns, and their weights."""
    terms = json.dumps([vectoriser.analyzer, *vectoriser.get_feature_names_out()])
    return terms.encode(), np.asarray(vectoriser.idf_, dtype=np.float32).tobytes()


def _fit(vectoriser: "TfidfVectorizer", texts: Sequence[str]) -> sparse.csr_array | None:
    """(n, terms) after learning the vocabulary; None when no term is in enough of the texts."""
    if len(texts) < vectoriser.min_df:
        return None
    try:
        return sparse.csr_array(vectoriser.fit_transform(texts))
    except ValueError:  # scikit-learn's word for an empty vocabulary
        return None


def _features(parts: "Sequence[TfidfVectorizer]", texts: Sequence[str]) -> sparse.csr_array:
    """(n, terms) TF-IDF of all parts side by side."""
    return sparse.csr_array(sparse.hstack([part.transform(texts) for part in parts]))


def _projection(features: sparse.csr_array, dim: int, seed: int) -> Float32:
    """(terms, dim) leading right singular vectors of the TF-IDF matrix."""
    rank = min(dim, features.shape[0] - 1, features.shape[1] - 1)
    if rank < 1:
        return np.ones((features.shape[1], 1), dtype=np.float32)
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 (heavy)

    svd = TruncatedSVD(rank, n_iter=_POWER_ITERATIONS, random_state=seed)
    svd.fit(features)
    return np.ascontiguousarray(svd.components_.T, dtype=np.float32)
