"""Which of her own words a reason may repeat to her.

A reason is read on a phone that others may see, so it repeats wishes, never troubles: a phrase
that `is_heavy` still counts in the score, but no sentence shows it.
"""

from features.profile import Profile, phrases
from features.text import is_heavy

LONGEST = 60
"""Characters of a phrase that is quoted."""
SHORTEST = 4
"""Letters below which a phrase says nothing."""


def quotable(profile: Profile) -> list[str]:
    """The phrases of her goals and vision that may be quoted; the background never is."""
    said = phrases(profile.goals) + phrases(profile.vision)
    return list(dict.fromkeys(_short(phrase) for phrase in said if _kind(phrase)))


def _kind(phrase: str) -> bool:
    letters = sum(character.isalpha() for character in phrase)
    return letters >= SHORTEST and not is_heavy(phrase)


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= LONGEST else phrase[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
