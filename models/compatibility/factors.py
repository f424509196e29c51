"""Compatibility as factors: few columns whose weighted products are the scores of all pairs."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from features.arrays import Float32, Float64, Int32
from features.support import Support
from models.compatibility.terms import Spread, Term, gram, make_terms
from models.compatibility.weights import Weights

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
    """A term as uncorrelated columns: its matrix of scores in its own axes.

    Attributes:
        axes: (m, r) from the rows of the term to the columns, which have length 1 over members.
        values: (r,) how much each column adds, of either sign: eigenvalues of the score matrix.

    """

    axes: Float64
    values: Float64


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
    counted = [
        (term, share)
        for term, share in zip(make_terms(support, usual), weights.shares(), strict=True)
        if share > 0
    ]
    found = [_decomposed(term, share) for term, share in counted]
    strength = np.sort(np.concatenate([abs(one.values) for one in found]))[::-1]
    least = strength[columns - 1] if len(strength) > columns else 0.0
    blocks: list[Float32] = []
    signed: list[Float64] = []
    term_of: list[int] = []
    for place, ((term, share), one) in enumerate(zip(counted, found, strict=True)):
        keep = abs(one.values) >= least
        blocks.append(_block(term, one.axes[:, keep] * np.sqrt(abs(one.values[keep]))))
        signed.append(np.sign(one.values[keep]))
        if term.shift:
            blocks.append(np.ones((len(support), 1), dtype=np.float32))
            signed.append(np.array([share * term.shift]))
        term_of += [place] * (int(keep.sum()) + bool(term.shift))
    return CompatibilityFactors(
        np.hstack(blocks),
        np.concatenate(signed).astype(np.float32),
        tuple(term.name for term, _ in counted),
        np.array(term_of, dtype=np.int32),
    )


def _decomposed(term: Term, share: float) -> _Columns:
    """The eigenvalues of ``share · scale · rows · diag(signs) · rowsᵀ`` and their axes.

    With ``rowsᵀ rows = V S Vᵀ`` they are those of ``√S Vᵀ diag(signs) V √S``.
    """
    variance, axes = np.linalg.eigh(gram(term.rows))
    real = variance > _NOTHING * max(float(variance.max(initial=0.0)), _NOTHING)
    root, axes = np.sqrt(variance[real]), axes[:, real]
    inner = (axes.T * term.signs) @ axes * root * root[:, None]
    values, turn = np.linalg.eigh(inner)
    return _Columns((axes / root) @ turn, values * share * term.scale)


def _block(term: Term, axes: Float64) -> Float32:
    return np.asarray(term.rows @ axes.astype(np.float32), dtype=np.float32)
