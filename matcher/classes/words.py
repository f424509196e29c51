"""Which of her own words a reason may repeat to her.

A reason is read on a phone that others may see, so it repeats wishes, never troubles: a phrase
with a word of `HEAVY` still counts in the score, but no sentence shows it. The list is short and
errs on the side of silence.
"""

import re

from features.profile import Profile, phrases

LONGEST = 60
"""Characters of a phrase that is quoted."""
SHORTEST = 4
"""Letters below which a phrase says nothing."""

HEAVY = re.compile(
    r"nangis|tangis|cerai|selingkuh|kdrt|pukul|mukul|bentak|kasar|kekerasan|bunuh|\bmati\b"
    r"|pinjol|utang|lubang|bangkrut|\bphk|salah|guilt|depres|cemas|panik|trauma|stres|burn ?out"
    r"|blues|cape|lelah|putus asa|sakit|lecet|berat|luka|takut|minder|malu|gugup|benci|keguguran"
    r"|\bcry|\bdebt|divorc|violen|abus|anxi|suicid|\bpain|tired|afraid|alone|lonely",
    re.IGNORECASE,
)


def quotable(profile: Profile) -> list[str]:
    """The phrases of her goals and vision that may be quoted; the background never is."""
    said = phrases(profile.goals) + phrases(profile.vision)
    return list(dict.fromkeys(_short(phrase) for phrase in said if _kind(phrase)))


def _kind(phrase: str) -> bool:
    letters = sum(character.isalpha() for character in phrase)
    return letters >= SHORTEST and not HEAVY.search(phrase)


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= LONGEST else phrase[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
