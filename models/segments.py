"""Groups of members that accuracy is looked at for, so that a good mean hides nobody."""

from collections.abc import Mapping

import numpy as np

from features.arrays import Bool, Int64
from features.regions import PROVINCES
from features.tables import MemberTable
from features.vocabulary import Stage

JAVA = "Jawa"

LENGTHS = {"0": (0, 0), "1": (1, 1), "2–4": (2, 4), "5+": (5, np.inf)}
"""Classes taken so far: label, fewest, most."""


def segments(members: MemberTable, taken: Int64) -> dict[str, dict[str, Bool]]:
    """Group, then label, to (n,) who belongs to it.

    Args:
        members: n members.
        taken: (n,) how many classes each had taken when asked.

    """
    return {"history": by_history(taken), "region": by_region(members), "stage": by_stage(members)}


def by_history(taken: Int64) -> dict[str, Bool]:
    """How many classes they had taken."""
    return {label: (taken >= low) & (taken <= high) for label, (low, high) in LENGTHS.items()}


def by_region(members: MemberTable) -> dict[str, Bool]:
    """Java, the other islands, and abroad or unknown."""
    on_java = np.array([province.island_group == JAVA for province in PROVINCES])
    known = members.province >= 0
    java = known & on_java[members.province]
    return {JAVA: java, "other islands": known & ~java, "abroad or unknown": ~known}


def by_stage(members: MemberTable) -> dict[str, Bool]:
    """The life stages of their children; a member may be in several."""
    told: dict[str, Bool] = dict(zip(map(str, Stage), members.stages.T, strict=True))
    return told | {"not told": np.asarray(~members.stages.any(axis=1))}


def flat(groups: Mapping[str, Mapping[str, Bool]]) -> dict[str, Bool]:
    """The same under one name each, ``group: label``."""
    return {
        f"{group}: {label}": who
        for group, labels in groups.items()
        for label, who in labels.items()
    }
