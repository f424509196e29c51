"""What an import says afterwards: counts a file, and each row that needs a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import ErrorDetails

from matcher.domain.advice import Advice, explain
from matcher.i18n import translator


@dataclass(slots=True)
class FileCounts:
    """Rows of one file: `read` is the sum of the others.

    A row that a later one of the same key replaces counts as unchanged: nothing came of it.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was refused, or taken with a remark.

    Attributes:
        file: its file's name.
        line: where the row starts in the file, the header being line 1.
        column: which column, "" where it concerns the whole row.
        error: what was wrong, as `matcher.domain.advice.explain` reads it.
        refused: whether the row was left out.

    """

    file: str
    line: int
    column: str
    error: ErrorDetails
    refused: bool = True

    def advice(self, language: str) -> Advice:
        """Reason and mend in `language`."""
        return explain(self.error, translator(language))

    def text(self, language: str) -> str:
        """One line: where, why, and how to mend it."""
        place = f"{self.file}:{self.line}" + (f" {self.column}" if self.column else "")
        return f"{place}: {' '.join(self.advice(language)).strip()}"

    def to_json(self, language: str) -> dict[str, Any]:
        """As an object with named fields."""
        advice = self.advice(language)
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "reason": advice.reason,
            "mend": advice.mend,
            "refused": self.refused,
        }


def problem(
    file: str, line: int, column: str, code: str, *, refused: bool = True, **facts: int | str
) -> RowProblem:
    """A problem found by the import itself, named by its code in `matcher.domain.advice`."""
    error = ErrorDetails(type=code, loc=(column,), msg=code, input=None, ctx=facts)
    return RowProblem(file, line, column, error, refused)


@dataclass(slots=True)
class ImportReport:
    """What became of an import.

    Attributes:
        files: counts by file name, in the order of import.
        problems: rows refused or remarked on, in file order.
        committed: whether the rows are in the store now; False when `strict` refused them all.

    """

    files: dict[str, FileCounts] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    committed: bool = False

    @property
    def refused(self) -> int:
        """Rows that could not be used."""
        return sum(counts.refused for counts in self.files.values())

    def to_json(self, language: str) -> dict[str, Any]:
        """As an object with named fields, the problems in `language`."""
        files: Mapping[str, FileCounts] = self.files
        return {
            "committed": self.committed,
            "files": {
                name: {key: getattr(counts, key) for key in FileCounts.__slots__}
                for name, counts in files.items()
            },
            "problems": [problem.to_json(language) for problem in self.problems],
        }
