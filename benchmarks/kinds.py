"""Pairs and mentoring of the generated sample community, with their rules: how near, how long.

    python benchmarks/kinds.py [FOLDER] --members 5000 --seconds 60 --json

FOLDER holds a community as CSV files; without it one is generated. Each way of forming is judged by
`matcher.grouping.checking`; `gap` is the share of the objective that its own bound leaves open.
"""

import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.results import Result, print_json
from matcher.circles.form import prepare
from matcher.circles.roster import read_roster
from matcher.circles.ways import WAYS
from matcher.circles.wishes import read_wishes
from matcher.grouping.problem import WAITING
from matcher.grouping.solution import onward
from matcher.sample import write_sample
from matcher.store.session import Store, open_store
from matcher.transfer import import_folder
from models.encoder import shipped

AS_OF = date(2026, 11, 1)
METRICS = ("members", "placed", "objective", "gap")
ASKED: Mapping[str, Mapping[str, Any]] = {
    "pairs": {"kind": "pairs"},
    "pairs, a trio": {"kind": "pairs", "trio": True},
    "one to one": {"kind": "mentoring"},
    "one to one, stable": {"kind": "mentoring", "mentoring": {"stable": True}},
    "as a circle": {"kind": "mentoring", "mentoring": {"meets": "as_a_circle"}},
}


def measure(store: Store, name: str, seconds: float) -> Result:
    """One way of forming, from the roster to the checker's verdict."""
    wishes = read_wishes({**ASKED[name], "seconds": seconds})
    with store.read() as session:
        roster = read_roster(session, wishes)
    result = Result(name)
    with result.timed("prepare"):
        built = prepare(wishes, roster, shipped())
    with result.timed("match"):
        solution = WAYS[wishes.kind].search(wishes, built, onward)
    placed = len(np.unique(built.roster.member[solution.circle != WAITING]))
    result.metrics = {
        "members": float(len(roster)),
        "placed": float(placed),
        "objective": solution.objective,
        "gap": (solution.bound - solution.objective) / abs(solution.objective),
    }
    result.settings = {"stopped": solution.stopped}
    return result


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--members", default=1_001, show_default=True, type=click.IntRange(50))
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--way", "ways", multiple=True, type=click.Choice(list(ASKED)), help="Only these.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(
    folder: Path | None, members: int, seconds: float, ways: tuple[str, ...], as_json: bool
) -> None:
    """Form pairs and mentoring of a sample community, and tell how near to the best they are."""
    with tempfile.TemporaryDirectory() as beside:
        csv = folder or Path(beside) / "csv"
        if not (csv / "members.csv").exists():
            write_sample(csv, members=members, seed=0, as_of=AS_OF)
        url = f"sqlite:///{beside}/lingkar.db"
        with closing(open_store(url, migrate=True)) as store:
            import_folder(store, csv, now=datetime(2026, 11, 1, tzinfo=UTC))
            results = [measure(store, name, seconds) for name in ways or ASKED]
    show(results)
    if as_json:
        print_json("kinds", str(folder or "sample"), "usual wishes of each kind", results)


def show(results: list[Result]) -> None:
    """Print the table."""
    shown = Table(title="Pairs and mentoring, the usual rules on")
    for head in ("way", *METRICS, "stopped", "CPU s", "MiB"):
        shown.add_column(head, justify="left" if head == "way" else "right")
    for result in results:
        figures = [f"{result.metrics[name]:,.6g}" for name in METRICS]
        told = str(result.settings["stopped"])
        shown.add_row(
            result.model,
            *figures,
            told,
            f"{result.cpu_seconds['match']:.1f}",
            f"{result.peak_mb:,.0f}",
        )
    Console(width=max(120, Console().width)).print(shown)


if __name__ == "__main__":
    main()
