"""Compiling with numba, typed.

Functions pass the whole problem and grouping, some fifty arrays, to each other: without wrappers
for Python and without reference counts they compile in a third of the time.
"""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")
_BARE: Final[dict[str, Any]] = {
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """In machine code, to be called from Python and from compiled code, kept on disk between runs.

    Sums may be reordered (`fastmath`), which lets them use vector instructions.
    """
    fast: Callable[P, R] = njit(cache=True, fastmath=True, error_model="numpy")(function)
    return fast


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """In machine code, to be called from compiled code only; it may make no array."""
    fast: Callable[P, R] = njit(fastmath=True, error_model="numpy", **_BARE)(function)
    return fast
