"""Normalisation: what each of its lists and rules is worth on informal and formal tweets (STIF).

python benchmarks/normalise.py DATA [--split dev|test] [--json]

DATA is the folder `stif_informal_formal`. Rules are chosen on `dev`; `test` is only for reporting.
Both sides of a pair are normalised, as a search does. Token F1 is how far their words agree; R@1 is
how often an informal text finds its own formal one first, among those of its split and of `train`.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from benchmarks.results import Result, print_json
from features.text import tokens
from features.text.folding import folded_words
from features.text.lexicon import LISTS, lexicon
from features.text.rules import RULES
from features.text.standard import Standardiser

Split = Literal["dev", "test"]
Cut = Callable[[str], list[str]]
METRICS = ("token_f1", "word.recall@1", "char.recall@1")
_MIN_SECONDS = 0.2


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(["dev", "test"]), default="dev", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def main(data: Path, split: Split, as_json: bool) -> None:
    """Measure normalisation on the pairs in DATA: nothing, all of it, all but each part."""
    informal, formal = read_pairs(data, split)
    others = read_pairs(data, "train")[1]
    results = []
    for name, cut in variants():
        metrics = measure(cut, informal, formal, others)
        results.append(Result(name, {**metrics, "words_per_second": speed(cut, informal)}))
    shown = Table(
        title=f"normalisation · STIF {split} · {len(informal)} pairs", title_justify="left"
    )
    shown.add_column("normalised by")
    for column in (*METRICS, "words/s"):
        shown.add_column(column, justify="right")
    for result in results:
        figures = [f"{result.metrics[metric]:.4f}" for metric in METRICS]
        shown.add_row(result.model, *figures, f"{result.metrics['words_per_second']:,.0f}")
    Console(width=max(100, Console().width)).print(shown)
    if as_json:
        print_json("normalise", data.name, split, results)


def read_pairs(data: Path, split: str) -> tuple[list[str], list[str]]:
    """The informal texts of a split and, in the same order, the formal ones."""
    informal, formal = (
        (data / f"{split}.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("inf", "for")
    )
    return informal, formal


def variants() -> Iterator[tuple[str, Cut]]:
    """How texts become words: not at all, folded, fully, and fully but for one part."""
    known = lexicon()
    yield "nothing", folded_words
    yield "normalise", tokens
    yield "standard", Standardiser(known).words
    yield "rules alone", Standardiser(replace(known, meanings={})).words
    yield "lists alone", Standardiser(known, {}).words
    for name in LISTS:
        others = tuple(other for other in LISTS if other != name)
        yield f"all but {name}", Standardiser(lexicon(others)).words
    single = {term: meant for term, meant in known.meanings.items() if " " not in term}
    yield "all but phrases", Standardiser(replace(known, meanings=single)).words
    for name in RULES:
        rest = {other: rule for other, rule in RULES.items() if other != name}
        yield f"all but {name}", Standardiser(known, rest).words


def measure(
    cut: Cut, informal: Sequence[str], formal: Sequence[str], others: Sequence[str] = ()
) -> dict[str, float]:
    """How far the words agree, and how often a text finds its own counterpart first.

    `others` are formal texts that are only in the way.
    """
    asked, found, rest = ([cut(text) for text in texts] for texts in (informal, formal, others))
    joined = [" ".join(words) for words in (*asked, *found, *rest)]
    word = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    char = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    return {
        "token_f1": float(np.mean([_f1(*pair) for pair in zip(asked, found, strict=True)])),
        "word.recall@1": _recall(word, joined, len(asked)),
        "char.recall@1": _recall(char, joined, len(asked)),
    }


def speed(cut: Cut, texts: Sequence[str]) -> float:
    """Words a second of texts met before, on one core."""
    written = sum(len(folded_words(text)) for text in texts)
    rounds, start, took = 0, time.process_time(), 0.0
    while took < _MIN_SECONDS:
        for text in texts:
            cut(text)
        rounds += 1
        took = time.process_time() - start
    return written * rounds / took


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    """Twice the shared words by all words."""
    shared = (Counter(one) & Counter(other)).total()
    return 2 * shared / max(1, len(one) + len(other))


def _recall(vectoriser: TfidfVectorizer, texts: Sequence[str], asked: int) -> float:
    """How often text i of the first `asked` lies nearest to the i-th of the others."""
    features = vectoriser.fit_transform(texts)
    nearest = (features[:asked] @ features[asked:].T).toarray().argmax(axis=1)
    return float(np.mean(nearest == np.arange(asked)))


if __name__ == "__main__":
    main()
