"""Indonesia's 38 provinces: codes, names as people write them, time zones and centroids.

Sources of the figures: `features/data/README.md`.
"""

import csv
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from importlib.resources import files


class Zone(StrEnum):
    """Indonesia's three time zones; none has summer time."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def utc_offset(self) -> int:
        """Hours ahead of UTC."""
        return {"WIB": 7, "WITA": 8, "WIT": 9}[self]


@dataclass(frozen=True, slots=True)
class Province:
    """A province.

    Attributes:
        code: ISO 3166-2, e.g. ``ID-JB``.
        name: its usual Indonesian name.
        aliases: other names, abbreviations and the official number, all accepted in data.
        island_group: the islands it belongs to, for "another part of the country".
        zone: its time zone.
        lat: latitude of the centroid, degrees north.
        lon: longitude of the centroid, degrees east.

    """

    code: str
    name: str
    aliases: tuple[str, ...]
    island_group: str
    zone: Zone
    lat: float
    lon: float

    @property
    def utc_offset(self) -> int:
        """Hours ahead of UTC."""
        return self.zone.utc_offset


def _read_provinces() -> tuple[Province, ...]:
    text = files("features").joinpath("data/provinces.csv").read_text(encoding="utf-8")
    return tuple(
        Province(
            code=row["code"],
            name=row["name"],
            aliases=tuple(
                alias
                for alias in (row["english"], row["number"], *row["variants"].split(";"))
                if alias
            ),
            island_group=row["island_group"],
            zone=Zone(row["zone"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def _key(text: str) -> str:
    """Letters and digits only, lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


PROVINCES: tuple[Province, ...] = _read_provinces()
"""All provinces; the position is the index used in arrays."""

_BY_KEY = {
    _key(name): province
    for province in PROVINCES
    for name in (province.code, province.name, *province.aliases)
}

INDEX: dict[str, int] = {province.code: i for i, province in enumerate(PROVINCES)}
"""Position in `PROVINCES` by code."""


def find_province(text: str) -> Province | None:
    """The province called `text`: a code, a name in Indonesian or English, or a usual variant.

    Case, spaces, punctuation and accents don't matter. None where no province, or no single one,
    goes by that name ("Kalimantan").
    """
    key = _key(text)
    return _BY_KEY.get(key) or _BY_KEY.get(key.removeprefix("provinsi").removeprefix("prov"))


def suggest_province(text: str) -> Province | None:
    """The province whose name comes closest to `text`, for "did you mean ...?"; None if none does.

    Closeness is that of `difflib.get_close_matches` on letters and digits.
    """
    close = get_close_matches(_key(text), _BY_KEY, n=1, cutoff=0.6)
    return _BY_KEY[close[0]] if close else None
