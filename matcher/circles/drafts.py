"""What was formed as the drafts that a plan keeps."""

from matcher.circles.formation import Formation
from matcher.circles.plans import Draft
from matcher.circles.words import circle_name


def drafts(formed: Formation, language: str) -> list[Draft]:
    """The circles for `matcher.circles.plans.finish`, whose result `exporting.plan` is."""
    ids = formed.roster.members.ids
    return [
        Draft(
            name=circle_name(formed.wishes.kind, circle.number, language),
            members=frozenset(ids[one] for one in circle.members),
            facilitators=frozenset() if circle.leader is None else frozenset({ids[circle.leader]}),
            meets_utc_hour=circle.slot.start if circle.slot else None,
            meets_hours=circle.slot.hours if circle.slot else None,
        )
        for circle in formed.circles
    ]
