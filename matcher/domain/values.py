"""Single values as people and spreadsheets write them → the one form the store keeps.

Every function takes a cell of a CSV file (text) or a value from JSON, gives the normal form or
raises `matcher.domain.advice.wrong`. Applied to its own result, each changes nothing.
"""

import math
import re
import unicodedata
from collections.abc import Iterable

from features.regions import find_province, suggest_province
from features.schedule import AvailabilityError, canonical
from matcher.domain.advice import wrong

ID_LENGTH = 64
ABOUT_LENGTH = 500
"""The most characters of what a ranking is about."""
LIST_LENGTH = 100
TOPIC_LENGTH = 64
MOST_SEATS = 1_000_000

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_FLOATED = re.compile(r"([0-9]+)\.0")
_YES = frozenset({"true", "yes", "y", "1", "ya", "iya", "aktif", "benar"})
_NO = frozenset({"false", "no", "n", "0", "tidak", "tdk", "nonaktif", "salah"})
_LANGUAGES = {
    "indonesia": "id",
    "indonesian": "id",
    "bahasa": "id",
    "bahasa indonesia": "id",
    "inggris": "en",
    "bahasa inggris": "en",
    "english": "en",
    "jawa": "jv",
    "bahasa jawa": "jv",
    "sunda": "su",
    "bahasa sunda": "su",
}
_TOPICS = {
    "pengembangan-diri": "self-development",
    "pengasuhan": "parenting",
    "parenting-anak": "parenting",
    "finansial": "finance",
    "keuangan": "finance",
}


def text(value: object, limit: int) -> str:
    """Free text: NFC, ordinary spaces and line ends, nothing invisible, at most `limit` long."""
    if not isinstance(value, str):
        raise wrong("not_text")
    if not value.isascii() or not value.isprintable():
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
        value = unicodedata.normalize("NFC", _INVISIBLE.sub("", value))
    value = value.strip()
    if len(value) > limit:
        raise wrong("too_long", limit=limit)
    return value


def filled_text(value: object, limit: int) -> str:
    """Free text that may not be empty."""
    result = text(value, limit)
    if not result:
        raise wrong("blank")
    return result


def identifier(value: object) -> str:
    """An id: kept as written, but for outer spaces and the ``.0`` of a number read as decimal."""
    if not isinstance(value, str):
        raise wrong("not_text")
    result = unicodedata.normalize("NFC", value.replace("\u00a0", " ").strip())
    if not result:
        raise wrong("blank")
    if len(result) > ID_LENGTH:
        raise wrong("too_long", limit=ID_LENGTH)
    if result in {".", ".."} or set(";/") & set(result) or not result.isprintable():
        raise wrong("id_characters")  # an id stands in lists and in web addresses
    if result[0].isdigit():
        if _ROUNDED.fullmatch(result):
            raise wrong("id_rounded")
        if floated := _FLOATED.fullmatch(result):
            return floated[1]
    return result


def entries(value: object) -> tuple[str, ...]:
    """A list of texts, or one text with ``;`` between; blanks dropped, the first of equals kept."""
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, Iterable):
        raise wrong("not_text")
    found = []
    for entry in value:
        if not isinstance(entry, str):
            raise wrong("not_text")
        found.append(entry.replace("\u00a0", " ").strip())
    return unique(entry for entry in found if entry)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetition, in order; not more than a list may hold."""
    result = tuple(dict.fromkeys(values))
    if len(result) > LIST_LENGTH:
        raise wrong("too_many", limit=LIST_LENGTH)
    return result


def identifiers(value: object) -> tuple[str, ...]:
    """A list of ids."""
    return unique(identifier(entry) for entry in entries(value))


def topics(value: object) -> tuple[str, ...]:
    """Topic slugs: lower case, words joined by ``-``; the community's Indonesian names known."""
    found = []
    for position, entry in enumerate(entries(value), start=1):
        name = unicodedata.normalize("NFC", entry.casefold())
        slug = re.sub(r"[\W_]+", "-", name).strip("-")
        if not slug:
            raise wrong("not_a_topic", position=position)
        if len(slug) > TOPIC_LENGTH:
            raise wrong("too_long", limit=TOPIC_LENGTH)
        found.append(_TOPICS.get(slug, slug))
    return unique(found)


def availability(value: object) -> tuple[str, ...]:
    """Codes of the week as `features.schedule.canonical` spells them."""
    found = []
    for position, entry in enumerate(entries(value), start=1):
        try:
            found.append(canonical(entry))
        except AvailabilityError:
            raise wrong("unknown_availability", position=position) from None
    return unique(found)


def language(value: object) -> str:
    """An ISO 639 code; a region (``id-ID``) is dropped, common names are known."""
    name = text(value, ID_LENGTH).casefold()
    code = _LANGUAGES.get(name) or re.split("[-_]", name)[0]
    if not re.fullmatch("[a-z]{2,3}", code):
        raise wrong("unknown_language")
    return code


def languages(value: object) -> tuple[str, ...]:
    """A list of ISO 639 codes."""
    return unique(language(entry) for entry in entries(value))


def province(value: object) -> str:
    """The ISO 3166-2 code of a province given by code, name or usual variant."""
    name = text(value, ID_LENGTH)
    if found := find_province(name):
        return found.code
    if close := suggest_province(name):
        raise wrong("close_province", suggestion=close.name, province=close.code)
    raise wrong("unknown_province")


def number(value: object, least: float, most: float) -> float:
    """A number with decimal point or comma, between `least` and `most`."""
    if isinstance(value, str):
        try:
            value = float(value.replace("\u00a0", "").strip().replace(",", "."))
        except ValueError:
            raise wrong("not_a_number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise wrong("not_a_number")
    if not least <= value <= most:
        raise wrong("out_of_range", least=f"{least:g}", most=f"{most:g}")
    return float(value)


def seats(value: object) -> int:
    """A whole number of seats, from 1."""
    if isinstance(value, str):
        digits = re.fullmatch(r"([0-9]{1,9})(?:\.0)?", value.strip())
        value = int(digits[1]) if digits else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong("not_a_whole_number")
    if not 1 <= value <= MOST_SEATS:
        raise wrong("out_of_range", least=1, most=MOST_SEATS)
    return value


def yes_or_no(value: object) -> bool:
    """A truth value in English, Indonesian or as spreadsheets write it."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word not in _YES | _NO:
        raise wrong("not_yes_or_no")
    return word in _YES
