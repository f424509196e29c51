"""Compiling before the clock of a search starts."""

from functools import cache

import numpy as np

from matcher.grouping.problem import Factors, Problem
from matcher.grouping.ruled.build import Builder, disband
from matcher.grouping.ruled.flat import flatten
from matcher.grouping.ruled.state import fresh
from matcher.grouping.ruled.walk import anneal


@cache
def compiled() -> None:
    """Have the search in machine code: compiled, or read from where numba keeps it between runs.

    A process compiles for a minute or two the first time, and reads for a second after that; a
    circle of two goes through every compiled function. Numba keeps its code beside the modules, or
    in the folder that the environment names as ``NUMBA_CACHE_DIR``.
    """
    scores = Factors(np.ones((2, 1), np.float32), np.ones(1, np.float32))
    flat = flatten(Problem(scores, np.array([[2, 2]], np.int32), np.ones(2)))
    state = fresh(flat, np.full(2, -1, np.int32), 0)
    Builder(flat, 0, 1.0).fill(state)
    anneal(flat, state, np.zeros((2, 0), np.int32), 1, 0.0, 1.0, False)
    disband(flat, state, 0)
