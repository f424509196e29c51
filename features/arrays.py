"""Short names for the array types that the rooms hand to each other."""

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
