"""A text for each circle, ready to paste into WhatsApp or Telegram: who, when on each clock."""

import re
from collections.abc import Mapping

from matcher.circles.exporting import hours, provinces
from matcher.circles.formation import Formation, FormedCircle
from matcher.circles.words import province_name
from matcher.i18n import N_, say

_MARKUP = re.compile(r"[*_~`\[\]\s]+")
"""What the two would read as bold, italics or a link, and line ends."""

_LISTED = 6
"""Places that are named; of more it is told how many they are."""

GREETING = N_("Hello, dear mothers! 🌸")
OPENINGS: Mapping[str, str] = {
    "circles": N_("This is our circle {number}: {size} mothers from {provinces}."),
    "cohorts": N_("This is our batch {number}: {size} mothers from {provinces}."),
    "meetups": N_("Let us meet in person: {size} mothers from {provinces}."),
    "pairs": N_(
        "From now on the two of you are buddies: you ask how it goes, cheer for each other and "
        "listen."
    ),
    "mentoring": N_(
        "Here a mother who has walked part of the way walks beside one who is setting out."
    ),
}
"""How a circle of each kind is opened."""
TRIO = N_(
    "From now on the three of you are buddies: you ask how it goes, cheer for each other and "
    "listen."
)
MENTORED = N_(
    "Here a mother who has walked part of the way walks beside {mentees} who are setting out."
)
LEADER = N_("{name} will accompany us.")
MENTOR = N_("{name} is the mentor: ask her anything, at your own pace.")
ONCE = N_("We meet once a week, for an hour:")
LONGER = N_("We meet once a week, for {hours} hours:")
LATER = N_("We will find an hour that suits us all together in this chat.")
MEMBERS: Mapping[str, str] = {
    "circles": N_("Who is in the circle:"),
    "cohorts": N_("Who is in the batch:"),
    "meetups": N_("Who comes:"),
    "pairs": N_("Get to know each other:"),
    "mentoring": N_("Get to know each other:"),
}
"""What stands above the names."""
SOMEBODY = N_("a mother")
WELCOME = N_(
    "Come as you are, children on your lap included. What is told here stays here, and every "
    "choice is welcome."
)
OTHERWISE = N_("If the hour does not suit you, just tell us.")
HASHTAG = "#KarenaIbuBisa"


def invitation(formed: Formation, circle: FormedCircle, language: str) -> str:
    """The text, in `language`; it ends with a line end."""
    kind = formed.wishes.kind
    first = say(
        _opening(kind, len(circle.members)),
        language,
        number=str(circle.number + 1),
        size=len(circle.members),
        mentees=len(circle.members) - 1,
        provinces=_places(formed, circle, language),
    )
    if circle.leader is not None:
        leads = MENTOR if formed.wishes.mentoring else LEADER
        first += " " + say(leads, language, name=_name(formed, circle.leader, language))
    people = [_person(formed, one, language) for one in circle.members.tolist()]
    welcome = (WELCOME, OTHERWISE) if circle.slot else (WELCOME,)
    parts = (
        say(GREETING, language),
        first,
        _meeting(formed, circle, language),
        "\n".join([say(MEMBERS[kind], language), *people]),
        " ".join(say(sentence, language) for sentence in welcome),
        HASHTAG,
    )
    return "\n\n".join(parts) + "\n"


def _opening(kind: str, size: int) -> str:
    """The template that suits so many."""
    if kind == "pairs" and size == 3:
        return TRIO
    return MENTORED if kind == "mentoring" and size > 2 else OPENINGS[kind]


def _places(formed: Formation, circle: FormedCircle, language: str) -> tuple[str, ...]:
    """Where the members live, or how many places that are."""
    names = provinces(formed, circle, language)
    if len(names) > _LISTED:
        return (say(N_("{count} different places"), language, count=len(names)),)
    return names


def _meeting(formed: Formation, circle: FormedCircle, language: str) -> str:
    if circle.slot is None:
        return say(LATER, language)
    long = circle.slot.hours
    head = say(ONCE, language) if long == 1 else say(LONGER, language, hours=long)
    return "\n".join([head, *(f"• {at}" for at in hours(formed, circle, language))])


def _person(formed: Formation, one: int, language: str) -> str:
    """Her line: her name, and her province where it is known."""
    province = int(formed.roster.members.province[one])
    lives = f" ({province_name(province, language)})" if province >= 0 else ""
    return f"• {_name(formed, one, language)}{lives}"


def _name(formed: Formation, one: int, language: str) -> str:
    return _MARKUP.sub(" ", formed.roster.names[one]).strip() or say(SOMEBODY, language)
