"""Dates and times as people and spreadsheets write them → aware UTC, whole seconds."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from features.regions import Zone
from matcher.domain.advice import wrong

_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
_END = datetime(2200, 1, 1, tzinfo=UTC)

_ZONES = {zone.value: timezone(timedelta(hours=zone.utc_offset), zone.value) for zone in Zone}
WIB = _ZONES["WIB"]
"""The zone of a time that names none: that of Jakarta, where most members and the team live."""

_NAMED_ZONE = re.compile(r"(.*\S)\s+(WIB|WITA|WIT)", re.IGNORECASE | re.DOTALL)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?",
    re.ASCII,
)


def time(value: object) -> datetime:
    """A time as aware UTC in whole seconds.

    Read are ISO 8601, the day-first forms of Indonesian spreadsheets (``24/11/2026 10:00``,
    ``24-11-2026 10.00``) and either with WIB, WITA or WIT behind; a date alone is its midnight.
    A time without a zone is WIB.
    """
    zone = WIB
    if isinstance(value, str):
        value, zone = _read(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=WIB)
    if not isinstance(value, datetime):
        raise wrong("not_a_time")
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    if not _FIRST <= value < _END:
        raise wrong("time_out_of_range", first=_FIRST.year, last=_END.year - 1)
    value = value.astimezone(UTC)
    return value.replace(microsecond=0) if value.microsecond else value


def _read(text: str) -> tuple[datetime, timezone]:
    """The time that `text` names, aware or not, and the zone it names or WIB."""
    try:
        return datetime.fromisoformat(text), WIB  # nearly always
    except ValueError:
        return _read_other(text.replace("\u00a0", " ").strip())


def _read_other(text: str) -> tuple[datetime, timezone]:
    """As `_read`, with spaces around, a zone by name, or the day first."""
    if not text:
        raise wrong("blank")
    zone = WIB
    if named := _NAMED_ZONE.fullmatch(text):
        text, zone = named[1], _ZONES[named[2].upper()]
    try:
        if day_first := _DAY_FIRST.fullmatch(text):
            parts = {name: int(part) for name, part in day_first.groupdict("0").items()}
            return datetime(**parts), zone  # type: ignore[arg-type]  # noqa: DTZ001
        return datetime.fromisoformat(text), zone
    except ValueError:
        raise wrong("not_a_time") from None
