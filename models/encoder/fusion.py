"""Two rankings of the same candidates made into one: by rank, or by standardised score."""

import numpy as np
from scipy.stats import rankdata

from features.arrays import Float32, Int64
from models.encoder.measures import recall_at

RANK_CONSTANT = 60
SHARES = tuple(step / 20 for step in range(21))
"""What is tried as the share of the first."""


def reciprocal_ranks(first: Float32, second: Float32, share: float = 0.5) -> Float32:
    """(n, m) reciprocal rank fusion: Σ share / (60 + rank) over both score matrices (n, m).

    Cormack, Clarke & Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR. Candidates that tie share their mean rank; `share` is the share
    of `first`, the rest is that of `second`.
    """
    fused = share / (RANK_CONSTANT + _ranks(first))
    fused += (1 - share) / (RANK_CONSTANT + _ranks(second))
    return np.asarray(fused, dtype=np.float32)


def standard_sum(first: Float32, second: Float32, share: float = 0.5) -> Float32:
    """(n, m) sum of both score matrices (n, m), each row standardised over its candidates.

    Scores keep their distances, which ranks lose (Montague & Aslam 2001, "Relevance score
    normalization for metasearch", CIKM: zero mean, unit variance). A row that tells no candidates
    apart adds nothing. `share` is the share of `first`, the rest is that of `second`.
    """
    return share * _standard(first) + (1 - share) * _standard(second)


def best_share(first: Float32, second: Float32, answers: Int64, k: int) -> float:
    """The share of `first` with which `standard_sum` finds most at k; of equal ones the middle.

    For the development part only: what it was chosen on, it must not be measured on.
    """
    left, right = _standard(first), _standard(second)
    found = [recall_at(s * left + (1 - s) * right, answers, k) for s in SHARES]
    best = np.flatnonzero(np.array(found) == max(found))
    return SHARES[int(best[len(best) // 2])]


def _ranks(scores: Float32) -> Float32:
    """(n, m) rank of each candidate, the best is 1."""
    return np.asarray(rankdata(-scores, axis=1), dtype=np.float32)


def _standard(scores: Float32) -> Float32:
    """(n, m) rows of mean 0 and variance 1; zeros where a row is constant."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    told = np.ptp(scores, axis=1, keepdims=True) > 0
    unit: Float32 = np.divide(
        centred, spread, out=np.zeros_like(centred), where=told & (spread > 0)
    )
    return unit
