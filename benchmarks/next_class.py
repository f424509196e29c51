"""Next class: the product beside popularity, item-kNN and EASE, through its own import and fit.

python benchmarks/next_class.py DATA [--protocol published|leave-last] [--seed N] [--json]

Every model is tuned by the same search on the same validation cut inside the train part; the test
is only asked at the end.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.datasets import Source, open_source
from benchmarks.results import OWN, Result, against_best_peer, print_json, table
from features.encoder import FITTED
from features.errors import LingkarError
from matcher.store.session import open_store
from matcher.store.tables import Community, read_tables
from matcher.transfer import import_folder
from models.base import Catalogue, Histories, JsonValue, Queries, Recommender
from models.evaluation import evaluate
from models.histories import from_lists, from_log, with_histories
from models.next_class import NextClassModel
from models.peers import PEERS
from models.splits import Cut, cut_each, leave_last, validation_cut
from models.training import Lesson, represent

Protocol = Literal["published", "leave-last"]
METRICS = ("recall@10", "phr@10", "ndcg@10", "mrr@10", "coverage@10")


@dataclass(frozen=True, slots=True)
class Question:
    """What is learned from and what is asked for.

    Attributes:
        catalogue: the classes.
        members: every member with what may be learned from.
        targets: what each took afterwards.
        cut: how a validation part is held out: like the test.

    """

    catalogue: Catalogue
    members: Queries
    targets: Histories
    cut: Callable[[Histories], Cut]


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--protocol", type=click.Choice(["published", "leave-last"]), default="leave-last")
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(data: Path, protocol: Protocol, seed: int, as_json: bool) -> None:
    """Measure next classes on DATA: cnpc, ibm_courses, or a folder in Lingkar's CSV format."""
    with tempfile.TemporaryDirectory(prefix="lingkar-benchmark-") as scratch:
        source = open_source(data.resolve(), Path(scratch) / "csv")
        if protocol == "published" and not source.test:
            raise click.UsageError(f"{source.name} has no published test; use leave-last")
        community = imported(source, Path(scratch) / "store.db")
    question = asked(source, community, protocol, seed)
    results = [own(question, seed), *(peer(name, question, seed) for name in PEERS)]
    asking = int((question.targets.lengths() > 0).sum())
    title = f"next class · {source.name} · {protocol} · {asking:,} members asked"
    table(title, results, METRICS, source.note)
    if as_json:
        ratios: dict[str, JsonValue] = {**against_best_peer(results, METRICS)}
        print_json("next_class", source.name, protocol, results, ratios=ratios, note=source.note)


def imported(source: Source, database: Path) -> Community:
    """The data as the product's trainer sees it: imported into a store and read back."""
    store = open_store(f"sqlite:///{database}", migrate=True)
    try:
        report = import_folder(store, source.folder, now=datetime.now(UTC))
        if report.refused:
            print(f"{report.refused} rows were refused by the import", file=sys.stderr)
        with store.read() as session:
            return read_tables(session)
    finally:
        store.close()


def asked(source: Source, community: Community, protocol: Protocol, seed: int) -> Question:
    """Catalogue, members and targets of a protocol."""
    log = community.enrolments
    lesson = Lesson(community.members, community.classes, log)
    _, catalogue, members = represent(lesson, FITTED, seed=seed)
    cut = validation_cut if source.dated else cut_each
    if protocol == "published":
        item = {class_id: i for i, class_id in enumerate(community.classes.ids)}
        lists = [[item[c] for c in source.test.get(m, ())] for m in community.members.ids]
        return Question(catalogue, members, from_lists(lists), cut)
    before, last = (from_log(part, len(members)) for part in leave_last(log))
    return Question(catalogue, with_histories(members, before), last, cut)


def own(question: Question, seed: int) -> Result:
    """The product's row; "fit" is the blend and the final fit of the parts, after the search."""
    result = Result(OWN)
    searched: list[float] = []

    def progress(step: str, done: int, total: int) -> None:
        if step == "search" and done == total:
            searched.append(time.perf_counter())

    with result.timed("search_and_fit"):
        model = NextClassModel.fit(
            question.catalogue, question.members, cut=question.cut, seed=seed, progress=progress
        )
        result.seconds["fit"] = round(time.perf_counter() - searched[0], 4)
    return measured(result, model, question)


def peer(name: str, question: Question, seed: int) -> Result:
    """A peer's row."""
    result = Result(name)
    catalogue, members = question.catalogue, question.members
    with result.timed("search_and_fit"):
        model = PEERS[name].fit(catalogue, members, cut=question.cut, seed=seed)
    with result.timed("fit"):
        type(model).restore(model.settings(), model.arrays()).fit(catalogue, members)
    return measured(result, model, question)


def measured(result: Result, model: Recommender, question: Question) -> Result:
    """`result` with metrics, speed and settings."""
    with result.timed("ask"):
        metrics = evaluate(model, question.members, question.targets)
    result.metrics = metrics.values | {"members/s": metrics.members / result.seconds["ask"]}
    result.settings = model.settings()
    return result


if __name__ == "__main__":
    try:
        main()
    except LingkarError as problem:
        raise SystemExit(str(problem)) from problem
