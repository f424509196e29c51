"""What makes members fit together has a name in words for every code."""

from matcher.compatibility import PRESETS, TERMS
from models.compatibility import weights


def test_every_preset_and_every_term_has_a_name() -> None:
    assert PRESETS.keys() == weights.PRESETS.keys()
    assert TERMS.keys() == set(weights.TERMS)
