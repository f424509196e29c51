"""A fingerprint of tables: equal data, equal letters."""

import hashlib
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def fingerprint(*tables: Any) -> str:
    """SHA-256, in hexadecimal, of every column of the frozen `tables`, in order."""
    digest = hashlib.sha256()
    for table in tables:
        assert is_dataclass(table)
        for column in fields(table):
            digest.update(column.name.encode())
            value = getattr(table, column.name)
            if isinstance(value, np.ndarray):
                digest.update(f"{value.dtype}{value.shape}".encode())
                digest.update(np.ascontiguousarray(value).tobytes())
            else:
                digest.update(repr(value).encode())
    return digest.hexdigest()
