"""Circles of the generated sample community, every rule on: lingkar beside plain ways.

    python benchmarks/circles.py [FOLDER] --members 2000 --seconds 30 --seed 0 --json
    python benchmarks/circles.py --members 15000 --seconds 600 --only --repair

FOLDER holds a community as CSV files; without it one is generated. All ways get the same problem
and are judged by `matcher.grouping.checking`: `as formed` counts the hard rules they break, the
other figures are taken after the circles that break one have been sent to the waiting list.
Seconds are of one core. With more than 30 of them, a run of 30 is set beside the long one.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.circle_baselines import at_random, greedy, k_means, lawful
from benchmarks.circle_changes import priced, repaired
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
METRICS = ("objective", "placed", "circles", "mean", "weakest", "1 %", "5 %", "broken as formed")
CHANGES = ("objective", "of re-formed", "moved", "hard units broken")
SHORT = 30.0
"""Seconds of the run that is set beside a longer one."""


def formed(problem: Problem, roster: Roster, wishes: Wishes) -> tuple[list[Result], Int32]:
    """The product's own way, for 30 seconds too if there are more; and its circles."""
    solve(problem, seconds=wishes.seconds, seed=wishes.seed, moves=1)  # compiles
    results = []
    for seconds in sorted({min(SHORT, wishes.seconds), wishes.seconds}):
        result = Result("lingkar" if seconds == wishes.seconds else f"lingkar, {seconds:.0f} s")
        with result.timed("form"):
            found = solve(problem, seconds=seconds, seed=wishes.seed, clock=time.process_time)
        result.metrics = judged(problem, roster, found.circle)
        result.metrics["first plan s"] = found.trace[0][0]
        results.append(result)
    for result in results:
        result.metrics["of the longest"] = result.metrics["objective"] / found.objective
    return results[::-1], found.circle


def plain(problem: Problem, roster: Roster, wishes: Wishes) -> list[Result]:
    """Other ways, each on the same problem."""
    ways: dict[str, Callable[[], Int32]] = {
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
        "1 %": float(np.quantile(quality, 0.01)) if len(quality) else 0.0,
        "5 %": float(np.quantile(quality, 0.05)) if len(quality) else 0.0,
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
@click.option("--only", is_flag=True, help="No other ways beside.")
@click.option("--repair", is_flag=True, help="Then one in a hundred leaves.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(  # noqa: PLR0917 (the options of the command)
    folder: Path | None,
    members: int,
    seconds: float,
    seed: int,
    only: bool,
    repair: bool,
    as_json: bool,
) -> None:
    """Form circles of a sample community in several ways, and judge them alike."""
    wishes = read_wishes({"seconds": seconds, "seed": seed})
    with tempfile.TemporaryDirectory() as beside:
        problem, roster = read(folder or Path(beside), members, wishes)
    results, circle = formed(problem, roster, wishes)
    for one in results:
        click.echo(
            f"{one.model}: first plan after {one.metrics['first plan s']:.2f} CPU s, "
            f"{one.metrics['of the longest']:.4f} of the longest run, {one.peak_mb:,.0f} MB"
        )
    if not only:
        results += plain(problem, roster, wishes)
    show(f"Circles of 5 to 8 of {len(roster):,} members, every rule on", METRICS, results)
    if repair:
        changed = repaired(problem, roster.member, circle, seconds=min(SHORT, seconds), seed=seed)
        show("One in a hundred leaves", CHANGES, changed)
        price = priced(problem, circle, seed)
        click.echo(f"the price of a move by hand takes {1000 * price:.1f} CPU ms")
        results += changed
    if as_json:
        rules = ", ".join(rule.name for rule in problem.rules)
        print_json(
            "circles", str(folder or "sample"), f"rules: {rules}", results, members=len(roster)
        )


def show(title: str, metrics: tuple[str, ...], results: list[Result]) -> None:
    """Print a table."""
    shown = Table(title=title)
    for head in ("way", *metrics, "CPU s"):
        shown.add_column(head, justify="left" if head == "way" else "right")
    for result in results:
        figures = (f"{result.metrics[name]:,.4f}" for name in metrics)
        shown.add_row(result.model, *figures, f"{result.cpu_seconds['form']:.1f}")
    Console(width=max(120, Console().width)).print(shown)


if __name__ == "__main__":
    main()
