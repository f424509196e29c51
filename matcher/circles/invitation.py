"""A text for each circle, ready to paste into WhatsApp or Telegram: who, when on each clock."""

import re

from matcher.circles.exporting import hours, provinces
from matcher.circles.formation import Formation, FormedCircle
from matcher.circles.words import province_name
from matcher.i18n import N_, say

_MARKUP = re.compile(r"[*_~`\[\]\s]+")
"""What the two would read as bold, italics or a link, and line ends."""

GREETING = N_("Hello, dear mothers! 🌸")
CIRCLE = N_("This is our circle {number}: {size} mothers from {provinces}.")
LEADER = N_("{name} will accompany us.")
ONCE = N_("We meet once a week, for an hour:")
LONGER = N_("We meet once a week, for {hours} hours:")
LATER = N_("We will find an hour that suits us all together in this chat.")
MEMBERS = N_("Who is in the circle:")
SOMEBODY = N_("a mother")
WELCOME = N_(
    "Come as you are, children on your lap included. What is told here stays here, and every "
    "choice is welcome. If the hour does not suit you, just tell us."
)
HASHTAG = "#KarenaIbuBisa"


def invitation(formed: Formation, circle: FormedCircle, language: str) -> str:
    """The text, in `language`; it ends with a line end."""
    first = say(
        CIRCLE,
        language,
        number=str(circle.number + 1),
        size=len(circle.members),
        provinces=provinces(formed, circle, language),
    )
    if circle.leader is not None:
        first += " " + say(LEADER, language, name=_name(formed, circle.leader, language))
    people = [
        f"• {_name(formed, one, language)} ({_province(formed, one, language)})"
        for one in circle.members.tolist()
    ]
    parts = (
        say(GREETING, language),
        first,
        _meeting(formed, circle, language),
        "\n".join([say(MEMBERS, language), *people]),
        say(WELCOME, language),
        HASHTAG,
    )
    return "\n\n".join(parts) + "\n"


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
