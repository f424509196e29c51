"""Small helpers that several of the next-class models share."""

import numpy as np

from features.arrays import Float32
from models.base import Evidence, JsonValue


def number(value: JsonValue) -> float:
    """A setting that must be a number."""
    if not isinstance(value, int | float):
        raise TypeError(f"a number is needed here, not {value!r}")
    return float(value)


def section(value: JsonValue) -> dict[str, JsonValue]:
    """A setting that must be a group of settings."""
    if not isinstance(value, dict):
        raise TypeError(f"a group of settings is needed here, not {value!r}")
    return value


def largest_first(evidence: list[Evidence]) -> list[Evidence]:
    """Evidence that says something, largest share first; equal shares by kind and source."""
    said = [one for one in evidence if one.weight != 0]
    return sorted(said, key=lambda one: (-one.weight, one.kind, one.source))


def history_evidence(sources: list[int], shares: Float32) -> list[Evidence]:
    """Evidence of kind "history", one a class, a class met twice with both its shares."""
    total = np.zeros(max(sources, default=-1) + 1)
    np.add.at(total, sources, shares)
    return [Evidence("history", source, float(total[source])) for source in sorted(set(sources))]
