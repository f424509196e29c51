"""Small member tables for tests of what is read from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.regions import INDEX
from features.schedule import parse_availability
from features.tables import HOURS_A_WEEK, MemberTable, topic_matrix
from features.vocabulary import Purpose, Stage


@dataclass(frozen=True)
class Person:
    """What a test says of one member; the rest she did not tell."""

    goals: str = ""
    background: str = ""
    offers: str = ""
    vision: str = ""
    province: str = ""
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    consent: tuple[str, ...] = ("recommend", "match", "stories")


def table(people: Sequence[Person]) -> MemberTable:
    """The members, named p0, p1, … in this order."""
    n = len(people)
    names, topics = topic_matrix([one.topics for one in people])
    free = [parse_availability(one.free) for one in people]
    return MemberTable(
        ids=tuple(f"p{i}" for i in range(n)),
        goals=tuple(one.goals for one in people),
        background=tuple(one.background for one in people),
        offers=tuple(one.offers for one in people),
        vision=tuple(one.vision for one in people),
        province=np.array([INDEX.get(one.province, -1) for one in people], dtype=np.int16),
        topic_names=names,
        topics=topics,
        stages=np.array([[s in one.stages for s in Stage] for one in people]).reshape(n, 6),
        languages=tuple(one.languages for one in people),
        availability=np.array(free, dtype=np.bool_).reshape(n, HOURS_A_WEEK),
        role=np.zeros(n, dtype=np.int8),
        joined_at=np.full(n, "NaT", dtype="datetime64[s]"),
        consent=np.array([[p in one.consent for p in Purpose] for one in people]).reshape(n, 3),
    )
