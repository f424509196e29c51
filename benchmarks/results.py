"""What every benchmark prints: a table for people, one JSON object for machines."""

import json
import os
import platform
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

import numpy as np
from rich.console import Console
from rich.table import Table

from models.base import JsonValue

OWN = "lingkar"


@dataclass(slots=True)
class Result:
    """One model's row.

    Attributes:
        model: its name; the product's own is "lingkar".
        metrics: figures as fractions.
        seconds: wall-clock time of each step.
        cpu_seconds: the same in seconds of processor time.
        peak_mb: the highest memory of the process so far.
        settings: what was chosen.

    """

    model: str
    metrics: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0
    settings: dict[str, JsonValue] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add how long the block takes under the name `step`."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds[step] = round(time.perf_counter() - wall, 4)
        self.cpu_seconds[step] = round(time.process_time() - cpu, 4)
        self.peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def machine() -> dict[str, JsonValue]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def table(title: str, results: Sequence[Result], metrics: Sequence[str], note: str) -> None:
    """Print the results, and how the product stands to its best peer."""
    shown = Table(title=title, caption=note or None, title_justify="left", caption_justify="left")
    shown.add_column("model")
    for name in (*metrics, "search + fit s", "fit s", "members/s"):
        shown.add_column(name, justify="right")
    for result in results:
        figures = [f"{result.metrics[name]:.4f}" for name in metrics]
        times = [f"{result.seconds[step]:.2f}" for step in ("search_and_fit", "fit")]
        shown.add_row(result.model, *figures, *times, f"{result.metrics['members/s']:,.0f}")
    ratios = against_best_peer(results, metrics)
    shown.add_section()
    shown.add_row("lingkar ÷ best peer", *(f"{ratios[name]:.2f}" for name in metrics), "", "", "")
    Console(width=max(120, Console().width)).print(shown)


def sheet(title: str, results: Sequence[Result], metrics: Sequence[str], note: str) -> None:
    """Print many metrics of few models: a line a metric, a column a model, and the ratio."""
    shown = Table(title=title, caption=note or None, title_justify="left", caption_justify="left")
    shown.add_column("metric")
    for result in results:
        shown.add_column(result.model, justify="right")
    ratios = against_best_peer(results, metrics)
    shown.add_column("lingkar ÷ best peer", justify="right")
    for name in metrics:
        figures = [_figure(result.metrics.get(name)) for result in results]
        shown.add_row(name, *figures, f"{ratios[name]:.2f}" if name in ratios else "")
    Console(width=max(120, Console().width)).print(shown)


def _figure(value: float | None) -> str:
    """A fraction with three digits behind the point, anything larger without."""
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"


def against_best_peer(results: Sequence[Result], metrics: Sequence[str]) -> dict[str, float]:
    """Metric to the product's figure divided by the best peer's, where both have one."""
    ratios = {}
    for name in metrics:
        found = {one.model: one.metrics[name] for one in results if name in one.metrics}
        own = found.pop(OWN, None)
        if own is not None and found:
            ratios[name] = own / max(*found.values(), 1e-9)
    return ratios


def print_json(
    benchmark: str, data: str, protocol: str, results: Sequence[Result], **more: JsonValue
) -> None:
    """Print one JSON object on one line."""
    whole: Mapping[str, object] = {
        "benchmark": benchmark,
        "data": data,
        "protocol": protocol,
        "machine": machine(),
        "results": [asdict(result) for result in results],
        **more,
    }
    print(json.dumps(whole, ensure_ascii=False))
