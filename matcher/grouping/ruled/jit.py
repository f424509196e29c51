"""Compiling with numba, typed."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function in machine code, kept on disk between runs; no Python objects inside.

    Sums may be reordered (`fastmath`), which lets them use vector instructions.
    """
    fast: Callable[P, R] = njit(cache=True, fastmath=True, error_model="numpy")(function)
    return fast
