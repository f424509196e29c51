"""The domain pairs: what a mother says in slang, the same said formally, and a look-alike.

The sentences were written for the project with a language model. A hard negative has the words of
the informal sentence and tells of another trouble.
"""

from dataclasses import dataclass
from pathlib import Path

from models.encoder.corpora import Measured
from models.encoder.files import CorpusMissing, cells

COLUMNS = ["id", "split", "theme", "informal", "formal", "hard"]


@dataclass(frozen=True, slots=True)
class DomainPairs:
    """Row i of all four belongs together: theme, informal and formal sentence, hard negative."""

    themes: list[str]
    informal: list[str]
    formal: list[str]
    hard: list[str]

    def __len__(self) -> int:
        return len(self.themes)


def domain_pairs(path: Path, part: Measured) -> DomainPairs:
    """The pairs of `part`: dev to choose with, test never used for any choice.

    Raises:
        CorpusMissing: there is no such file, or its columns are others.

    """
    if not path.is_file():
        raise CorpusMissing(
            "There is no {path}, the file of the domain pairs. It is in a checkout of the "
            "repository and not in the installed package: run this in a checkout, or give the "
            "file with `--pairs`.",
            path=path,
        )
    header, *found = cells(path)
    if header != COLUMNS:
        raise CorpusMissing(
            "{path} has the columns {found}. Domain pairs have {columns}, with tabs between them.",
            path=path,
            found=", ".join(header),
            columns=", ".join(COLUMNS),
        )
    kept = [row[2:] for row in found if row[1] == part]
    return DomainPairs(*([row[column] for row in kept] for column in range(4)))
