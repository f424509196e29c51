"""Random words for compiled loops: one word a step, its bits shared among the draws."""

import numpy as np
from numpy.typing import NDArray

from features.arrays import Float64
from matcher.grouping.jit import entry

Dice = NDArray[np.uint64]
"""(1,) the state of the random numbers."""

LOGARITHMS: Float64 = np.log((np.arange(1024) + 0.5) / 1024)
"""(1024,) of evenly spread uniform numbers: a draw of log(u) is a look-up."""


def fresh(seed: int) -> Dice:
    """The state of the random numbers for a seed; never zero."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@entry
def roll(dice: Dice) -> np.uint64:
    """The next word: xorshift64* (Vigna 2016)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    return np.uint64(word * np.uint64(0x2545F4914F6CDD1D))


@entry
def below(word: np.uint64, limit: int) -> int:
    """A whole number from 0 to `limit` - 1, from the upper half of a word."""
    return int(np.int64(((word >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32)))


@entry
def log_uniform(word: np.uint64) -> float:
    """log(u) of a uniform u, from bits of the lower half of a word."""
    return float(LOGARITHMS[np.int64((word >> np.uint64(20)) & np.uint64(1023))])
