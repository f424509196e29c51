"""How circles are spoken of: hours on each clock, provinces, and why somebody waits."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from features.regions import PROVINCES, Zone
from matcher.circles.hours import Slot
from matcher.circles.wishes import OF_TWO
from matcher.i18n import N_, clock, say, weekday

A_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
"""Some Monday: a slot is a time of every week."""

WAITING: Mapping[str, str] = {
    "no_hours": N_("None of the hours she is free is long enough for a meeting in civil hours."),
    "no_circle": N_("No circle came about."),
    "hours": N_("No circle meets at an hour she is free."),
    "languages": N_("No circle shares a language with her."),
    "room": N_("The circles that suit her hours are full."),
    "tie": N_("She is to sit together with somebody, and no circle suits them both."),
    "company": N_("Too few others could meet and talk with her for a circle as asked for."),
    "clash": N_("No circle could hold her with these rules; the plan tells which."),
    "rules": N_("There is room, but one of the rules would break with her in it."),
    "ranking": N_("The places were taken by others this time."),
    "taken": N_("Whoever suits her has found somebody already."),
    "no_mentee": N_("No mentee was left for her this time."),
    "by_hand": N_("She was taken out of her circle by hand."),
    "anew": N_("As the circles were formed anew, they suited others better."),
}

WAITING_OF_TWO: Mapping[str, str] = {
    "no_circle": N_("There is nobody she could be matched with."),
    "hours": N_("Nobody she could be matched with is free at an hour she is."),
    "languages": N_("Nobody she could be matched with speaks a language of hers."),
}
"""What is said of these where a member is matched with somebody, not with a circle."""

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
    "mentor": N_("one mentor"),
    "ranking": N_("the places that the ranking gave"),
    "own circle": N_("each mentor in a circle of her own"),
}

NAMES: Mapping[str, str] = {
    "circles": N_("Circle {number}"),
    "cohorts": N_("Cohort {number}"),
    "meetups": N_("Meetup {number}"),
    "pairs": N_("Pair {number}"),
    "mentoring": N_("Mentoring {number}"),
}

STAGES: Mapping[str, str] = {
    "pregnant": N_("expecting a child"),
    "baby": N_("with a baby"),
    "toddler": N_("with a toddler"),
    "preschool": N_("with a child at preschool"),
    "school": N_("with a child at school"),
    "teen": N_("with a teenager"),
}
"""Mothers of each life stage, by its code."""


REGIONS: Mapping[str, str] = {
    "java": N_("on Java"),
    "outside": N_("outside Java"),
    "unknown": N_("elsewhere"),
}
"""Where members live, by the group of their province."""


def rule_name(name: str, language: str) -> str:
    """What a rule is called; that of a kind goes by the kind, such as "stage baby"."""
    return say(RULES[name], language) if name in RULES else name


def circle_name(kind: str, number: int, language: str) -> str:
    """What the circle with that number, from 0, of a kind is called."""
    return say(NAMES[kind], language, number=str(number + 1))


def why_waiting(kind: str, reason: str, language: str) -> str:
    """The sentence of a reason for which a member waits; "" of one that has none."""
    words = {**WAITING, **WAITING_OF_TWO} if kind in OF_TWO else WAITING
    return say(words[reason], language) if reason in words else ""


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
