"""Presets and terms of compatibility in words, for whoever chooses and reads them."""

from collections.abc import Mapping

from matcher.i18n import N_

PRESETS: Mapping[str, str] = {
    "balanced": N_("A bit of everything"),
    "same_goals_first": N_("Same goals first"),
    "help_each_other": N_("Help each other"),
    "wide_across_indonesia": N_("Wide across Indonesia"),
    "same_region": N_("From one region"),
}
"""A preset of `models.compatibility.weights.PRESETS` to its name."""

TERMS: Mapping[str, str] = {
    "goals": N_("Their dreams are close"),
    "help": N_("One needs what the other can offer"),
    "topics": N_("They chose the same topics"),
    "stage": N_("Their children are of the same age"),
    "language": N_("They speak the same languages"),
    "time": N_("They are free at the same hours"),
    "reach": N_("They live in different regions"),
    "same_region": N_("They live in the same region"),
    "experience_spread": N_("New members meet experienced ones"),
}
"""A term of `models.compatibility.weights.TERMS` to what it says of two members."""

OUTCOMES: Mapping[str, str] = {
    "learned": N_("The weights were learned from circles that have met."),
    "too_few": N_(
        "There is too little feedback from circles to learn from yet, so the preset stays as it is."
    ),
    "no_gain": N_(
        "What circles told so far does not show weights that are better than the preset, so it "
        "stays as it is."
    ),
}
"""What came of learning weights, in a sentence."""
