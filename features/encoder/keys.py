"""Texts known by a hash of themselves, and where the vector of each is."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from features.arrays import Int64

KEY = np.dtype("S16")
"""The first 128 bits of sha256."""

Keys: TypeAlias = NDArray[np.bytes_]
"""(m,) dtype `KEY`."""


def keys_of(texts: Iterable[str]) -> Keys:
    """(m,) the key of each text."""
    return np.array([_key(text) for text in texts], KEY)


@dataclass
class Index:
    """Where the vector of a text is: 24 bytes a text.

    Attributes:
        keys: (m,) ascending.
        rows: (m,) the row of each key.

    """

    keys: Keys
    rows: Int64

    @classmethod
    def empty(cls) -> Self:
        """An index of nothing."""
        return cls(np.zeros(0, KEY), np.zeros(0, np.int64))

    def find(self, keys: Keys) -> Int64:
        """(k,) the row of each of `keys`, -1 where there is none."""
        found = np.full(len(keys), -1, dtype=np.int64)
        if len(self.keys):
            at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            known = self.keys[at] == keys
            found[known] = self.rows[at[known]]
        return found

    def add(self, keys: Keys, rows: Int64) -> None:
        """Take in `keys`, which are ascending and new."""
        at = np.searchsorted(self.keys, keys)
        self.keys = np.insert(self.keys, at, keys)
        self.rows = np.insert(self.rows, at, rows)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[: KEY.itemsize]
