"""Lines of a CSV file as people save them: any usual delimiter, encoding and heading habit."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from matcher.errors import ImportRefused
from matcher.i18n import N_

DELIMITERS = (",", ";", "\t")
LONGEST_FIELD = 1_000_000
"""Characters; the formats allow 20,000, the rest is room for a clear refusal of that field."""

Line = tuple[int, dict[str, str]]
"""Where a row starts in its file (the header is line 1), and its fields by column."""


def read_lines(path: Path, required: Sequence[str], known: Sequence[str]) -> Iterator[Line]:
    """The rows of a file; empty lines are passed over.

    UTF-8 with or without a byte order mark, UTF-16 with one. The delimiter is taken from the
    header, or from Excel's ``sep=`` line. Column names may be in any case, with spaces around.
    Columns nobody knows are handed on, for the caller to remark on.

    Raises:
        ImportRefused: it is not text in these encodings, or the header cannot be used.

    """
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding=_encoding(path), newline="") as text:
            yield from _rows(path.name, text, required, known)
    except UnicodeError:
        raise ImportRefused(
            N_(
                "{file} is not UTF-8 text. In Excel, save it as “CSV UTF-8 (comma delimited)”; in "
                "other programs choose UTF-8."
            ),
            file=path.name,
        ) from None
    except csv.Error:
        raise ImportRefused(
            N_("{file} is not a CSV file that can be read. Save it as CSV again."), file=path.name
        ) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as raw:
        mark = raw.read(2)
    return "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _rows(name: str, text: TextIO, required: Sequence[str], known: Sequence[str]) -> Iterator[Line]:
    delimiter, skipped = _delimiter(text)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    header = _header(name, next(reader, []), required, known)
    start = reader.line_num + 1 + skipped
    for fields in reader:
        if any(field.strip() for field in fields):
            cells = dict(zip(header, fields, strict=False))
            surplus = [field for field in fields[len(header) :] if field.strip()]
            yield start, cells | ({"": delimiter.join(surplus)} if surplus else {})
        start = reader.line_num + 1 + skipped


def _delimiter(text: TextIO) -> tuple[str, int]:
    """The delimiter, and how many lines before the header were passed over."""
    first = text.readline()
    if first.lower().startswith("sep="):
        return first[4:5] or ",", 1
    text.seek(0)
    return max(DELIMITERS, key=first.count), 0


def _header(
    name: str, fields: list[str], required: Sequence[str], known: Sequence[str]
) -> list[str]:
    header = [field.strip().lower().replace(" ", "_") for field in fields]
    missing = [column for column in required if column not in header]
    if missing:
        raise ImportRefused(
            N_("{file} has no column {missing}. Its first line must name the columns: {known}."),
            file=name,
            missing=", ".join(missing),
            known=", ".join(known),
        )
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise ImportRefused(
            N_("{file} names the column {twice} twice. Keep one of them."),
            file=name,
            twice=", ".join(twice),
        )
    return header
