"""How good an encoder is on the dev parts: what the recipe is chosen by, and tells of itself.

The test parts are for `benchmarks/encoder.py` alone, but for one thing: the formal sentences of the
domain pairs' test half stand among the candidates, so that "all formal ones" are searched.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from features.encoder import Encoder
from models.encoder import corpora, measures
from models.encoder.domain import domain_pairs


def trial(encoder: Encoder, data: Path, pairs: Path) -> dict[str, float]:
    """Figures by name, each in [-1, 1] and better the higher it is.

    Raises:
        CorpusMissing: a file is not there.

    """
    stsb, semrel = corpora.stsb(data, "dev"), corpora.semrel(data, "dev")
    stif, facqa = corpora.stif(data, "dev"), corpora.facqa(data, "dev")
    own, rest = domain_pairs(pairs, "dev"), domain_pairs(pairs, "test")
    informal, formal, hard = (encoder.encode(t) for t in (own.informal, own.formal, own.hard))
    return {
        "stsb_id.spearman": _spearman(encoder, stsb),
        "semrel_id.spearman": _spearman(encoder, semrel),
        "emot.f1": _emot(encoder, data),
        "stif.recall@1": _recall(encoder, stif.left, stif.right, 1),
        "facqa.recall@10": _recall(encoder, facqa.left, facqa.right, 10),
        "pairs.recall@1": _recall(encoder, own.informal, own.formal + rest.formal, 1),
        "pairs_hard.accuracy": measures.triple_accuracy(informal, formal, hard),
    }


def _spearman(encoder: Encoder, pairs: corpora.ScoredPairs) -> float:
    left, right = encoder.encode(pairs.left), encoder.encode(pairs.right)
    return measures.spearman(left, right, pairs.scores)


def _recall(encoder: Encoder, asked: Sequence[str], found: Sequence[str], k: int) -> float:
    scores = measures.cosines(encoder.encode(asked, "query"), encoder.encode(found))
    return measures.recall_at(scores, np.arange(len(asked)), k)


def _emot(encoder: Encoder, data: Path) -> float:
    train, dev = corpora.emot(data, "train"), corpora.emot(data, "dev")
    return measures.probe_f1(
        encoder.encode(train.texts), train.labels, encoder.encode(dev.texts), dev.labels
    )
