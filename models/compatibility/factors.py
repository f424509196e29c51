"""Compatibility as factors: few columns whose weighted products are the scores of all pairs."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from features.arrays import Float32, Float64, Int32
from features.support import Support
from models.compatibility.terms import Spread, Term, gram, make_terms
from models.compatibility.weights import TERMS, Weights

COLUMNS = 96
"""Columns kept besides the constant ones."""

_NOTHING = 1e-9
"""Share of the largest variance below which a direction is rounding."""


class CompatibilityFactors(NamedTuple):
    """What `matcher.grouping.problem.Factors` is made of.

    The score of a pair is ``Σ_k weights[k] · values[i, k] · values[j, k]``, about in [0, 1].

    Attributes:
        values: (n, d) float32.
        weights: (d,) float32, of either sign.
        terms: names of the terms that count.
        term_of: (d,) int32 which of them a column belongs to.

    """

    values: Float32
    weights: Float32
    terms: tuple[str, ...]
    term_of: Int32


class _Columns(NamedTuple):
    """A weighted term as uncorrelated columns.

    Attributes:
        values: (n, r) float32.
        strength: (r,) how much each adds, of either sign: eigenvalues of the matrix of scores.
        constant: of every pair.

    """

    values: Float32
    strength: Float64
    constant: float


def factors(
    support: Support,
    weights: Weights,
    *,
    usual: Mapping[str, Spread] | None = None,
    columns: int = COLUMNS,
) -> CompatibilityFactors:
    """The scores of all pairs in few columns.

    Each term's n × n matrix of scores is cut to its largest eigenvalues, and the columns go to the
    terms whose weighted eigenvalues are largest: the best sum of that many products for each term
    (Eckart and Young 1936, "The approximation of one matrix by another of lower rank"). No n × n
    matrix is made: the eigenvalues are those of a matrix as wide as the term.

    Args:
        support: n members.
        weights: of the terms; only their ratios count.
        usual: of `models.compatibility.terms.spreads`, so that scores compare with other members'.
        columns: kept at most, besides one for each term with a constant.

    """
    shares = {name: share for name, share in zip(TERMS, weights.shares(), strict=True) if share > 0}
    found = [
        _columns(term, shares[term.name], columns) for term in make_terms(support, usual, shares)
    ]
    strength = np.sort(np.concatenate([abs(one.strength) for one in found]))[::-1]
    least = strength[columns - 1] if len(strength) > columns else 0.0
    kept = [_kept(one, least) for one in found]
    return CompatibilityFactors(
        np.hstack([values for values, _ in kept]),
        np.concatenate([signed for _, signed in kept]),
        tuple(shares),
        np.repeat(np.arange(len(kept), dtype=np.int32), [len(signed) for _, signed in kept]),
    )


def _kept(one: _Columns, least: float) -> tuple[Float32, Float32]:
    """The columns that add at least so much, and the constant as one more; and their weights."""
    keep = abs(one.strength) >= least
    values, signed = one.values[:, keep], np.sign(one.strength[keep])
    if one.constant:
        values = np.hstack([values, np.ones((len(values), 1), dtype=np.float32)])
        signed = np.append(signed, one.constant)
    return values, signed.astype(np.float32)


def _columns(term: Term, share: float, most: int) -> _Columns:
    """The strongest eigenvalues of ``share · scale · rows · diag(signs) · rowsᵀ``.

    With ``rowsᵀ rows = V S Vᵀ`` they are those of ``√S Vᵀ diag(signs) V √S``.
    """
    variance, axes = np.linalg.eigh(gram(term.rows))
    real = variance > _NOTHING * max(float(variance.max(initial=0.0)), _NOTHING)
    root, axes = np.sqrt(variance[real]), axes[:, real]
    values, turn = np.linalg.eigh((axes.T * term.signs) @ axes * root * root[:, None])
    strength = values * share * term.scale
    strong = np.argsort(-abs(strength), kind="stable")[:most]
    turned = (axes / root) @ turn[:, strong] * np.sqrt(abs(strength[strong]))
    rows = np.asarray(term.rows @ turned.astype(np.float32), dtype=np.float32)
    return _Columns(rows, strength[strong], share * term.shift)
