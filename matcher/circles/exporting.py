"""A formation as tables and as JSON: what an admin keeps, sorts and hands on."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from matcher.circles.clashes import clash_json
from matcher.circles.formation import Formation, FormedCircle
from matcher.circles.hours import zone_of
from matcher.circles.overview import Overview, overview
from matcher.circles.placements import Placements, placements, why_here
from matcher.circles.ranking import Ranked
from matcher.circles.words import province_name, rule_name, when, why_waiting, zones
from matcher.transfer.cells import guarded

FORMAT = 1
"""Of plan.json."""

CIRCLES = (
    "circle",
    "size",
    "facilitator_id",
    "facilitator",
    "meets",
    "provinces",
    "quality",
    "breaks",
)
WELL = ("closeness", "because", "next_circle", "next_closeness")
"""How well a member sits, why there, and where else she would sit best."""

MEMBERS = (
    "circle",
    "member_id",
    "display_name",
    "leads",
    "province",
    "zone",
    "meets",
    "waits_because",
    "rank",
    *WELL,
)


def circle_rows(formed: Formation, language: str) -> Iterator[tuple[object, ...]]:
    """A row a circle, under the heads `CIRCLES`."""
    roster = formed.roster
    for circle in formed.circles:
        leads = circle.leader
        yield (
            circle.number + 1,
            len(circle.members),
            "" if leads is None else roster.members.ids[leads],
            "" if leads is None else roster.names[leads],
            " / ".join(hours(formed, circle, language)),
            ", ".join(provinces(formed, circle, language)),
            _rounded(circle.quality),
            ", ".join(rule_name(one.rule, language) for one in circle.breaks),
        )


def member_rows(
    formed: Formation, language: str, placed: Placements | None = None
) -> Iterator[tuple[object, ...]]:
    """A row for each member of each circle, then for whoever waits, under the heads `MEMBERS`.

    Args:
        formed: the circles.
        language: of the cells.
        placed: as `placements` has them, where they are known already.

    """
    placed = placed or placements(formed)
    sits = zip(placed.circle.tolist(), placed.member.tolist(), strict=True)
    place = {both: k for k, both in enumerate(sits)}
    for row, circle in enumerate(formed.circles):
        for one in circle.members.tolist():
            zone = zone_of(int(formed.roster.members.province[one]))
            meets = when(circle.slot, zone, language) if circle.slot else ""
            leads = "true" if one == circle.leader else "false"
            person = _person(formed, one, language, leads)
            well = how_well(formed, placed, place.get((row, one)), language)
            yield (circle.number + 1, *person, meets, "", _rank(formed, one), *well)
    for waiting in formed.waiting:
        reason = why_waiting(formed.wishes.kind, waiting.reason, language)
        person = _person(formed, waiting.member, language, "false")
        yield ("", *person, "", reason, _rank(formed, waiting.member), *("",) * len(WELL))


def how_well(
    formed: Formation, placed: Placements, place: int | None, language: str
) -> tuple[object, ...]:
    """The cells of a placement under the heads `WELL`; empty where nothing of hers is told."""
    if place is None:
        return ("",) * len(WELL)
    other = int(placed.next_circle[place])
    return (
        _rounded(placed.score[place]),
        why_here(formed, placed, place, language),
        formed.circles[other].number + 1 if other >= 0 else "",
        _rounded(placed.next_score[place]),
    )


def _rounded(score: float) -> float | str:
    """A score for a table; nothing where there is none."""
    return "" if np.isnan(score) else round(float(score), 3)


def _rank(formed: Formation, one: int) -> int | str:
    """Her rank where there is a ranking that she is in."""
    ranked = formed.built.ranked
    return int(ranked.rank[one]) or "" if ranked else ""


def hours(formed: Formation, circle: FormedCircle, language: str) -> list[str]:
    """When a circle meets on each of the clocks of its members, from west to east."""
    if circle.slot is None:
        return []
    province = formed.roster.members.province
    present = zones(zone_of(int(province[one])) for one in circle.members)
    return [when(circle.slot, zone, language) for zone in present]


def provinces(formed: Formation, circle: FormedCircle, language: str) -> tuple[str, ...]:
    """The names of the provinces that the members of a circle live in, each once.

    Whoever lives abroad, or did not say where, lives elsewhere: that comes last.
    """
    found = [int(formed.roster.members.province[one]) for one in circle.members]
    known = [one for one in found if one >= 0]
    names = (province_name(one, language) for one in (*known, *([-1] if -1 in found else ())))
    return tuple(dict.fromkeys(names))


def _person(formed: Formation, one: int, language: str, leads: str) -> tuple[str, ...]:
    roster = formed.roster
    province = int(roster.members.province[one])
    name = province_name(province, language)
    return roster.members.ids[one], roster.names[one], leads, name, str(zone_of(province))


def write_csv(path: Path, heads: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    """Write a table; a text that a spreadsheet would run as a formula gets its mark."""
    with path.open("w", encoding="utf-8", newline="") as text:
        text.write(csv_text(heads, rows))


def csv_text(heads: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    """A table as `write_csv` writes it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    """A value for a table; a text that a spreadsheet would run as a formula gets its mark."""
    return guarded(value) if isinstance(value, str) else value


def document(formed: Formation, placed: Placements | None = None) -> dict[str, Any]:
    """The formation as `plan` has it, then how good it is as a whole and for each member.

    `placed` is as for `member_rows`.
    """
    placed = placed or placements(formed)
    whole = overview(formed, placed)
    return plan(formed) | {
        "gap": whole.gap,
        "overview": _overview(formed, placed, whole),
        "placements": [_placement(formed, placed, k) for k in range(len(placed.member))],
    }


def _overview(formed: Formation, placed: Placements, whole: Overview) -> dict[str, Any]:
    return {
        "closeness": _told(whole.score),
        "regions": dict(whole.regions),
        "stages": dict(whole.stages),
        "weakest": [_placement(formed, placed, k) for k in whole.weakest],
    }


def _placement(formed: Formation, placed: Placements, place: int) -> dict[str, Any]:
    term, other = placed.term(place), int(placed.next_circle[place])
    return {
        "member": formed.roster.members.ids[int(placed.member[place])],
        "circle": formed.circles[int(placed.circle[place])].number + 1,
        "closeness": float(placed.score[place]),
        "because": None if term is None else formed.built.scores.terms[term],
        "next_circle": formed.circles[other].number + 1 if other >= 0 else None,
        "next_closeness": _told(placed.next_score[place]),
    }


def _told(score: float) -> float | None:
    """A score as JSON; null where there is none."""
    return None if np.isnan(score) else float(score)


def plan(formed: Formation) -> dict[str, Any]:
    """The formation as JSON: ids and codes only, nothing that a member wrote."""
    solution, ids = formed.solution, formed.roster.members.ids
    bound = float(solution.bound)
    return {
        "format": FORMAT,
        "wishes": formed.wishes.model_dump(mode="json"),
        "objective": solution.objective,
        "parts": dict(solution.verdict.parts),
        "bound": None if bound == float("inf") else bound,
        "stopped": solution.stopped,
        "circles": [_circle(formed, circle) for circle in formed.circles],
        "waiting": {ids[one.member]: one.reason for one in formed.waiting},
        "conflicts": [clash_json(one, formed.roster) for one in formed.clashes],
        "ranking": None if formed.built.ranked is None else _ranking(formed.built.ranked, ids),
    }


def _ranking(ranked: Ranked, ids: Sequence[str]) -> dict[str, Any]:
    """By member, but for those who take no place: her rank, whether she is taken, and why."""
    return {
        ids[one]: {
            "rank": int(ranked.rank[one]),
            "taken": bool(ranked.taken[one]),
            "score": float(ranked.score[one]),
            "criteria": dict(zip(ranked.criteria, ranked.values[one].tolist(), strict=True)),
        }
        for one in np.flatnonzero(ranked.rank).tolist()
    }


def _circle(formed: Formation, circle: FormedCircle) -> dict[str, Any]:
    ids, slot = formed.roster.members.ids, circle.slot
    return {
        "number": circle.number + 1,
        "members": [ids[one] for one in circle.members],
        "facilitator": None if circle.leader is None else ids[circle.leader],
        "meeting": {"utc_hour_of_week": slot.start, "hours": slot.hours} if slot else None,
        "quality": _told(circle.quality),
        "breaks": [{"rule": one.rule, "units": one.units} for one in circle.breaks],
    }
