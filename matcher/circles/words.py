"""How circles are spoken of: hours on each clock, provinces, and why somebody waits."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from features.regions import PROVINCES, Zone
from matcher.circles.hours import Slot
from matcher.i18n import N_, clock, say, weekday

A_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
"""Some Monday: a slot is a time of every week."""

WAITING: Mapping[str, str] = {
    "no_hours": N_("None of the hours she is free is long enough for a meeting in civil hours."),
    "no_circle": N_("No circle came about."),
    "hours": N_("No circle meets at an hour she is free."),
    "languages": N_("No circle shares a language with her."),
    "room": N_("The circles that suit her hours are full."),
    "rules": N_("There is room, but one of the rules would break with her in it."),
    "by_hand": N_("She was taken out of her circle by hand."),
}

RULES: Mapping[str, str] = {
    "apart": N_("members who are to be apart"),
    "one seat": N_("nobody sits twice in a circle"),
    "together": N_("members who are to be together"),
    "met": N_("nobody meets again"),
    "facilitator": N_("somebody leads"),
    "provinces": N_("provinces"),
    "beginners": N_("no beginner is alone"),
    "hours": N_("a shared hour"),
    "languages": N_("a shared language"),
    "size": N_("how many sit in a circle"),
    "pinned": N_("members who stay where they are put"),
}


def rule_name(name: str, language: str) -> str:
    """What a rule is called; that of a kind goes by the kind, such as "stage baby"."""
    return say(RULES[name], language) if name in RULES else name


def when(slot: Slot, zone: Zone, language: str) -> str:
    """Rabu, 19.00 WIB: when a meeting begins on the clocks of `zone`."""
    at = A_MONDAY + timedelta(hours=slot.start)
    return f"{weekday(at, language, zone)}, {clock(at, language, zone)}"


def province_name(province: int, language: str) -> str:
    """The name of a province by index; -1 is abroad or not told."""
    return PROVINCES[province].name if province >= 0 else say(N_("elsewhere"), language)


def zones(found: Iterable[Zone]) -> tuple[Zone, ...]:
    """Each zone once, from west to east."""
    present = set(found)
    return tuple(zone for zone in Zone if zone in present)
