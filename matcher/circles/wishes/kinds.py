"""What can be formed, what is usual for each kind, and which wishes it does not know."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["circles", "cohorts", "meetups", "pairs", "mentoring"]

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "circles": {
        "least": 5,
        "most": 8,
        "preset": "balanced",
        "facilitator": {},
        "provinces": {"least": 3},
        "beginners": {},
        "meeting": {},
        "languages": {},
        "met": {"weight": 1},
        "together": {},
    },
    "cohorts": {
        "least": 15,
        "most": 20,
        "preset": "same_goals_first",
        "meeting": {},
        "languages": {},
        "together": {},
    },
    "meetups": {
        "least": 4,
        "most": 12,
        "preset": "same_region",
        "provinces": {"most": 1},
        "meeting": {"hours": 2},
        "together": {},
    },
    "pairs": {
        "least": 2,
        "most": 2,
        "preset": "help_each_other",
        "meeting": {},
        "languages": {},
        "met": {},
        "together": {},
    },
    "mentoring": {
        "least": 2,
        "most": 2,
        "preset": "help_each_other",
        "meeting": {},
        "languages": {},
        "mentoring": {},
    },
}
"""What is left out is as it is here."""

OF_TWO = frozenset({"pairs", "mentoring"})
"""Kinds in which a member is matched with somebody, not with a circle."""

_ABOUT_TWO = frozenset({"trio", "mentoring"})
NOT_FOR: Mapping[str, frozenset[str]] = {
    "circles": _ABOUT_TWO,
    "cohorts": _ABOUT_TWO,
    "meetups": _ABOUT_TWO,
    "pairs": frozenset({"least", "most", "facilitator", "pinned", "mentoring"}),
    "mentoring": frozenset(
        {"least", "most", "facilitator", "pinned", "beginners", "together", "trio"}
    ),
}
"""Wishes that say nothing about a kind: whoever asks for one is told so."""


def applies(kind: str, wish: str, value: object, otherwise: object) -> bool:
    """Whether a wish may be as it is given; null, or what is usual, always may.

    Args:
        kind: what is formed.
        wish: its name.
        value: as it was given.
        otherwise: what it is for most kinds.

    """
    usual = DEFAULTS[kind].get(wish, otherwise)
    return value is None or wish not in NOT_FOR[kind] or str(value) == str(usual)
