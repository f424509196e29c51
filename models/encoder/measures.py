"""How good vectors of texts are: pure functions of vectors, scores and labels.

Vectors are (n, dim) arrays, dense or sparse, with rows of unit length; a zero row says nothing and
is equally far from all. Scores are (n, m) arrays: query i against candidate j, higher is nearer.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.stats import spearmanr
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from features.arrays import Float32, Int64

Vectors: TypeAlias = Float32 | sparse.csr_array

NEIGHBOURS = 10
"""Of how many nearest texts a label is the vote."""
COSTS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""What is tried as C of the linear probe; beyond, dense vectors no longer converge."""
FOLDS = 3


def cosines(queries: Vectors, candidates: Vectors) -> Float32:
    """(n, m) cosine of every query with every candidate."""
    product = queries @ candidates.T
    dense = product.toarray() if sparse.issparse(product) else product
    return np.asarray(dense, dtype=np.float32)


def pair_cosines(left: Vectors, right: Vectors) -> Float32:
    """(n,) cosine of row i of `left` with row i of `right`."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return np.asarray((left * right).sum(axis=1), dtype=np.float32)
    product = sparse.csr_array(left).multiply(sparse.csr_array(right))
    return np.asarray(product.sum(axis=1), dtype=np.float32).reshape(-1)


def spearman(left: Vectors, right: Vectors, gold: Sequence[float]) -> float:
    """Rank correlation of pair cosines with what people said, in [-1, 1]; 0 without any order.

    The standard measure of STS (Reimers, Beyer & Gurevych 2016, "Task-oriented intrinsic
    evaluation of semantic textual similarity", COLING).
    """
    found = pair_cosines(left, right)
    if np.ptp(found) == 0 or np.ptp(gold) == 0:
        return 0.0
    return float(spearmanr(found, gold).statistic)


def recall_at(scores: Float32, answers: Int64, k: int) -> float:
    """Share of queries whose one answer is among the k best candidates, in [0, 1].

    Where candidates tie with the answer it counts by the chance of being among the k in a random
    order of those that tie (McSherry & Najork 2008, "Computing information retrieval performance
    measures efficiently in the presence of tied scores", ECIR), so that scores that tell nothing
    apart earn no more than guessing does.

    Args:
        scores: (n, m).
        answers: (n,) the candidate that query i looks for.
        k: length of the list.

    """
    own = np.take_along_axis(scores, answers[:, None], axis=1)
    better = (scores > own).sum(axis=1)
    tied = (scores == own).sum(axis=1)
    return float(np.clip((k - better) / tied, 0, 1).mean())


def knn_accuracy(
    train: Vectors,
    train_labels: Sequence[str],
    test: Vectors,
    test_labels: Sequence[str],
    *,
    k: int = NEIGHBOURS,
) -> float:
    """Share of `test` whose label wins the vote of its k nearest in `train`, in [0, 1].

    Votes weigh as much as their cosine, so that near ones decide between equal numbers (Dudani
    1976, "The distance-weighted k-nearest-neighbor rule", IEEE Trans. SMC 6(4)). k is fixed: there
    is nothing to tune on. Among equally near ones the first in `train` count.
    """
    scores = cosines(test, train)
    nearest = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    right = 0
    for row, label in enumerate(test_labels):
        votes: dict[str, float] = defaultdict(float)
        for neighbour in nearest[row].tolist():
            votes[train_labels[neighbour]] += float(scores[row, neighbour])
        right += max(votes, key=lambda name: (votes[name], name)) == label
    return right / len(test_labels)


def probe_f1(
    train: Vectors,
    train_labels: Sequence[str],
    test: Vectors,
    test_labels: Sequence[str],
    *,
    seed: int = 0,
) -> float:
    """Macro-F1 on `test` of a linear classifier learned from `train`, in [0, 1].

    The usual probe of frozen vectors (Conneau & Kiela 2018, "SentEval", LREC): a linear support
    vector machine whose C is chosen by cross-validation inside `train`, the same for everyone.
    Columns of dense vectors are standardised first; sparse ones are taken as they are, since
    standardising would make rare terms the loudest.
    """
    machine = LinearSVC(random_state=seed, dual="auto")
    scaler = "passthrough" if sparse.issparse(train) else StandardScaler()
    search = GridSearchCV(
        make_pipeline(scaler, machine),
        {"linearsvc__C": COSTS},
        scoring="f1_macro",
        cv=StratifiedKFold(FOLDS, shuffle=True, random_state=seed),
    )
    search.fit(train, train_labels)
    return float(f1_score(test_labels, search.predict(test), average="macro"))


def triple_accuracy(anchors: Vectors, rights: Vectors, hards: Vectors) -> float:
    """Share of anchors nearer to their right text than to their hard negative, in [0, 1].

    A tie counts half: it is a guess.
    """
    right, hard = pair_cosines(anchors, rights), pair_cosines(anchors, hards)
    return float(((right > hard) + 0.5 * (right == hard)).mean())
