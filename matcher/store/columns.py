"""Database columns as arrays, the shared part of `matcher.store.tables`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache

import numpy as np

from features.arrays import Bool, Float32, Int8, Int16, Int32, Time
from features.regions import INDEX
from features.schedule import parse_availability
from features.tables import HOURS_A_WEEK


def positions(ids: Sequence[str]) -> dict[str, int]:
    """Where in `ids` each id stands."""
    return {outside: i for i, outside in enumerate(ids)}


def rows(position: Mapping[str, int], ids: Iterable[str]) -> Int32:
    """The position of each of `ids`, -1 where it has none."""
    return np.array([position.get(outside, -1) for outside in ids], dtype=np.int32)


def codes(values: Iterable[str | None], words: type[StrEnum]) -> Int8:
    """The index of each value in the order of `words`, -1 for None."""
    index: dict[str | None, int] = {word.value: i for i, word in enumerate(words)}
    index[None] = -1
    return np.array([index[value] for value in values], dtype=np.int8)


def flags(values: Sequence[tuple[str, ...]], words: type[StrEnum]) -> Bool:
    """(n, len(words)) which of `words` each row holds."""
    index = {word.value: i for i, word in enumerate(words)}
    matrix = np.zeros((len(values), len(words)), dtype=np.bool_)
    for i, row in enumerate(values):
        for value in row:
            matrix[i, index[value]] = True
    return matrix


def times(values: Iterable[datetime | None]) -> Time:
    """datetime64[s] in UTC, NaT for None."""
    missing = np.iinfo(np.int64).min
    seconds = [missing if value is None else int(value.timestamp() // 1) for value in values]
    return np.array(seconds, dtype=np.int64).astype("datetime64[s]")


def provinces(values: Iterable[str | None]) -> Int16:
    """The index of each province in `features.regions.PROVINCES`, -1 for None."""
    return np.array([-1 if code is None else INDEX[code] for code in values], dtype=np.int16)


def seats(values: Iterable[int | None]) -> Int32:
    """Capacities, -1 for None: unlimited."""
    return np.array([-1 if value is None else value for value in values], dtype=np.int32)


def ratings(values: Sequence[float | None]) -> Float32:
    """Ratings, NaN for None."""
    return np.array(values, dtype=np.float32)


def weeks(values: Iterable[tuple[str, ...]]) -> Bool:
    """(n, 168) free hours; members share few distinct weeks, so each is parsed once."""
    parse = cache(parse_availability)
    week = [parse(value) for value in values]
    return np.array(week, dtype=np.bool_).reshape(-1, HOURS_A_WEEK)


def prerequisites(
    ids: Sequence[str], values: Iterable[tuple[str, ...]]
) -> tuple[tuple[int, ...], ...]:
    """For each class the positions of the ones before it that `ids` knows."""
    position = positions(ids)
    return tuple(
        tuple(position[outside] for outside in value if outside in position) for value in values
    )
