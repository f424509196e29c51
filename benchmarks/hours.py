"""Weekly hours of circles that share whoever leads them: lingkar beside taking turns.

    python benchmarks/hours.py [FOLDER] --members 2000 --capacity 2 --hours 1 --seconds 20 --json

FOLDER holds a community as CSV files; without it one is generated. Circles are formed once, with
every rule on; then each way gives them their hours. `taking turns` lets circles with few shared
slots choose their most welcome one first, and the others among what is left.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.results import Result, print_json
from features.arrays import Int64
from features.tables import HOURS_A_WEEK
from matcher.circles.form import form
from matcher.circles.formation import Formation, choices_of
from matcher.circles.hours import Choice
from matcher.circles.timetable import timetable
from matcher.circles.wishes import Wishes, read_wishes
from matcher.sample import write_sample
from matcher.store.session import open_store
from matcher.transfer import import_folder
from models.encoder import shipped

AS_OF = date(2026, 11, 1)
METRICS = ("circles", "without an hour", "comfort")


def taking_turns(choices: Sequence[Choice], shared: Sequence[Sequence[int]], hours: int) -> Int64:
    """As `timetable`: the circle with the fewest slots takes its most welcome one first."""
    starts = np.full(len(choices), -1, dtype=np.int64)
    for one in sorted(range(len(choices)), key=lambda one: len(choices[one].starts)):
        linked = {other for group in shared if one in group for other in group} - {one}
        taken = starts[[other for other in linked if starts[other] >= 0]]
        apart = (choices[one].starts[:, None] - taken) % HOURS_A_WEEK
        free = ((apart >= hours) & (apart <= HOURS_A_WEEK - hours)).all(axis=1)
        if free.any():
            best = np.where(free, choices[one].comfort, -1.0).argmax()
            starts[one] = choices[one].starts[best]
    return starts


def judged(starts: Int64, choices: Sequence[Choice]) -> dict[str, float]:
    """How many circles have an hour, and how welcome those are."""
    comfort = [
        float(one.comfort[np.searchsorted(one.starts, start)])
        for start, one in zip(starts, choices, strict=True)
        if start >= 0
    ]
    return {
        "circles": float(len(starts)),
        "without an hour": float((starts < 0).sum()),
        "comfort": float(np.mean(comfort)) if comfort else 0.0,
    }


def measure(formed: Formation) -> list[Result]:
    """Both ways, for the same circles."""
    choices, shared = choices_of(
        [one.members for one in formed.circles], formed.roster, formed.built
    )
    ways: dict[str, Callable[[], Int64]] = {
        "lingkar": lambda: timetable(choices, shared, formed.built.hours),
        "taking turns": lambda: taking_turns(choices, shared, formed.built.hours),
    }
    results = []
    for name, way in ways.items():
        result = Result(name)
        with result.timed("hours"):
            starts = way()
        result.metrics = judged(starts, choices)
        results.append(result)
    return results


def formation(folder: Path, members: int, wishes: Wishes) -> Formation:
    """Circles of the community in `folder`, generated where there is none."""
    if not (folder / "members.csv").exists():
        write_sample(folder, members=members, seed=0, as_of=AS_OF)
    with tempfile.TemporaryDirectory() as beside:
        url = f"sqlite:///{beside}/lingkar.db"
        with closing(open_store(url, migrate=True)) as store:
            import_folder(store, folder, now=datetime(2026, 11, 1, tzinfo=UTC))
            with store.read() as session:
                return form(session, wishes, shipped())


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--members", default=2_000, show_default=True, type=click.IntRange(50))
@click.option("--capacity", default=2, show_default=True, help="Circles that somebody may lead.")
@click.option("--hours", default=1, show_default=True, help="How long a meeting lasts.")
@click.option("--seconds", default=20.0, show_default=True, help="Of the search.")
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(
    *,
    folder: Path | None,
    members: int,
    capacity: int,
    hours: int,
    seconds: float,
    seed: int,
    as_json: bool,
) -> None:
    """Give circles of a sample community their weekly hours in two ways."""
    asked = {"facilitator": {"capacity": capacity}, "meeting": {"hours": hours}}
    with tempfile.TemporaryDirectory() as beside:
        wishes = read_wishes(asked | {"seconds": seconds, "seed": seed})
        results = measure(formation(folder or Path(beside), members, wishes))
    shown = Table(title="Weekly hours of circles")
    for head in ("way", *METRICS, "CPU s"):
        shown.add_column(head, justify="left" if head == "way" else "right")
    for result in results:
        figures = (f"{result.metrics[name]:,.3f}" for name in METRICS)
        shown.add_row(result.model, *figures, f"{result.cpu_seconds['hours']:.2f}")
    Console().print(shown)
    if as_json:
        protocol = f"up to {capacity} circles led, {hours} hours"
        print_json("hours", str(folder or "sample"), protocol, results, members=members)


if __name__ == "__main__":
    main()
