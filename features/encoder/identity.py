"""What an encoder is, beyond its name: whether two of them give the same vectors.

An identity is a hash of everything an encoder computes from. Hashing its vectors instead would not
do: they differ in the last digits from machine to machine, and rounding only moves the edge at
which they fall apart. So vectors are compared with a tolerance (`alike`), which also notices what
is outside the files: a library that has changed.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from features.arrays import Float32

PROBE = "Ibu ingin belajar menulis dari rumah bersama anak. Mothers learn together."
"""Embedded in training and again later: the vectors are alike as long as the encoder is."""

_SAME = 0.999
"""Cosine from which on two vectors of one text count as the same encoder's."""


def digest(parts: Iterable[bytes]) -> str:
    """sha256, in hexadecimal, of `parts` in their order; where one ends matters."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


def files_digest(folder: Path) -> str:
    """sha256, in hexadecimal, of names and bytes of the files below `folder`.

    What is hidden, written for people (``.md``) or made by Python on the way is left out: it can
    change without a vector changing.
    """
    parts = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(_aside(part) for part in name.parts):
            with path.open("rb") as file:
                parts += [name.as_posix().encode(), hashlib.file_digest(file, "sha256").digest()]
    return digest(parts)


def alike(then: Float32, now: Float32) -> bool:
    """Whether two (dim,) vectors of one text come from the same encoder."""
    if then.shape != now.shape or then.any() != now.any():
        return False
    return not then.any() or float(np.dot(then, now)) >= _SAME


def _aside(part: str) -> bool:
    return part.startswith(".") or part == "__pycache__" or part.lower().endswith(".md")
