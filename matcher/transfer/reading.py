"""Lines of a CSV file as people save them: any usual delimiter, encoding and heading habit."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from matcher.errors import ImportRefused
from matcher.i18n import N_
from matcher.transfer.cells import unguarded

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file.

    Attributes:
        number: the line on which it starts; the file's first line is 1.
        cells: its fields by column; a column the row is too short for is not there.
        fault: the advice code of what keeps it from being read, "" where nothing does.

    """

    number: int
    cells: dict[str, str]
    fault: str = ""


class CsvFile:
    """An open file whose header has been read and found good; iterate over it for its rows.

    Attributes:
        columns: those of the header, in its order; "" for one without a name.

    """

    def __init__(
        self, name: str, text: TextIO, required: Sequence[str], known: Sequence[str]
    ) -> None:
        delimiter, self._skipped = _delimiter(text)
        self._reader = csv.reader(text, delimiter=delimiter, strict=True)
        self.columns = _header(name, next(self._reader, []), required, known)

    def __iter__(self) -> Iterator[Line]:
        """The rows; lines without content are passed over."""
        while True:
            start = self._reader.line_num + self._skipped + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                # The reader starts afresh on the line after the one it gave up on.
                several = self._reader.line_num + self._skipped > start
                ended = several or "unexpected end" in str(error)
                yield Line(start, {}, "open_quotes" if ended else "bad_quotes")
                continue
            if any(field and not field.isspace() for field in fields):
                yield self._line(start, fields)

    def _line(self, start: int, fields: list[str]) -> Line:
        width = len(self.columns)
        if any(field.strip() for field in fields[width:]):
            return Line(start, {}, "too_many_cells")
        cells = dict(zip(self.columns, map(unguarded, fields), strict=False))
        cells.pop("", None)
        return Line(start, cells)


@contextmanager
def open_csv(path: Path, required: Sequence[str], known: Sequence[str]) -> Iterator[CsvFile]:
    """Open a file for a ``with`` block that goes through its rows.

    UTF-8 with or without a byte order mark, UTF-16 with one. The delimiter is taken from the
    header, or from Excel's ``sep=`` line. Column names may be in any case, with spaces around.

    Args:
        path: where it is.
        required: columns the header must name.
        known: all columns of the format, for the message.

    Raises:
        ImportRefused: the header cannot be used, or (in the block) the text cannot be decoded.

    """
    try:
        with path.open(encoding=_encoding(path), newline="") as text:
            yield CsvFile(path.name, text, required, known)
    except UnicodeError:
        raise ImportRefused(
            N_(
                "{file} is not UTF-8 text (line {line}). In Excel, save it as “CSV UTF-8 (comma "
                "delimited)”; in other programs choose UTF-8."
            ),
            file=path.name,
            line=_undecodable_line(path),
        ) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as raw:
        mark = raw.read(2)
    return "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _undecodable_line(path: Path) -> int:
    with path.open("rb") as raw:
        for number, line in enumerate(raw, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1


def _delimiter(text: TextIO) -> tuple[str, int]:
    """The delimiter, and how many lines before the header were passed over."""
    first = text.readline()
    if first.lower().startswith("sep="):
        return first[4:].strip("\r\n")[:1] or ",", 1
    text.seek(0)
    return max(DELIMITERS, key=first.count), 0


def _header(
    name: str, fields: list[str], required: Sequence[str], known: Sequence[str]
) -> tuple[str, ...]:
    header = tuple("_".join(field.lower().replace("-", " ").split()) for field in fields)
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
