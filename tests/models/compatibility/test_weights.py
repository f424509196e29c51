"""Weights are shares, and presets say what their names promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.compatibility.weights import PRESETS, TERMS, Weights, WeightsError

HEAVIEST = {
    "balanced": "goals",
    "same_goals_first": "goals",
    "help_each_other": "help",
    "wide_across_indonesia": "reach",
    "same_region": "same_region",
}


@pytest.mark.parametrize("values", [{}, {"goals": -1.0}, {"goals": math.nan}, {"time": math.inf}])
def test_weights_that_weigh_nothing_or_no_number_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(WeightsError, match="0 or more"):
        Weights(**values)


@given(st.lists(st.floats(0, 1e6), min_size=len(TERMS), max_size=len(TERMS)).filter(any))
def test_shares_sum_to_one_and_are_weights_again(values: list[float]) -> None:
    shares = Weights(*values).shares()
    assert math.isclose(shares.sum(), 1)
    np.testing.assert_allclose(Weights.from_shares(shares).shares(), shares, atol=1e-12)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_weighs_most_what_it_is_called_after(preset: str) -> None:
    shares = PRESETS[preset].as_dict()
    assert max(shares, key=shares.__getitem__) == HEAVIEST[preset]
    assert math.isclose(sum(shares.values()), 1)
    assert not (shares["reach"] and shares["same_region"])
