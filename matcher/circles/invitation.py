"""A text for each circle, ready to paste into WhatsApp or Telegram: who, when on each clock."""

import re
from collections.abc import Mapping

from matcher.circles.exporting import hours, provinces
from matcher.circles.formation import Formation, FormedCircle
from matcher.circles.wishes import OF_TWO
from matcher.circles.words import province_name
from matcher.i18n import N_, say

_MARKUP = re.compile(r"[*_~`\[\]\s]+")
"""What the two would read as bold, italics or a link, and line ends."""

GREETING = N_("Hello, dear mothers! 🌸")
OPENINGS: Mapping[str, str] = {
    "circles": N_("This is our circle {number}: {size} mothers from {provinces}."),
    "cohorts": N_("This is our batch {number}: {size} mothers from {provinces}."),
    "meetups": N_("Mothers who live close by meet in person: {size} of us from {provinces}."),
    "pairs": N_(
        "From now on you have a buddy: somebody who asks how it goes, cheers with you and listens. "
        "The two of you live in {provinces}."
    ),
    "mentoring": N_(
        "Here a mother who has walked part of the way walks beside one who is setting out."
    ),
}
"""How a circle of each kind is opened."""
TRIO = N_(
    "From now on the three of you are buddies: you ask how it goes, cheer for each other and "
    "listen. You live in {provinces}."
)
MENTORED = N_(
    "Here a mother who has walked part of the way walks beside {mentees} who are setting out."
)
LEADER = N_("{name} will accompany us.")
MENTOR = N_("{name} is the mentor: ask her anything, at your own pace.")
ONCE = N_("We meet once a week, for an hour:")
LONGER = N_("We meet once a week, for {hours} hours:")
LATER = N_("We will find an hour that suits us all together in this chat.")
MEMBERS = N_("Who is in the circle:")
EACH_OTHER = N_("Get to know each other:")
SOMEBODY = N_("a mother")
WELCOME = N_(
    "Come as you are, children on your lap included. What is told here stays here, and every "
    "choice is welcome. If the hour does not suit you, just tell us."
)
HASHTAG = "#KarenaIbuBisa"


def invitation(formed: Formation, circle: FormedCircle, language: str) -> str:
    """The text, in `language`; it ends with a line end."""
    first = say(
        _opening(formed.wishes.kind, len(circle.members)),
        language,
        number=str(circle.number + 1),
        size=len(circle.members),
        mentees=len(circle.members) - 1,
        provinces=provinces(formed, circle, language),
    )
    few = formed.wishes.kind in OF_TWO
    if circle.leader is not None:
        leads = MENTOR if formed.wishes.mentoring else LEADER
        first += " " + say(leads, language, name=_name(formed, circle.leader, language))
    people = [
        f"• {_name(formed, one, language)} ({_province(formed, one, language)})"
        for one in circle.members.tolist()
    ]
    parts = (
        say(GREETING, language),
        first,
        _meeting(formed, circle, language),
        "\n".join([say(EACH_OTHER if few else MEMBERS, language), *people]),
        say(WELCOME, language),
        HASHTAG,
    )
    return "\n\n".join(parts) + "\n"


def _opening(kind: str, size: int) -> str:
    """The template that suits so many."""
    if kind == "pairs" and size == 3:
        return TRIO
    return MENTORED if kind == "mentoring" and size > 2 else OPENINGS[kind]


def _meeting(formed: Formation, circle: FormedCircle, language: str) -> str:
    if circle.slot is None:
        return say(LATER, language)
    long = circle.slot.hours
    head = say(ONCE, language) if long == 1 else say(LONGER, language, hours=long)
    return "\n".join([head, *(f"• {at}" for at in hours(formed, circle, language))])


def _name(formed: Formation, one: int, language: str) -> str:
    return _MARKUP.sub(" ", formed.roster.names[one]).strip() or say(SOMEBODY, language)


def _province(formed: Formation, one: int, language: str) -> str:
    return province_name(int(formed.roster.members.province[one]), language)
