"""Which classes may be offered at all: rules come before scores, and each says why.

A rule looks at the whole catalogue and marks what it keeps back. The order of `RULES` is the order
in which a class that breaks several is counted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from features.arrays import Bool, Int32
from features.tables import ClassTable
from features.vocabulary import Format, Status
from matcher.classes.asker import NOWHERE, Asker

_FORMATS = list(Format)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules decide on.

    Attributes:
        asker: who asks.
        classes: the catalogue of today, n classes.
        items: (n,) row of each class in the models, -1 where they were trained before it came.
        seats_taken: (n,) seats that are not free.
        now: the moment of asking, aware.

    """

    asker: Asker
    classes: ClassTable
    items: Int32
    seats_taken: Int32
    now: datetime


Rule = Callable[[Case], Bool]


def taken(case: Case) -> Bool:
    """She took it before, also if she left it: coming back is hers to decide."""
    hers = {one.class_id for one in case.asker.history}
    return np.array([class_id in hers for class_id in case.classes.ids], dtype=np.bool_)


def inactive(case: Case) -> Bool:
    """It is not offered any more."""
    return ~case.classes.active


def started(case: Case) -> Bool:
    """It began already; recordings and classes without a date are open at any time."""
    now = np.datetime64(case.now.astimezone(UTC).replace(tzinfo=None), "s")
    dated = ~np.isnat(case.classes.starts_at)
    recorded = case.classes.format == _FORMATS.index(Format.RECORDED)
    past: Bool = dated & (case.classes.starts_at <= now) & ~recorded
    return past


def prerequisites(case: Case) -> Bool:
    """Something that comes before it is not finished."""
    finished = {one.class_id for one in case.asker.history if one.status is Status.COMPLETED}
    done = np.array([class_id in finished for class_id in case.classes.ids], dtype=np.bool_)
    before = case.classes.prerequisites
    return np.array([not all(done[i] for i in items) for items in before], dtype=np.bool_)


def full(case: Case) -> Bool:
    """All seats are taken."""
    return (case.classes.capacity >= 0) & (case.seats_taken >= case.classes.capacity)


def elsewhere(case: Case) -> Bool:
    """It is held offline, and not surely in her province: one of the two may be unknown."""
    offline = case.classes.format == _FORMATS.index(Format.OFFLINE)
    here = (case.classes.province == case.asker.province) & (case.classes.province != NOWHERE)
    other: Bool = offline & ~here
    return other


def language(case: Case) -> Bool:
    """It is held in a language she did not name; Indonesian is understood."""
    reads = {"id", "", *case.asker.languages}
    return np.array([code not in reads for code in case.classes.language], dtype=np.bool_)


def untrained(case: Case) -> Bool:
    """It is newer than the models: it joins at the next training."""
    return case.items < 0


RULES: Mapping[str, Rule] = {
    "taken": taken,
    "inactive": inactive,
    "started": started,
    "prerequisites": prerequisites,
    "full": full,
    "elsewhere": elsewhere,
    "language": language,
    "untrained": untrained,
}


def withheld(case: Case) -> tuple[Bool, dict[str, int]]:
    """(n,) what may not be offered, and how many classes each rule kept back first."""
    kept = np.zeros(len(case.classes), dtype=np.bool_)
    counts = {}
    for name, rule in RULES.items():
        now = rule(case)
        counts[name] = int((now & ~kept).sum())
        kept |= now
    return kept, counts
