"""Texts as hashes of their standard words, of their sets of words and of their runs of words."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from features.arrays import Int64
from features.text import words

Hashes: TypeAlias = NDArray[np.uint64]

SHORT = 6
"""Words from which on a text has runs enough to compare."""
LOOSE = 12
"""Words up to which one may differ."""
SHARED = 4
"""Different words that must be the same where one differs."""
NOTHING: Hashes = np.zeros(0, dtype=np.uint64)

_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 1)
_MIX: Hashes = np.array(_FACTORS, dtype=np.uint64)
"""One factor, odd and of random bits, for each word of a run."""


@lru_cache(maxsize=1_000_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def hashed(text: str) -> Hashes:
    """The standard words of `text`, in order, as numbers."""
    return np.array([_hash(word) for word in words(text)], dtype=np.uint64)


def word_sets(found: Hashes) -> Hashes:
    """The set of at most twelve words as a sum, and without each in turn while four are left."""
    if not 0 < len(found) <= LOOSE:
        return NOTHING
    distinct = np.unique(found)
    whole: Hashes = distinct.sum(dtype=np.uint64, keepdims=True)
    return np.concatenate([whole, whole - distinct]) if len(distinct) > SHARED else whole


def runs_of(lists: Sequence[Hashes]) -> tuple[Hashes, Int64]:
    """Each distinct run of four words of each text of six words or more, and whose it is."""
    long = [row for row, found in enumerate(lists) if len(found) >= SHORT]
    flat = np.concatenate([NOTHING, *(lists[row] for row in long)])
    rows = np.repeat(np.array(long, dtype=np.int64), [len(lists[row]) for row in long])
    n = max(len(flat) - len(_MIX) + 1, 0)
    runs = np.zeros(n, dtype=np.uint64)
    for step, factor in enumerate(_MIX):
        runs = (runs ^ flat[step : step + n]) * factor
    inside = rows[:n] == rows[len(rows) - n :]
    pairs = np.unique(np.stack([rows[:n][inside].astype(np.uint64), runs[inside]]), axis=1)
    return pairs[1], pairs[0].astype(np.int64)
