"""What makes members fit together has a name in words for every code."""

from typing import get_args

from matcher.compatibility import OUTCOMES, PRESETS, TERMS
from models.compatibility import learning, weights


def test_every_preset_term_and_outcome_of_learning_has_words() -> None:
    assert PRESETS.keys() == weights.PRESETS.keys()
    assert TERMS.keys() == set(weights.TERMS)
    assert OUTCOMES.keys() == set(get_args(learning.Outcome))
