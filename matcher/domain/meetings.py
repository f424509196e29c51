"""A circle's weekly meeting as people write it, ``wed-19-20 WIB`` ↔ an hour of the UTC week."""

import re

from features.regions import Zone
from features.schedule import DAYS, AvailabilityError, canonical
from features.tables import HOURS_A_WEEK
from matcher.domain.advice import wrong

_MEETING = re.compile(
    r"(?P<day>[a-z']+)[\s_-]+(?P<start>\d{1,2})(?:[.:]00)?\s*-\s*(?P<end>\d{1,2})(?:[.:]00)?"
    r"\s+(?P<zone>wib|wita|wit)",
    re.ASCII,
)


def meeting(value: object) -> str:
    """The one spelling of a weekly meeting: ``Rabu 20.00-22.00 WITA`` → ``wed-19-21 WIB``.

    Days are named as in an availability. One that ends at an earlier hour than it begins ends on
    the next day. The zone must be told, for a wrong guess is an hour or two off.
    """
    text = value.replace("\u00a0", " ").strip().casefold() if isinstance(value, str) else ""
    found = _MEETING.fullmatch(text)
    if not found:
        raise wrong("not_a_meeting")
    start, end = int(found["start"]), int(found["end"])
    try:
        day = DAYS.index(canonical(f"{found['day']}-00-01")[:3])
    except AvailabilityError:
        raise wrong("not_a_meeting") from None
    if start > 23 or end > 24:
        raise wrong("not_a_meeting")
    zone = Zone(found["zone"].upper())
    first = (day * 24 + start - zone.utc_offset) % HOURS_A_WEEK
    return meeting_text(first, (end - start - 1) % 24 + 1)


def meeting_text(utc_hour: int, hours: int) -> str:
    """A meeting from that hour of the UTC week on, for 1 to 24 hours, on the clocks of Jakarta."""
    local = (utc_hour + Zone.WIB.utc_offset) % HOURS_A_WEEK
    start = local % 24
    return f"{DAYS[local // 24]}-{start:02}-{(start + hours - 1) % 24 + 1:02} WIB"


def meeting_at(text: str) -> tuple[int, int]:
    """The hour of the UTC week, and how many hours, of what `meeting` gives."""
    day, start, end = text.removesuffix(" WIB").split("-")
    local = DAYS.index(day) * 24 + int(start)
    first = (local - Zone.WIB.utc_offset) % HOURS_A_WEEK
    return first, (int(end) - int(start) - 1) % 24 + 1
