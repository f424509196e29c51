"""The guard of the domain: its sentences and the pairs that measure were written much alike.

Both were written with the same language model, by sessions that did not see each other. What came
out nearly the same is taken out of training.
"""

from itertools import chain
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from features.arrays import Bool, Float64
from features.text import words
from models.encoder.corpora import Measured
from models.encoder.domain import domain_pairs

NEAR = 0.5
"""TF-IDF cosine of standard words from which on two sentences count as nearly the same."""


def near(columns: tuple[list[str], ...], pairs: Path) -> Bool:
    """(n,) rows (informal, formal, other) any text of which is near any measured sentence.

    Raises:
        CorpusMissing: there is no file of domain pairs at `pairs`.

    """
    parts: tuple[Measured, ...] = ("dev", "test")
    found = [domain_pairs(pairs, part) for part in parts]
    measured = [text for part in found for text in (*part.informal, *part.formal, *part.hard)]
    weigh = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False)
    weigh.fit(chain(*columns, measured))
    known = weigh.transform(measured).T
    nearest = np.max([_highest(weigh.transform(texts) @ known) for texts in columns], axis=0)
    return np.asarray(nearest >= NEAR)


def _highest(cosines: sparse.csr_array) -> Float64:
    """(n,) the highest of each row."""
    return np.asarray(cosines.max(axis=1).toarray()).ravel()
