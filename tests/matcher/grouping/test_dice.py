"""Random numbers of compiled loops."""

import numpy as np
import pytest

from features.arrays import Float64
from matcher.grouping.dice import Dice, below, chance, draw, log_uniform, roll, shaken
from matcher.grouping.jit import entry


@entry
def rolled(dice: Dice, n: int, limit: int) -> Float64:
    found = np.zeros((4, n))
    for k in range(n):
        word = roll(dice)
        found[0, k], found[1, k] = below(word, limit), log_uniform(word)
        found[2, k], found[3, k] = chance(dice), draw(dice, limit)
    return found


def test_the_same_seed_rolls_the_same_numbers_and_another_seed_others() -> None:
    first, again, other = (rolled(shaken(seed), 50, 1000) for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any(axis=1).all()


def test_draws_are_spread_evenly_over_what_they_are_said_to_be() -> None:
    whole, logs, real, drawn = rolled(shaken(0), 70_000, 7)
    for numbers in (whole, drawn):
        assert np.bincount(numbers.astype(int)) == pytest.approx(np.full(7, 10_000), rel=0.04)
    assert (logs <= 0).all()
    assert logs.mean() == pytest.approx(-1, abs=0.02)
    assert np.histogram(real, 7, (0, 1))[0] == pytest.approx(np.full(7, 10_000), rel=0.04)
    assert np.corrcoef(whole, logs)[0, 1] == pytest.approx(0, abs=0.02)
