"""Which of some texts are nearly the same: by their standard words, and by runs of four letters.

Jaccard's index of the sets, exact for every pair; a few thousand texts need no MinHash.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from features.text import words

WORDS = 0.5
"""Share of different words from which two texts are near; slang and standard count as one word."""
LETTERS = 0.35
"""Share of different runs of four letters from which two texts are near."""


def _runs(text: str) -> Iterable[str]:
    plain = " ".join(text.lower().split())
    return (plain[start : start + 4] for start in range(len(plain) - 3))


def _near(
    texts: Sequence[str], pieces: Callable[[str], Iterable[str]], limit: float
) -> set[tuple[int, int]]:
    names: dict[str, int] = {}
    columns = [sorted({names.setdefault(piece, len(names)) for piece in pieces(t)}) for t in texts]
    sizes = np.array([len(found) for found in columns])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    flat = np.array([column for found in columns for column in found], dtype=np.int64)
    holds = csr_matrix((np.ones(len(flat), dtype=np.int32), flat, ends), (len(texts), len(names)))
    shared = (holds @ holds.T).tocoo()
    first, second, both = shared.row, shared.col, shared.data
    index = both / (sizes[first] + sizes[second] - both)
    near = (first < second) & (index >= limit)
    return {(int(a), int(b)) for a, b in zip(first[near], second[near], strict=True)}


def near_pairs(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs of positions, the lower first, whose texts are nearly the same."""
    return _near(texts, words, WORDS) | _near(texts, _runs, LETTERS)
