"""One file of vectors with the hashes of their texts: whole, or not there at all.

::

    vectors     (n, dim) float32, a row a text in the order of the texts
    probe       (dim,) float32, the vector of `PROBE` on the day of writing
    keys        (m) 16 bytes each, ascending: hashes of the m different texts
    rows        (m,) int64, the row of each key
    end         n, m and dim, then the sha256 of the seal and all before

The vectors come first, so that they can be memory-mapped; the end comes last, so that a file that
was cut short has none. A file is written under a hidden name and renamed into place.
"""

import hashlib
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from features.arrays import Float32, Int64
from features.encoder.hidden import hidden_file
from features.encoder.keys import KEY, Index

_COUNTS = struct.Struct("<QQQ")
_DIGEST = 32
_FLOAT = 4
_ROW = np.dtype(np.int64)
_PIECE = 1 << 20


@dataclass(frozen=True)
class VectorFile:
    """A file whose hash was checked.

    Attributes:
        memory: the file, mapped read-only; it stays usable when the file is replaced.
        rows: (n, dim) in `memory`.
        probe: (dim,).
        index: where the vector of each text is.

    """

    memory: mmap.mmap
    rows: Float32
    probe: Float32
    index: Index

    def let_go(self) -> None:
        """Give back the pages of `memory` that were read: they would count as this process's."""
        self.memory.madvise(mmap.MADV_DONTNEED)


class Writer:
    """Takes vectors row by row; made by `writing`.

    Args:
        path: the hidden file.
        file: the same, open for writing.
        seal: what the vectors are of, see `read`.
        dim: length of a vector.

    """

    def __init__(self, path: Path, file: BinaryIO, seal: str, dim: int) -> None:
        self._path, self._file, self._dim = path, file, dim
        self._hash = _sealed(seal)
        self.n = 0

    def add(self, vectors: Float32) -> None:
        """Append (k, dim) rows."""
        self._write(np.ascontiguousarray(vectors, dtype=np.float32).data)
        self.n += len(vectors)

    def look_up(self, rows: Int64) -> Float32:
        """(k, dim) rows that were added before."""
        if not len(rows):
            return np.zeros((0, self._dim), dtype=np.float32)
        self._file.flush()
        found: Float32 = np.memmap(self._path, np.float32, "r", shape=(self.n, self._dim))[rows]
        return found

    def finish(self, probe: Float32, index: Index) -> VectorFile:
        """Complete the file; nothing can be added any more."""
        self._write(np.ascontiguousarray(probe, dtype=np.float32).data)
        self._write(index.keys.data)
        self._write(index.rows.data)
        counts = _COUNTS.pack(self.n, len(index.keys), self._dim)
        self._write(counts)
        self._file.write(self._hash.digest())
        self._file.flush()
        os.fsync(self._file.fileno())
        with self._path.open("rb") as file:
            return _opened(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), self._dim)

    def _write(self, data: memoryview | bytes) -> None:
        self._hash.update(data)
        self._file.write(data)


@contextmanager
def writing(path: Path, seal: str, dim: int) -> Iterator[Writer]:
    """Write a new file beside `path`; leaving the block without an error puts it there.

    Whoever is killed on the way leaves the old file and a hidden one, which `sweep` removes.

    Raises:
        OSError: the disk is full, or belongs to somebody else.

    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hidden_file(path.parent) as (hidden, file):
        yield Writer(hidden, file, seal, dim)
        hidden.replace(path)


def read(path: Path, seal: str, dim: int) -> VectorFile | None:
    """The file at `path`; None where it is missing, damaged, or not of this seal and `dim`."""
    try:
        with path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # mmap's word for an empty file
        return None
    return _opened(memory, dim) if _whole(memory, seal, dim) else None


def _whole(memory: mmap.mmap, seal: str, dim: int) -> bool:
    """Whether the sizes fit and the hash is right."""
    end = len(memory) - _DIGEST
    if end < _COUNTS.size:
        return False
    n, m, width = _COUNTS.unpack_from(memory, end - _COUNTS.size)
    size = (n + 1) * dim * _FLOAT + m * (KEY.itemsize + _ROW.itemsize) + _COUNTS.size
    if width != dim or size != end:
        return False
    found = _sealed(seal)
    for at in range(0, end, _PIECE):
        found.update(memory[at : min(at + _PIECE, end)])
        memory.madvise(mmap.MADV_DONTNEED)
    return found.digest() == memory[end:]


def _opened(memory: mmap.mmap, dim: int) -> VectorFile:
    """The parts of a file that is whole."""
    n, m, _ = _COUNTS.unpack_from(memory, len(memory) - _DIGEST - _COUNTS.size)
    block = np.frombuffer(memory, np.float32, (n + 1) * dim).reshape(n + 1, dim)
    keys = np.frombuffer(memory, KEY, m, block.nbytes).copy()
    rows = np.frombuffer(memory, _ROW, m, block.nbytes + keys.nbytes).copy()
    return VectorFile(memory, block[:n], block[n].copy(), Index(keys, rows))


def _sealed(seal: str) -> "hashlib._Hash":
    return hashlib.sha256(seal.encode())
