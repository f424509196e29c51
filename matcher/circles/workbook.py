"""A formation as a workbook: circles, members, the whole, its weakest places, and the ranking."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from openpyxl import Workbook

from matcher.circles.exporting import (
    CIRCLES,
    MEMBERS,
    WELL,
    cell,
    circle_rows,
    how_well,
    member_rows,
)
from matcher.circles.formation import Formation
from matcher.circles.overview import Overview, overview
from matcher.circles.placements import Placements, placements
from matcher.circles.ranking import Ranked
from matcher.circles.words import REGIONS, STAGES
from matcher.i18n import say

WHOLE = ("figure", "group", "value")
WEAKEST = ("circle", "member_id", "display_name", *WELL)
RANKING = ("rank", "member_id", "display_name", "taken", "score")
"""Then the criteria that count."""


def write_xlsx(
    path: Path | BinaryIO, formed: Formation, language: str, placed: Placements | None = None
) -> None:
    """Write a workbook with a sheet of each; that of the ranking only where there is one.

    `placed` is as for `matcher.circles.exporting.member_rows`.
    """
    placed = placed or placements(formed)
    whole, ranked = overview(formed, placed), formed.built.ranked
    sheets = [
        ("circles", CIRCLES, circle_rows(formed, language)),
        ("members", MEMBERS, member_rows(formed, language, placed)),
        ("overview", WHOLE, whole_rows(formed, whole, language)),
        ("weakest", WEAKEST, weakest_rows(formed, placed, whole, language)),
    ]
    if ranked is not None:
        sheets.append(("ranking", (*RANKING, *ranked.criteria), ranking_rows(formed, ranked)))
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(heads)
        for row in rows:
            sheet.append([cell(value) for value in row])
    book.save(path)


def whole_rows(formed: Formation, whole: Overview, language: str) -> Iterator[tuple[object, ...]]:
    """What the whole is worth, its bound, and how close members are by group, under `WHOLE`."""
    yield ("objective", "", formed.solution.objective)
    if whole.gap is not None:
        yield ("bound", "", formed.solution.bound)
        yield ("gap", "", whole.gap)
    if formed.circles:
        yield ("closeness", "", whole.score)
    for words, found in ((REGIONS, whole.regions), (STAGES, whole.stages)):
        for name, score in found.items():
            yield ("closeness", say(words[name], language), score)


def weakest_rows(
    formed: Formation, placed: Placements, whole: Overview, language: str
) -> Iterator[tuple[object, ...]]:
    """The placements to look at first, under `WEAKEST`."""
    roster = formed.roster
    for place in whole.weakest:
        one = int(placed.member[place])
        yield (
            formed.circles[int(placed.circle[place])].number + 1,
            roster.members.ids[one],
            roster.names[one],
            *how_well(formed, placed, place, language),
        )


def ranking_rows(formed: Formation, ranked: Ranked) -> Iterator[tuple[object, ...]]:
    """Whoever competes for a place, the first before the others, under `RANKING`."""
    roster = formed.roster
    competing = np.flatnonzero(ranked.rank)
    for one in competing[np.argsort(ranked.rank[competing], kind="stable")].tolist():
        yield (
            int(ranked.rank[one]),
            roster.members.ids[one],
            roster.names[one],
            "true" if ranked.taken[one] else "false",
            float(ranked.score[one]),
            *ranked.values[one].tolist(),
        )
