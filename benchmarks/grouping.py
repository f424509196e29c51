"""Grouping: the product on one core, on a public instance or the generated problem of circles.

python benchmarks/grouping.py FILE --seconds S --seed K [--quality Q] [--json]

FILE is an instance of MDGPLIB (.txt) or a problem.npz of vectors, regions and sizes. Compiling
does not count. The objective is the checker's, of the pair scores alone.
"""

import sys
import time
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.results import OWN, Result, print_json, sheet
from features.errors import LingkarError
from matcher.grouping.problem import Matrix, Problem
from matcher.grouping.solution import Solution
from matcher.grouping.solve import solve, suggested_floor

REGIONS_DIFFER = 0.3
STRENGTH = 150.0
"""Of the worst-off term; see `suggested_floor`."""


def read_mdgplib(path: Path) -> Problem:
    """An instance: `n m kind` and the bounds of each group, then a line `i j score` a pair."""
    with path.open(encoding="utf-8") as file:
        first = file.readline().split()
        n, n_groups = int(first[0]), int(first[1])
        rows = np.loadtxt(file)
    scores = np.zeros((n, n))
    scores[rows[:, 0].astype(int), rows[:, 1].astype(int)] = rows[:, 2]
    sizes = np.array(first[3 : 3 + 2 * n_groups], dtype=np.int32).reshape(n_groups, 2)
    return Problem(Matrix(scores + scores.T), sizes)


def read_circles(path: Path) -> Problem:
    """Cosine of two vectors, and a bonus where their regions differ; fixed sizes."""
    with np.load(path) as data:
        vectors = data["vectors"].astype(np.float64)
        region, size = data["region"], data["sizes"].astype(np.int32)
    scores = vectors @ vectors.T + REGIONS_DIFFER * (region[:, None] != region[None, :])
    np.fill_diagonal(scores, 0)
    return Problem(Matrix(scores), np.stack([size, size], axis=1))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", default=3.0, show_default=True, help="Of processor time.")
@click.option("--seed", default=0, show_default=True)
@click.option("--quality", type=float, help="With the worst-off term, at this quality.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(file: Path, seconds: float, seed: int, quality: float | None, as_json: bool) -> None:
    """Form groups of FILE in so many seconds of processor time on one core."""
    problem = read_circles(file) if file.suffix == ".npz" else read_mdgplib(file)
    if quality is not None:
        floor = suggested_floor(problem, quality, STRENGTH)
        problem = Problem(problem.scores, problem.sizes, floor=floor)
    result = Result(OWN, settings={"seed": seed, "limit": seconds, "quality": quality})
    with result.timed("solve"):
        solution = solve(problem, seconds=seconds, seed=seed, clock=time.process_time)
    result.metrics = metrics_of(solution)
    data = file.parent.name if file.suffix == ".npz" else file.stem
    result.settings["stopped"] = solution.stopped
    sheet(f"grouping · {data} · {seconds:g} s", [result], list(result.metrics), "")
    if as_json:
        print_json("grouping", data, "one core", [result])


def metrics_of(solution: Solution) -> dict[str, float]:
    """Figures of the checker."""
    verdict = solution.verdict
    soft = verdict.parts.get("floor", 0.0)
    return {
        "objective": verdict.objective - soft,
        "legal": float(verdict.legal),
        "weakest": float(np.nanmin(verdict.quality)),
        "bound": solution.bound,
    }


if __name__ == "__main__":
    try:
        main()
    except LingkarError as problem:
        raise SystemExit(str(problem)) from problem
