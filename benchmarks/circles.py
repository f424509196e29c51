"""Circles of the generated sample community, every rule on: lingkar beside plain ways.

    python benchmarks/circles.py [FOLDER] --members 2000 --seconds 30 --seed 0 --json

FOLDER holds a community as CSV files; without it one is generated. All ways get the same problem
and are judged by `matcher.grouping.checking`: `as formed` counts the hard rules they break, the
other figures are taken after the circles that break one have been sent to the waiting list.
"""

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.circle_baselines import at_random, greedy, k_means, lawful
from benchmarks.results import Result, print_json
from features.arrays import Int32
from matcher.circles.form import prepare
from matcher.circles.roster import Roster, read_roster
from matcher.circles.wishes import Wishes, read_wishes
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.solve import solve
from matcher.sample import write_sample
from matcher.store.session import open_store
from matcher.transfer import import_folder
from models.encoder import shipped

AS_OF = date(2026, 11, 1)
METRICS = ("objective", "placed", "circles", "mean", "weakest", "broken as formed")


def measure(problem: Problem, roster: Roster, wishes: Wishes) -> list[Result]:
    """The ways, each on the same problem."""
    ways: dict[str, Callable[[], Int32]] = {
        "lingkar": lambda: solve(problem, seconds=wishes.seconds, seed=wishes.seed).circle,
        "greedy": lambda: greedy(problem, wishes.seed),
        "random": lambda: at_random(problem, wishes.seed),
    }
    if find_spec("k_means_constrained"):
        ways["k-means-constrained"] = lambda: k_means(problem, wishes.seed)
    results = []
    for name, way in ways.items():
        result = Result(name)
        with result.timed("form"):
            circle = way()
        result.metrics = judged(problem, roster, circle)
        results.append(result)
    return results


def judged(problem: Problem, roster: Roster, circle: Int32) -> dict[str, float]:
    """What a grouping is worth once only lawful circles are left."""
    broken = sum(one.units for one in check(problem, circle).breaks if one.hard)
    kept = lawful(problem, circle)
    verdict = check(problem, kept)
    seated = np.unique(roster.member[kept != WAITING])
    quality = verdict.quality[np.isfinite(verdict.quality)]
    return {
        "objective": verdict.objective,
        "placed": len(seated) / len(roster),
        "circles": float(len(quality)),
        "mean": float(quality.mean()) if len(quality) else 0.0,
        "weakest": float(quality.min()) if len(quality) else 0.0,
        "broken as formed": float(broken),
    }


def read(folder: Path, members: int, wishes: Wishes) -> tuple[Problem, Roster]:
    """The problem of the community in `folder`, generated where there is none."""
    if not (folder / "members.csv").exists():
        write_sample(folder, members=members, seed=0, as_of=AS_OF)
    with tempfile.TemporaryDirectory() as beside:
        url = f"sqlite:///{beside}/lingkar.db"
        with closing(open_store(url, migrate=True)) as store:
            import_folder(store, folder, now=datetime(2026, 11, 1, tzinfo=UTC))
            with store.read() as session:
                roster = read_roster(session, wishes)
    return prepare(wishes, roster, shipped()).problem, roster


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--members", default=2_000, show_default=True, type=click.IntRange(50))
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(folder: Path | None, members: int, seconds: float, seed: int, as_json: bool) -> None:
    """Form circles of a sample community in several ways, and judge them alike."""
    wishes = read_wishes({"seconds": seconds, "seed": seed})
    with tempfile.TemporaryDirectory() as beside:
        problem, roster = read(folder or Path(beside), members, wishes)
    results = measure(problem, roster, wishes)
    show(results, len(roster))
    if as_json:
        rules = ", ".join(rule.name for rule in problem.rules)
        print_json(
            "circles", str(folder or "sample"), f"rules: {rules}", results, members=len(roster)
        )


def show(results: list[Result], members: int) -> None:
    """Print the table."""
    shown = Table(title=f"Circles of 5 to 8 of {members:,} members, every rule on")
    for head in ("way", *METRICS, "CPU s"):
        shown.add_column(head, justify="left" if head == "way" else "right")
    for result in results:
        figures = (f"{result.metrics[name]:,.3f}" for name in METRICS)
        shown.add_row(result.model, *figures, f"{result.cpu_seconds['form']:.1f}")
    Console(width=max(120, Console().width)).print(shown)


if __name__ == "__main__":
    main()
