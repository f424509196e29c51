"""Whether a text has a word that is heavy or private: what others are not to read by surprise.

Whoever quotes a member asks here first. The list errs on the side of silence: it knows words, not
what is meant by them, so it is no detector of danger; what it knows is only not repeated.
"""

import re
from functools import cache
from importlib.resources import files

from features.text.folding import normalise
from features.text.standard import standard


def is_heavy(text: str) -> bool:
    """Whether a word or phrase of `data/heavy.txt` is in `text`, as it is written or in full."""
    return any(_heavy().search(spelt) for spelt in (normalise(text), standard(text)))


@cache
def _heavy() -> re.Pattern[str]:
    """All entries as one pattern; a star stands for letters that an entry may go on with."""
    lines = (files("features.text") / "data" / "heavy.txt").read_text("utf-8").splitlines()
    entries = (entry.strip() for line in lines for entry in line.split(","))
    return re.compile("|".join(_pattern(entry) for entry in entries))


def _pattern(entry: str) -> str:
    """Where a star opens or ends an entry, a word may go on."""
    inside = r"\W+".join(re.escape(word) for word in entry.strip("*").split())
    return ("" if entry[0] == "*" else r"\b") + inside + ("" if entry[-1] == "*" else r"\b")
