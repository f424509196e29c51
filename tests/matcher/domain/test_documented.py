"""`docs/data-formats.md` has a line for each column of each file and each word it may hold."""

import re
from enum import StrEnum

import pytest

from features.vocabulary import (
    CircleKind,
    CircleLife,
    Format,
    Level,
    Purpose,
    Role,
    SeatRole,
    Stage,
    Status,
    Tie,
    Visibility,
)
from matcher.transfer.files import FILES, File
from tests.conftest import ROOT

GUIDE = (ROOT / "docs/data-formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_column_is_documented_in_order_and_says_whether_it_is_required(file: File) -> None:
    section = GUIDE.split(f"### {file.name}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)`( \(required[^)]*\))? \|", section, flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(file.columns)
    assert tuple(name for name, required in rows if required) == file.required


@pytest.mark.parametrize(
    "kind",
    [
        *(Format, Level, Purpose, Role, Stage, Status, Tie, Visibility),
        *(CircleKind, CircleLife, SeatRole),
    ],
)
def test_every_word_of_the_closed_lists_is_documented(kind: type[StrEnum]) -> None:
    for word in kind:
        assert f"`{word}`" in GUIDE
