"""Public data sets as folders of Lingkar's own CSV files, so that they go through its import.

They have an order at most, and no dates: enrolment j of L lies at (j + ½) / L of the year 2020, so
that order is kept and nobody's history is older than another's.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2020, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=365)
NO_DATES = "times are synthetic: they keep the order of each learner's list and mean nothing beyond"
NO_ORDER = "times are synthetic and the list has no order: only what goes together can be learned"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder in Lingkar's format.

    Attributes:
        name: how results call it.
        folder: where its CSV files are.
        dated: whether times are real ones.
        test: member id to the class ids of the published test, {} where there is none.
        note: what a reader of the results must know.

    """

    name: str
    folder: Path
    dated: bool
    test: Mapping[str, Sequence[str]]
    note: str = ""


def open_source(data: Path, scratch: Path) -> Source:
    """`data` itself if it is in Lingkar's format, or what it becomes in `scratch`."""
    if (data / "train_valid_data_cnpc_v2.json").is_file():
        return _cnpc(data, scratch)
    if (data / "rs_content_test.csv").is_file():
        return _ibm(data, scratch)
    return Source(data.name, data, dated=True, test={})


def _cnpc(data: Path, scratch: Path) -> Source:
    """Canvas Network: the train file becomes the store's content, the test file stays outside."""
    courses = _json_lines(data / "cnpc_course_info_v3.json")
    classes = [(f"c{row['course_idx2']:03}", str(row["discipline"]), "") for row in courses]
    learned = _cnpc_lists(data / "train_valid_data_cnpc_v2.json")
    test = _cnpc_lists(data / "test_data_cnpc_v2.json")
    for member in test:
        learned.setdefault(member, [])
    _write(scratch, classes, learned)
    return Source("cnpc", scratch, dated=False, test=test, note=NO_DATES)


def _ibm(data: Path, scratch: Path) -> Source:
    """IBM Cognitive Class: titles and descriptions, no order."""
    classes = [
        (row["COURSE_ID"], row["TITLE"], row["DESCRIPTION"])
        for row in _csv_rows(data / "course_processed.csv")
    ]
    learned = defaultdict(list)
    for row in _csv_rows(data / "rs_content_test.csv"):
        learned[row["user"]].append(row["item"])
    _write(scratch, classes, learned)
    return Source("ibm_courses", scratch, dated=False, test={}, note=NO_ORDER)


def _cnpc_lists(path: Path) -> dict[str, list[str]]:
    """Member id to class ids, in the order of the file."""
    lists = defaultdict(list)
    for row in _json_lines(path):
        lists[f"u{row['user']:05}"].append(f"c{row['item']:03}")
    return dict(lists)


def _write(
    folder: Path, classes: Iterable[tuple[str, str, str]], learned: Mapping[str, Sequence[str]]
) -> None:
    """The three CSV files; a class that a learner lists twice counts once, the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "classes.csv", ("class_id", "title", "description"), classes)
    members = ((member, "", "recommend") for member in learned)
    _write_csv(folder / "members.csv", ("member_id", "goals", "consent"), members)
    enrolments = (
        (member, item, (START + SPAN * ((j + 0.5) / len(items))).isoformat(timespec="seconds"))
        for member, listed in learned.items()
        for items in [list(dict.fromkeys(listed))]
        for j, item in enumerate(items)
    )
    _write_csv(folder / "enrolments.csv", ("member_id", "class_id", "enrolled_at"), enrolments)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _json_lines(path: Path) -> list[dict[str, int]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
