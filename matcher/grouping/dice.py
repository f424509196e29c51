"""Random words for compiled loops: same seed, same search.

A loop that is in a hurry rolls one word a step and shares its bits among the draws; others take
`chance` and `draw`.
"""

import numpy as np
from numpy.typing import NDArray

from features.arrays import Float64
from matcher.grouping.jit import inner

Dice = NDArray[np.uint64]
"""(1,) the state of the random numbers."""

LOGARITHMS: Float64 = np.log((np.arange(1024) + 0.5) / 1024)
"""(1024,) of evenly spread uniform numbers: a draw of log(u) is a look-up."""


def shaken(seed: int) -> Dice:
    """The state of the random numbers for a seed; never zero."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@inner
def roll(dice: Dice) -> np.uint64:
    """The next word: xorshift64* (Vigna 2016)."""
    word = dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    dice[0] = word
    return np.uint64(word * np.uint64(0x2545F4914F6CDD1D))


@inner
def below(word: np.uint64, limit: int) -> int:
    """A whole number from 0 to `limit` - 1, from the upper half of a word."""
    return int(np.int64(((word >> np.uint64(32)) * np.uint64(limit)) >> np.uint64(32)))


@inner
def log_uniform(word: np.uint64) -> float:
    """log(u) of a uniform u, from bits of the lower half of a word."""
    return float(LOGARITHMS[np.int64((word >> np.uint64(20)) & np.uint64(1023))])


@inner
def chance(dice: Dice) -> float:
    """The next number from 0 to 1."""
    return float(roll(dice) >> np.uint64(11)) / 9007199254740992.0


@inner
def draw(dice: Dice, n: int) -> int:
    """The next whole number below n."""
    return below(roll(dice), n)
