"""Weekly availability: codes such as ``mon-morning`` ↔ the 168 hours of a week, local and UTC."""

import re
from collections.abc import Iterable

import numpy as np

from features.arrays import Bool
from features.errors import LingkarError
from features.regions import Zone
from features.tables import HOURS_A_WEEK

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PARTS = {"morning": (6, 11), "noon": (11, 14), "afternoon": (14, 18), "night": (18, 22)}
"""Parts of the day: first hour and the hour they end, local time."""

_DAY_NAMES = {
    name: code
    for code, names in zip(
        DAYS,
        (
            "mon monday sen senin",
            "tue tuesday sel selasa",
            "wed wednesday rab rabu",
            "thu thursday kam kamis",
            "fri friday jum jumat",
            "sat saturday sab sabtu",
            "sun sunday min minggu ahad",
        ),
        strict=True,
    )
    for name in names.split()
}
_PART_NAMES = {
    "morning": "morning",
    "pagi": "morning",
    "noon": "noon",
    "siang": "noon",
    "afternoon": "afternoon",
    "sore": "afternoon",
    "night": "night",
    "evening": "night",
    "malam": "night",
}
_CODE = re.compile(
    r"(?P<day>[a-z]+)[\s_-]+(?:(?P<part>[a-z]+)|(?P<start>[0-9]{1,2})[\s_-]+(?P<end>[0-9]{1,2}))"
)


class AvailabilityError(LingkarError):
    """A code is neither a day with a part of the day nor a day with hours."""


def canonical(code: str) -> str:
    """The one spelling of an availability code: ``Senin pagi`` → ``mon-morning``.

    Raises:
        AvailabilityError: if `code` names no day and time, or its hours do not lie in 0 to 24.

    """
    match = _CODE.fullmatch(code.strip().casefold().replace("'", ""))
    day = _DAY_NAMES.get(match["day"]) if match else None
    if match and day and match["part"] in _PART_NAMES:
        return f"{day}-{_PART_NAMES[match['part']]}"
    if match and day and match["start"] and 0 <= int(match["start"]) < int(match["end"]) <= 24:
        return f"{day}-{int(match['start']):02}-{int(match['end']):02}"
    raise AvailabilityError(
        "That is not a time of the week. Write a day and a part of the day such as mon-morning "
        "(morning, noon, afternoon, night), or a day and hours from 0 to 24 such as mon-19-21."
    )


def parse_availability(codes: Iterable[str]) -> Bool:
    """The hours of the week that `codes` name.

    Returns:
        (168,) true where free; Monday 00:00 local time first.

    Raises:
        AvailabilityError: for a code that `canonical` refuses.

    """
    week = np.zeros((len(DAYS), 24), dtype=np.bool_)
    for code in codes:
        day, _, hours = canonical(code).partition("-")
        start, end = PARTS[hours] if hours in PARTS else map(int, hours.split("-"))
        week[DAYS.index(day), start:end] = True
    return week.reshape(HOURS_A_WEEK)


def to_utc(week: Bool, zone: Zone) -> Bool:
    """(..., 168) local hours → (..., 168) UTC hours: an hour h local is h - offset in UTC."""
    return np.roll(week, -zone.utc_offset, axis=-1)


def to_local(week: Bool, zone: Zone) -> Bool:
    """(..., 168) UTC hours → (..., 168) local hours; the inverse of `to_utc`."""
    return np.roll(week, zone.utc_offset, axis=-1)
