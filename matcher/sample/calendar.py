"""Time in the community: its founding, the hours of a day, and the seasons of a year."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from features.arrays import Int64

FOUNDED = date(2020, 4, 6)
DAY = 86_400
SEASONS = ("", "ramadan", "holiday")

# First days of Ramadan in Indonesia as announced, or expected for the years to come.
_RAMADAN = tuple(
    date.fromisoformat(day)
    for day in (
        "2020-04-24", "2021-04-13", "2022-04-03", "2023-03-23", "2024-03-12", "2025-03-01",
        "2026-02-19", "2027-02-08", "2028-01-28", "2029-01-16", "2030-01-06", "2030-12-26",
    )
)  # fmt: skip


def seconds(day: date) -> int:
    """Seconds from 1970 to the start of `day`, UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def iso(second: int) -> str:
    """ISO 8601 in UTC, as in the CSV files."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seasons(days: Int64) -> Int64:
    """(n,) rows of `SEASONS` for (n,) days since 1970."""
    months = days.astype("datetime64[D]")
    ordinal = (months - months.astype("datetime64[Y]")).astype(np.int64)
    found = np.where(((ordinal >= 165) & (ordinal < 197)) | (ordinal >= 349), 2, 0)
    for start in _RAMADAN:
        first = seconds(start) // DAY
        found[(days >= first - 7) & (days < first + 30)] = 1
    return found


def next_season(season: str, after: date) -> date:
    """The first day on or after `after` that lies in `season`."""
    days = np.arange(400, dtype=np.int64) + seconds(after) // DAY
    inside = seasons(days) == SEASONS.index(season)
    return after + timedelta(days=int(np.argmax(inside)))
