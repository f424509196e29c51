"""Indonesian and English: translations, and dates, times and numbers as people there write them.

The English sentence is the key; what has no translation stays English. Translations are gettext
``.po`` files, read as they are, so that nothing compiled has to be kept: one file a room, all
files of ``locale/<language>/LC_MESSAGES`` together are the language.
"""

import string
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from features.errors import LingkarError
from features.regions import Zone

LANGUAGES = ("id", "en")
"""What answers and messages come in; the first is the default."""

_LOCALE = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark `sentence` as one that is translated later, where it is shown."""
    return sentence


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every translation into `language` by its English sentence; empty for English itself."""
    sentences: dict[str, str] = {}
    for file in sorted((_LOCALE / language / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as lines:
            entries = read_po(lines, locale=language)
        sentences |= {str(entry.id): str(entry.string) for entry in entries if entry.string}
    sentences.pop("", None)
    return sentences


def translator(language: str) -> Callable[[str], str]:
    """What turns an English sentence into one of `language`."""
    known = catalogue(language)
    return lambda sentence: known.get(sentence, sentence)


def say(sentence: str, language: str, /, **facts: object) -> str:
    """`sentence` in `language`, its ``{placeholders}`` filled and its numbers written as there."""
    return _Localised(language).vformat(translator(language)(sentence), (), facts)


def message(error: LingkarError, language: str) -> str:
    """What to tell a reader of `language` about `error`."""
    return say(error.message, language, **error.facts)


def number(value: float, language: str) -> str:
    """15.000 and 79,4 in Indonesian, 15,000 and 79.4 in English."""
    return format_decimal(value, locale=language)


def day(at: datetime, language: str, zone: Zone = Zone.WIB) -> str:
    """Rabu, 2 Desember 2026: the day of `at`, which is aware, in `zone`."""
    return format_date(_local(at, zone), "EEEE, d MMMM y", locale=language)


def weekday(at: datetime, language: str, zone: Zone = Zone.WIB) -> str:
    """Rabu: the day of the week of `at`, which is aware, in `zone`."""
    return format_date(_local(at, zone), "EEEE", locale=language)


def clock(at: datetime, language: str, zone: Zone = Zone.WIB) -> str:
    """19.00 WIB (19:00 WIB in English): the hour of `at`, which is aware, in `zone`."""
    mark = "." if language == "id" else ":"
    return f"{_local(at, zone):%H{mark}%M} {zone}"


def _local(at: datetime, zone: Zone) -> datetime:
    return at.astimezone(timezone(timedelta(hours=zone.utc_offset)))


class _Localised(string.Formatter):
    """`str.format` that writes numbers, times and lists as readers of `language` do."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """As `str.format`, unless the placeholder leaves the form to us."""
        if format_spec or isinstance(value, bool):
            return str(super().format_field(value, format_spec))
        match value:
            case int() | float():
                return number(value, self.language)
            case datetime():
                return f"{day(value, self.language)}, {clock(value, self.language)}"
            case tuple() | list():
                return format_list([str(part) for part in value], locale=self.language)
            case _:
                return str(value)
