"""Text encoders on public data and on domain pairs: the shipped one beside others.

python benchmarks/encoder.py DATA [--encoder NAME]… [--json]

Every row reads the same texts in the same run. What is measured is in `benchmarks.encoder_tasks`,
by the definitions of `models.encoder.measures`; speed and loading are in `benchmarks.cold`.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait leave the core to others
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.cold import measured_apart, speed_texts
from benchmarks.contenders import NAMES, contender
from benchmarks.encoder_sources import ALL_TEST, DEV_STORIES, TEST_STORIES, TWEETS, Sources
from benchmarks.encoder_tasks import TASKS
from benchmarks.results import Result, against_best_peer, print_json, sheet
from features.errors import LingkarError
from models.base import JsonValue
from models.encoder import WEIGHTS, corpora

PAIRS = Path(__file__).parent / "data" / "domain_pairs.tsv"
SAMPLE = DEV_STORIES + TEST_STORIES
PROTOCOL = (
    "test parts, the same texts for all rows; TF-IDF is fitted on the candidates of each task; "
    f"stories_en: {TEST_STORIES} titles among {SAMPLE} posts, a fixed sample; emot_sample: "
    f"{TWEETS:,} tweets to learn from, a fixed sample; rows that are quick enough have emot, with "
    f"all tweets, and stories_en_all, {ALL_TEST:,} titles among all posts; fused: with TF-IDF "
    "of letters, the share of the dense part chosen on other queries; pairs_dev: the half that may "
    "be tuned on; texts_per_second: 35-word texts, one core, best of 5; loading: in a fresh "
    "process, files in the page cache"
)
TRIAL = "tried on few texts a corpus: the figures say nothing"
NO_RATIO = ("cold_load_ms", "load_mb", "share")
"""Ends of names of figures that are not the better the higher they are."""


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--encoder", "names", type=click.Choice(NAMES), multiple=True)
@click.option("--weights", default=WEIGHTS, show_default=False, type=click.Path(path_type=Path))
@click.option("--pairs", default=PAIRS, show_default=False, type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=30), help="Texts a corpus, to try the script.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(
    *,
    data: Path,
    names: Sequence[str],
    weights: Path,
    pairs: Path,
    limit: int | None,
    as_json: bool,
) -> None:
    """Measure text encoders on the public data in DATA.

    `--weights` is another folder for the row lingkar, `--pairs` another file of domain pairs.
    """
    sources = Sources(data.resolve(), pairs, limit)
    chosen = [name for name in NAMES if name in names or not names]
    results = [row(name, weights.resolve(), sources) for name in chosen]
    metrics = list(dict.fromkeys(name for result in results for name in result.metrics))
    protocol = PROTOCOL if limit is None else TRIAL
    sheet(f"text encoders · {data.name}", results, metrics, protocol)
    if as_json:
        comparable = [name for name in metrics if not name.endswith(NO_RATIO)]
        ratios: dict[str, JsonValue] = {**against_best_peer(results, comparable)}
        print_json("encoder", data.name, protocol, results, ratios=ratios)


def row(name: str, weights: Path, sources: Sources) -> Result:
    """All figures of one encoder."""
    result = Result(name)
    measured = contender(name, weights)
    result.metrics |= cost(name, weights, sources.data)
    for task in TASKS:
        print(f"{name}: {task.__name__}", file=sys.stderr)
        with result.timed(task.__name__):
            figures = task(sources, measured)
        result.metrics |= figures
    return result


def cost(name: str, weights: Path, data: Path) -> dict[str, float]:
    """Speed and loading of one encoder, in a process of its own."""
    texts = speed_texts(corpora.sentences(data))
    with tempfile.TemporaryDirectory(prefix="lingkar-benchmark-") as scratch:
        path = Path(scratch) / "texts"
        path.write_text("\n".join(texts), encoding="utf-8")
        return measured_apart(name, weights, path)


if __name__ == "__main__":
    try:
        main()
    except LingkarError as problem:
        raise SystemExit(str(problem)) from problem
