"""Random numbers that compiled code draws from a state of its own: same seed, same search."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.jit import inner


@inner
def chance(dice: NDArray[np.uint64]) -> float:
    """The next number from 0 to 1, by xorshift64* (Vigna 2016)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    return float((word * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@inner
def draw(dice: NDArray[np.uint64], n: int) -> int:
    """The next whole number below n."""
    return int(chance(dice) * n)
