"""What an encoder costs: loading it in a fresh process, and one core's texts per second.

Runs as a process of its own, told one name, so that no other encoder has loaded anything before:

    python -m benchmarks.cold NAME WEIGHTS TEXTS

TEXTS is a file with one text a line. Prints one JSON object. Memory is read from Linux's /proc.
"""

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from benchmarks.contenders import Reader

WORDS = 35
REPEATS = 5
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
IN_SERVICE = ("scipy.sparse", "sklearn.decomposition", "sklearn.feature_extraction.text")
"""What the service has loaded for its models, whatever the encoder."""

_SECONDS = 0.5
_FIRST, _MOST = 16, 4_000


def speed_texts(sentences: Sequence[str]) -> list[str]:
    """Texts of 35 words: sentences one after the other, cut anew."""
    words = " ".join(sentences).split()
    n = min(len(words) // WORDS, _FIRST + REPEATS * _MOST)
    return [" ".join(words[i * WORDS : (i + 1) * WORDS]) for i in range(n)]


def measured_apart(name: str, weights: Path, texts: Path) -> dict[str, float]:
    """What this module prints of the encoder `name`, run with one thread on one core."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "benchmarks.cold", name, str(weights), str(texts)],
        cwd=Path(__file__).resolve().parents[1],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@dataclass(slots=True)
class Cost:
    """What loading took so far: time and growth of the process."""

    cold_load_ms: float = 0.0
    load_mb: float = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Add what the block takes."""
        before, start = _resident_mb(), time.perf_counter()
        yield
        self.cold_load_ms += (time.perf_counter() - start) * 1000
        self.load_mb += _resident_mb() - before


def main(name: str, weights: Path, texts: Path) -> None:
    """Load, read one text, then as many as half a second allows, several times."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    lines = texts.read_text(encoding="utf-8").splitlines()
    for module in IN_SERVICE:
        importlib.import_module(module)
    cost = Cost()
    with cost.counted():
        importlib.import_module("features.encoder")
    contender = importlib.import_module("benchmarks.contenders").contender
    with cost.counted():
        row = contender(name, weights)
        read = row.reader(lines if row.learns else ())
        read(lines[:1], "query")
    figures = {} if row.learns else asdict(cost)
    print(json.dumps(figures | {"texts_per_second": _rate(read, lines)}))


def _rate(read: "Reader", texts: Sequence[str]) -> float:
    """Texts per second, the best of several runs, each over texts not seen before."""
    first, rest = texts[:_FIRST], texts[_FIRST:]
    seconds = _seconds(read, first) / len(first)
    size = int(np.clip(_SECONDS / seconds, 1, len(rest) // REPEATS))
    parts = (rest[i * size : (i + 1) * size] for i in range(REPEATS))
    return max(len(part) / _seconds(read, part) for part in parts)


def _seconds(read: "Reader", texts: Sequence[str]) -> float:
    start = time.perf_counter()
    read(texts, "passage")
    return time.perf_counter() - start


def _resident_mb() -> float:
    """Memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
