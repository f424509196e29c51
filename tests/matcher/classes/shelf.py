"""Catalogues of a few classes, written down by what matters to a rule."""

from datetime import UTC, datetime
from typing import Any

import numpy as np

from features.regions import INDEX
from features.tables import ClassTable
from features.vocabulary import Format
from matcher.classes import Taken
from matcher.classes.asker import NOWHERE, Asker
from matcher.classes.rules import Case

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPEN: dict[str, Any] = {
    "before": (),
    "capacity": -1,
    "starts_at": "NaT",
    "format": Format.ONLINE,
    "province": "",
    "language": "id",
    "active": True,
    "seats": 0,
    "item": 0,
}
"""A class that every rule lets pass."""


def shelf(classes: dict[str, dict[str, Any]]) -> ClassTable:
    """A catalogue of `classes` by id, each given by how it differs from `OPEN`."""
    ids, n = tuple(classes), len(classes)
    rows = [OPEN | given for given in classes.values()]
    formats = list(Format)
    return ClassTable(
        ids=ids,
        title=tuple(one.title() for one in ids),
        description=("",) * n,
        programme=("",) * n,
        topic_names=(),
        topics=np.zeros((n, 0), dtype=np.bool_),
        level=np.full(n, -1, dtype=np.int8),
        prerequisites=tuple(tuple(ids.index(one) for one in row["before"]) for row in rows),
        capacity=np.array([row["capacity"] for row in rows], dtype=np.int32),
        starts_at=np.array([row["starts_at"] for row in rows], dtype="datetime64[s]"),
        format=np.array([formats.index(row["format"]) for row in rows], dtype=np.int8),
        province=np.array([INDEX.get(row["province"], NOWHERE) for row in rows], dtype=np.int16),
        language=tuple(row["language"] for row in rows),
        active=np.array([row["active"] for row in rows], dtype=np.bool_),
    )


def case(
    classes: dict[str, dict[str, Any]],
    history: tuple[Taken, ...] = (),
    *,
    province: str = "",
    languages: tuple[str, ...] = (),
) -> Case:
    """What the rules decide on for a member with this history."""
    rows = [OPEN | given for given in classes.values()]
    return Case(
        asker=Asker(history=history, province=INDEX.get(province, NOWHERE), languages=languages),
        classes=shelf(classes),
        items=np.array([row["item"] for row in rows], dtype=np.int32),
        seats_taken=np.array([row["seats"] for row in rows], dtype=np.int32),
        now=NOW,
    )
