"""Small groups of members for the tests of compatibility."""

from datetime import date

import numpy as np

from features.arrays import unit_rows
from features.meeting import CIVIL, meeting_hours
from features.support import Support, read_support
from features.tables import MemberTable
from matcher.sample import generate
from models.encoder import shipped
from tests.features.people import Person, table

DIM = 12
PLACES = ("ID-JB", "ID-JK", "ID-BA", "ID-PA", "ID-SU", "")
ENCODER = shipped(8)
FREE = ("mon-morning", "tue-night", "sat-noon", "sun-afternoon")


def group(n: int, seed: int, silent: float = 0.2) -> Support:
    """n members drawn at random, each of whose parts is untold with the chance `silent`."""
    random = np.random.default_rng(seed)

    def told() -> np.ndarray:
        return random.random((n, 1)) >= silent

    def vectors() -> np.ndarray:
        rows = unit_rows((random.normal(size=(n, DIM)) + 0.3).astype(np.float32))
        return np.where(told(), rows, np.float32(0))

    def sets(width: int) -> np.ndarray:
        return np.where(told(), random.random((n, width)) < 0.4, False)

    people = [
        Person(
            province=PLACES[random.integers(len(PLACES))],
            free=tuple(f for f in FREE if random.random() < 0.4),
        )
        for _ in range(n)
    ]
    members = table(people)
    island = read_support(members, ENCODER).island
    return Support(
        goals=vectors(),
        need=vectors(),
        offer=vectors(),
        topics=sets(3),
        stages=sets(6),
        languages=sets(4),
        language_names=("ban", "en", "id", "su"),
        experience=random.integers(-1, 4, n).astype(np.int8),
        province=members.province,
        island=island,
        hours=meeting_hours(members, CIVIL),
    )


def sample(members: int, seed: int) -> MemberTable:
    """Members of the generated community."""
    rows = generate(members, seed, date(2026, 11, 1)).members
    return table(
        [
            Person(
                goals=row["goals"],
                background=row["background"],
                offers=row["offers"],
                vision=row["vision"],
                province=row["province"],
                topics=_several(row["topics"]),
                stages=_several(row["stage"]),
                languages=_several(row["languages"]),
                free=_several(row["availability"]),
                consent=_several(row["consent"]),
            )
            for row in rows
        ]
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))
