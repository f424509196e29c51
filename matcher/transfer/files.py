"""The six files: which row model reads each, which table keeps it, what it points at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from matcher.domain.rows import (
    CircleRow,
    ClassRow,
    EnrolmentRow,
    MemberRow,
    Row,
    StoryRow,
    TieRow,
)
from matcher.store import schema


@dataclass(frozen=True)
class File:
    """One of the files.

    Attributes:
        name: as it lies in the folder.
        row: validates and normalises a line.
        table: keeps it.
        key: columns that name a row.
        stamped: whether the table notes when a row was last written.
        points_at: column → the table its value must be in.
        lists_own: the column that lists keys of the same table, "" where there is none.

    """

    name: str
    row: type[Row]
    table: Table
    key: tuple[str, ...]
    stamped: bool
    points_at: Mapping[str, Table]
    lists_own: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns of the file, in the order they are written."""
        return tuple(self.row.model_fields)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Columns that the header must name."""
        return tuple(name for name, field in self.row.model_fields.items() if field.is_required())

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Columns that lie in `table` itself; consents and circles have tables of their own."""
        return tuple(name for name in self.columns if name in self.table.c)

    def values(self, row: Row) -> dict[str, Any]:
        """The row as the store keeps it, `consent` included."""
        values = dict(row.__dict__)
        if values.get("programme") == "":  # it points at a table, so none is None
            values["programme"] = None
        return values


_MEMBERS: Table = schema.Base.metadata.tables["members"]
_CLASSES: Table = schema.Base.metadata.tables["classes"]

FILES = (
    File("members.csv", MemberRow, _MEMBERS, ("member_id",), True, {}),
    File("classes.csv", ClassRow, _CLASSES, ("class_id",), True, {}, "prerequisites"),
    File(
        "enrolments.csv",
        EnrolmentRow,
        schema.Base.metadata.tables["enrolments"],
        ("member_id", "class_id"),
        False,
        {"member_id": _MEMBERS, "class_id": _CLASSES},
    ),
    File(
        "stories.csv",
        StoryRow,
        schema.Base.metadata.tables["stories"],
        ("story_id",),
        True,
        {"author_id": _MEMBERS},
    ),
    File(
        "ties.csv",
        TieRow,
        schema.Base.metadata.tables["ties"],
        ("member_a", "member_b", "kind"),
        False,
        {"member_a": _MEMBERS, "member_b": _MEMBERS},
    ),
    File(
        "circles.csv",
        CircleRow,
        schema.Base.metadata.tables["circle_members"],
        ("circle_id", "member_id"),
        False,
        {"member_id": _MEMBERS},
    ),
)
"""In the order of import: what is pointed at comes first."""
