"""Weights learned from past circles, shrunk towards the preset they began with.

A logistic regression of "both stayed and rated the circle well" on the terms of a pair. The
preset's score stands among its inputs free of penalty and each term beside it under a ridge, so
what is penalised is the distance from the preset's direction: with little data the ratios stay
the preset's. A weight never falls below 0.

Pairs of one circle share its fate. So circles are held out whole, the ridge is chosen inside each
training part (Varma and Simon 2006, "Bias in error estimation when using cross-validation for
model selection"), intervals resample circles, and the preset stays unless the learned weights
are better for sure.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from features.arrays import Bool, Float64, Int32, Int64
from models.compatibility.weights import Weights

LEAST_CIRCLES = 30
"""Circles with feedback below which nothing is learned."""

LEAST_OF_EACH = 60
"""Pairs that went well, and pairs that did not, below which nothing is learned."""

RIDGES = (1.0, 10.0, 100.0, 1000.0)
"""Penalties tried, in pairs, on terms brought to deviation 1."""

_FREE = 1000.0
"""Factor on the preset's score by which its penalty becomes none."""

_RESAMPLES = 300
_INTERVAL = (2.5, 97.5)

Outcome = Literal["learned", "too_few", "no_gain"]


class Interval(NamedTuple):
    """A figure with its 95 % interval over circles."""

    value: float
    low: float
    high: float


class Measures(NamedTuple):
    """How well weights tell held-out pairs that went well from those that did not."""

    auc: Interval
    log_loss: Interval


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What came of learning.

    Attributes:
        weights: to use: the learned ones, or the preset.
        outcome: whether they were learned; otherwise why not.
        preset: how the preset does; None where too little is known to tell.
        learned: how the learned weights do, on circles they were not learned from.
        gain: of log-loss over the preset; above 0 is better.

    """

    weights: Weights
    outcome: Outcome
    preset: Measures | None = None
    learned: Measures | None = None
    gain: Interval | None = None


class _Pairs(NamedTuple):
    """Pairs: (p, 9) terms, (p,) whether it went well, (p,) circle."""

    terms: Float64
    well: Bool
    circle: Int32

    def take(self, rows: Int64) -> "_Pairs":
        """Some of them."""
        return _Pairs(self.terms[rows], self.well[rows], self.circle[rows])

    @property
    def one_sided(self) -> bool:
        """Whether all went well, or none: there is nothing to tell apart."""
        return bool(self.well.all() or not self.well.any())


def fit_weights(
    terms: Float64,
    well: Bool,
    circle: Int32,
    preset: Weights,
    *,
    folds: int = 5,
    seed: int = 0,
) -> LearnedWeights:
    """Learn weights from pairs of past circles, or keep the preset.

    Args:
        terms: (p, 9) of `models.compatibility.terms.pair_terms`.
        well: (p,) whether both stayed and rated the circle well.
        circle: (p,) which circle the pair met in.
        preset: the weights to begin with.
        folds: parts in which circles are held out.
        seed: draws the folds and the resamples.

    """
    known = _Pairs(terms, well, circle)
    fewest = min(int(well.sum()), int((~well).sum()))
    if len(np.unique(circle)) < LEAST_CIRCLES or fewest < LEAST_OF_EACH:
        return LearnedWeights(preset, "too_few")
    shares = preset.shares()
    chance = np.zeros((2, len(well)))
    for train, held in _folds(known, folds, seed):
        learned = _fit(known.take(train), shares, _best_ridge(known.take(train), shares, seed))
        for row, weights in zip(chance, (shares, learned), strict=True):
            row[held] = _chances(weights, known.take(train), terms[held])
    before, after, gain = _compare(known, chance, seed)
    if gain.low <= 0:
        return LearnedWeights(preset, "no_gain", before, after, gain)
    final = Weights.from_shares(_fit(known, shares, _best_ridge(known, shares, seed)))
    return LearnedWeights(final, "learned", before, after, gain)


def _folds(known: _Pairs, folds: int, seed: int) -> list[tuple[Int64, Int64]]:
    """Rows to train on and rows held out, circles whole."""
    cut = GroupKFold(folds, shuffle=True, random_state=seed)
    return list(cut.split(known.terms, known.well, known.circle))


def _best_ridge(known: _Pairs, shares: Float64, seed: int) -> float:
    """The ridge with the least log-loss on circles held out of `known`."""
    losses = np.zeros(len(RIDGES))
    for train, held in _folds(known, 3, seed + 1):
        part, rest = known.take(train), known.take(held)
        for at, ridge in enumerate(RIDGES):
            chances = _chances(_fit(part, shares, ridge), part, rest.terms)
            losses[at] += float(_losses(rest.well, chances).sum())
    return RIDGES[int(losses.argmin())]


def _fit(known: _Pairs, shares: Float64, ridge: float) -> Float64:
    """(9,) shares by logistic regression with the preset's score unpenalised."""
    if known.one_sided:
        return shares
    deviation = known.terms.std(axis=0)
    scale = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 1e-9)
    score = known.terms @ shares
    inputs = np.column_stack([_FREE * (score - score.mean()), known.terms * scale])
    model = LogisticRegression(C=1 / ridge, solver="newton-cholesky").fit(inputs, known.well)
    free, *distance = model.coef_[0]
    found = np.maximum(_FREE * free * shares + np.array(distance) * scale, 0)
    return np.asarray(found / found.sum() if found.any() else shares)


def _chances(weights: Float64, train: _Pairs, terms: Float64) -> Float64:
    """(p,) chance that a pair goes well, from its score alone, as `train` says.

    Where higher scores went worse, a score tells nothing in its favour: everyone's chance is equal.
    """
    if train.one_sided:
        return np.full(len(terms), train.well.mean())
    scores = train.terms @ weights
    middle, spread = scores.mean(), max(float(scores.std()), 1e-9)
    model = LogisticRegression(C=100).fit(((scores - middle) / spread)[:, None], train.well)
    if model.coef_[0, 0] < 0:
        return np.full(len(terms), train.well.mean())
    chances = model.predict_proba(((terms @ weights - middle) / spread)[:, None])[:, 1]
    return np.asarray(chances, dtype=np.float64)


def _losses(well: Bool, chances: Float64) -> Float64:
    """(p,) log-loss of each pair."""
    losses: Float64 = -np.log(np.where(well, chances, 1 - chances).clip(1e-12))
    return losses


def _compare(known: _Pairs, chance: Float64, seed: int) -> tuple[Measures, Measures, Interval]:
    """Measures of both rows of `chance`, and the second's gain, with intervals over circles."""
    names, rows = np.unique(known.circle, return_inverse=True)
    of_circle = np.split(np.argsort(rows, kind="stable"), np.cumsum(np.bincount(rows))[:-1])
    random = np.random.default_rng(seed)
    drawn = [np.arange(len(known.well))]
    drawn += [
        np.concatenate([of_circle[c] for c in random.integers(0, len(names), len(names))])
        for _ in range(_RESAMPLES)
    ]
    figures = np.array([_figures(known.well[pick], chance[:, pick]) for pick in drawn])
    aucs, losses = figures[:, 0], figures[:, 1]
    before, after = (Measures(_interval(aucs[:, k]), _interval(losses[:, k])) for k in (0, 1))
    return before, after, _interval(losses[:, 0] - losses[:, 1])


def _figures(well: Bool, chance: Float64) -> list[list[float]]:
    """AUC and log-loss of each row."""
    aucs = [_auc(well, row) for row in chance]
    return [aucs, [float(_losses(well, row).mean()) for row in chance]]


def _auc(well: Bool, chances: Float64) -> float:
    """Share of pairs of outcomes in the right order, ties half (Mann and Whitney 1947)."""
    good = int(well.sum())
    pairs = good * (len(well) - good)
    ranks = float(rankdata(chances)[well].sum())
    return (ranks - good * (good + 1) / 2) / pairs if pairs else 0.5


def _interval(figures: Float64) -> Interval:
    """The first figure, with quantiles of the resampled rest."""
    low, high = np.percentile(figures[1:], _INTERVAL)
    return Interval(float(figures[0]), float(low), float(high))
