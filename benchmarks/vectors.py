"""Embedding many texts: rate, peak memory, and what a second run over nearly the same texts costs.

python benchmarks/vectors.py [--texts N]... [--encoder NAME] [--json]

Every size is measured in a process of its own, on texts generated for it; without `--encoder` by
one that costs next to nothing, so that the figures are those of everything else.
"""

import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import HashingVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a script

from features.arrays import Float32
from features.encoder import Encoder, Kind, VectorCache
from models.encoder import make_encoder

WORDS = ("ingin", "belajar", "menulis", "jualan", "kue", "anak", "rumah", "uang", "kerja", "sabar")
NEW = 100
"""Of so many texts, one is new in the second run."""


class Hashing:
    """Words hashed into 256 columns (Weinberger et al. 2009, "Feature Hashing", ICML).

    Attributes:
        texts: how many were embedded so far.

    """

    name = "hashing"
    dim = 256
    identity = "hashing 256"

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Float32:
        """Embed n texts: (n, 256) float32, unit rows; zero for a text of no words."""
        self.texts += len(texts)
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        hashed = HashingVectorizer(n_features=self.dim, dtype=np.float32).transform(texts)
        vectors: Float32 = hashed.toarray()
        return vectors


def sentences(n: int, changed: int = 0) -> Iterator[str]:
    """`n` different short texts; with `changed`, one in so many is another."""
    for i in range(n):
        words = " ".join(WORDS[i // 10**power % 10] for power in range(6))
        yield f"{words} {i}{' lagi' if changed and not i % changed else ''}"


def measure(n: int, encoder_name: str | None, folder: str) -> dict[str, float]:
    """Embed `n` texts into an empty cache, then again with some of them changed."""
    encoder: Encoder = Hashing() if encoder_name is None else make_encoder(encoder_name, [])
    cache = VectorCache(Path(folder))
    before = peak()
    figures = {"texts": float(n), "dim": float(encoder.dim)}
    for run, changed in (("first", 0), ("again", NEW)):
        begun = time.perf_counter()
        cache.embed(encoder, sentences(n, changed), table="texts")
        figures[f"{run}.texts_per_second"] = n / (time.perf_counter() - begun)
        figures[f"{run}.peak_growth_mb"] = (peak() - before) / 2**20
    return figures


def peak() -> int:
    """The highest resident memory of this process so far, in bytes; Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) * 1024


def run(n: int, encoder: str | None = None) -> dict[str, float]:
    """`measure` in a fresh process and folder."""
    with (
        tempfile.TemporaryDirectory(prefix="lingkar-") as folder,
        multiprocessing.get_context("spawn").Pool(1) as pool,
    ):
        return pool.apply(measure, (n, encoder, folder))


@click.command()
@click.option("--texts", "sizes", multiple=True, type=int, default=(100_000, 1_000_000))
@click.option("--encoder", help="As in the settings; without it, one that costs next to nothing.")
@click.option("--json", "as_json", is_flag=True, help="Also print one JSON object.")
def main(sizes: tuple[int, ...], encoder: str | None, as_json: bool) -> None:
    """Measure each size and print a table."""
    rows = [run(n, encoder) for n in sizes]
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*(f"{value:,.0f}" for value in row.values()))
    Console(width=120).print(table)
    if as_json:
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
