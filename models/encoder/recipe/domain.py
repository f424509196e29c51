"""The guard of the domain: its sentences and the pairs that measure were written much alike.

Both were written with the same language model, by sessions that did not see each other. What came
out nearly the same is taken out of training.
"""

from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from features.arrays import Bool
from features.text import words
from models.encoder.corpora import Measured
from models.encoder.domain import domain_pairs

NEAR = 0.5
"""TF-IDF cosine of standard words from which on two sentences count as nearly the same."""


def near(columns: tuple[list[str], ...], pairs: Path) -> Bool:
    """(n,) rows (informal, formal, other) one of whose first two is near a measured sentence.

    Raises:
        CorpusMissing: there is no file of domain pairs at `pairs`.

    """
    parts: tuple[Measured, ...] = ("dev", "test")
    measured = [domain_pairs(pairs, part) for part in parts]
    informal = [text for part in measured for text in part.informal]
    formal = [text for part in measured for text in part.formal]
    return _near(columns[0], informal) | _near(columns[1], formal)


def _near(texts: list[str], measured: list[str]) -> Bool:
    """(n,) which of `texts` are near one of `measured`."""
    weigh = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False)
    weigh.fit([*texts, *measured])
    cosines = weigh.transform(texts) @ weigh.transform(measured).T
    return np.asarray(cosines.max(axis=1).toarray()).ravel() >= NEAR
