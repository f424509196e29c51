"""Short names for the array types that the rooms hand to each other, and unit rows."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bool: TypeAlias = NDArray[np.bool_]
Int8: TypeAlias = NDArray[np.int8]
Int16: TypeAlias = NDArray[np.int16]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Float32: TypeAlias = NDArray[np.float32]
Float64: TypeAlias = NDArray[np.float64]
Time: TypeAlias = NDArray[np.datetime64]
"""datetime64[s] in UTC; NaT where unknown."""
AnyArray: TypeAlias = NDArray[np.generic]


def unit_rows(vectors: Float32) -> Float32:
    """(n, dim) the rows at length one; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Float32 = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit
