"""Reading the files of the folder of public data, each as it was published."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from features.errors import LingkarError

_LONGEST_CELL = 2**24
"""Characters; stories are longer than the csv module expects of a cell."""


class CorpusMissing(LingkarError):
    """A file of the public data is not where it should be."""


def content(path: Path) -> str:
    """The text of `path`.

    Raises:
        CorpusMissing: there is no such file.

    """
    try:
        return path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CorpusMissing(
            "There is no {path}. Give the folder of public data: the one that holds stsb_mt_id, "
            "indonlu and the other corpora that docs/benchmarks.md names.",
            path=path,
        ) from error


def lines(path: Path) -> list[str]:
    """The lines of `path`, which end at line feeds only: tweets hold other separators."""
    return content(path).removesuffix("\n").split("\n")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; a cell may hold line feeds."""
    text = io.StringIO(content(path), newline="")
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.DictReader(text))
    finally:
        csv.field_size_limit(before)  # it holds for the whole process: imports rely on it


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in lines(path)]


def cells(path: Path) -> list[list[str]]:
    """The cells of a file with tabs between them; outer quotes are taken off a quoted cell."""
    return [[_unquoted(cell) for cell in line.split("\t")] for line in lines(path)]


def _unquoted(cell: str) -> str:
    """`cell` without the quotes of CSV; quotes inside a sentence stay."""
    quoted = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if quoted else cell
