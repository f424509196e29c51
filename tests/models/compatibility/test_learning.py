"""Weights are learned where past circles show something, and stay the preset's where not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.compatibility.learning import LEAST_CIRCLES, LEAST_OF_EACH, LearnedWeights, fit_weights
from models.compatibility.weights import PRESETS, TERMS, Weights

PRESET = PRESETS["balanced"]


def past(
    circles: int, true: Weights, strength: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fifteen pairs a circle whose outcome follows the score by `true`."""
    random = np.random.default_rng(seed)
    circle = np.repeat(np.arange(circles, dtype=np.int32), 15)
    terms = random.random((len(circle), len(TERMS)))
    shares = true.shares()
    score = (terms @ shares - 0.5) / np.sqrt((shares**2).sum() / 12)
    well = random.random(len(circle)) < 1 / (1 + np.exp(-strength * score))
    return terms, well, circle


def learn(circles: int, true: Weights, strength: float, seed: int) -> LearnedWeights:
    return fit_weights(*past(circles, true, strength, seed), PRESET)


@pytest.mark.parametrize("seed", range(4))
def test_without_a_signal_the_preset_stays_as_it_is(seed: int) -> None:
    found = learn(60, PRESET, 0.0, seed)
    assert found.outcome == "no_gain"
    assert found.weights == PRESET


@pytest.mark.parametrize("seed", range(3))
def test_planted_weights_are_found(seed: int) -> None:
    true = Weights(stage=0.6, time=0.4)
    found = learn(200, true, 1.5, seed)
    assert found.outcome == "learned"
    assert abs(found.weights.shares() - true.shares()).max() < 0.1
    assert found.gain is not None
    assert found.gain.low > 0


def test_where_the_preset_is_right_already_nothing_is_gained() -> None:
    found = learn(100, PRESET, 1.5, 0)
    assert found.weights.shares() == pytest.approx(PRESET.shares(), abs=0.06)
    assert found.preset is not None
    assert found.preset.auc.low > 0.7


def test_learned_weights_order_held_out_pairs_better_than_the_preset() -> None:
    found = learn(150, Weights(stage=1.0), 1.5, 5)
    assert found.preset is not None
    assert found.learned is not None
    assert found.learned.auc.low > found.preset.auc.high
    assert found.learned.log_loss.value < found.preset.log_loss.value
    for figure in (*found.preset, *found.learned):
        assert figure.low <= figure.value <= figure.high


def test_a_term_that_does_harm_gets_no_weight_below_zero() -> None:
    terms, well, circle = past(200, Weights(goals=1.0), 2.0, 1)
    found = fit_weights(terms, ~well, circle, PRESET)
    assert min(found.weights.as_dict().values()) >= 0
    assert found.weights.goals < PRESET.goals or found.outcome == "no_gain"


def test_too_few_circles_teach_nothing() -> None:
    found = learn(LEAST_CIRCLES - 1, Weights(stage=1.0), 3.0, 0)
    assert found == LearnedWeights(PRESET, "too_few")


def test_too_few_pairs_of_one_outcome_teach_nothing() -> None:
    terms, well, circle = past(60, PRESET, 0.0, 0)
    rare = np.zeros_like(well)
    rare[: LEAST_OF_EACH - 1] = True
    assert fit_weights(terms, rare, circle, PRESET).outcome == "too_few"
    assert fit_weights(terms, ~rare, circle, PRESET).outcome == "too_few"


@given(st.integers(0, 200), st.floats(0.02, 0.98))
@settings(max_examples=15, deadline=None)
def test_whatever_circles_told_the_answer_is_weights_that_can_be_used(
    seed: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    terms, _, circle = past(40, PRESET, 0.0, seed)
    well = (random.random(40) < share)[circle]  # a circle does well as a whole, or not at all
    found = fit_weights(terms, well, circle, PRESET)
    assert found.weights.shares().min() >= 0
    assert found.outcome != "learned" or found.weights != PRESET


def test_luck_of_whole_circles_is_not_taken_for_a_signal() -> None:
    random = np.random.default_rng(3)
    terms, _, circle = past(60, PRESET, 0.0, 3)
    terms[:, TERMS.index("stage")] = random.random(60)[circle]  # the same for a whole circle
    well = (random.random(60) < 0.5)[circle]
    assert fit_weights(terms, well, circle, PRESET).weights == PRESET


def test_the_same_pairs_and_seed_teach_the_same() -> None:
    assert learn(60, Weights(stage=1.0), 1.5, 2) == learn(60, Weights(stage=1.0), 1.5, 2)
