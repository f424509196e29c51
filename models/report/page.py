"""`report.html`: one file that opens anywhere, without a request to anybody."""

from collections.abc import Iterator, Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from models.base import JsonValue
from models.evaluation import Metrics
from models.report import charts
from models.report.facts import FEWEST, Facts
from models.trial import Trial

METRIC = "recall@10"
"""What the plots compare."""

GROUPS = {"history": "classes taken before", "region": "region", "stage": "life stage"}


def write_page(facts: Facts) -> str:
    """The whole page."""
    return _template().render(
        facts=facts,
        trial=facts.trial,
        models=list(facts.trial.metrics.items()),
        metrics=list(next(iter(facts.trial.metrics.values())).values),
        groups=[_group(facts.trial, key, title) for key, title in GROUPS.items()],
        plots={
            "time": charts.over_time(facts.log, facts.trial),
            "lengths": charts.history_lengths(facts),
            "regions": charts.regions(facts.members),
            "stages": charts.stages(facts.members),
            "coverage": charts.coverage(facts.trial),
            "scores": charts.scores(facts.trial),
        },
        settings=[(name.removeprefix("parts."), value) for name, value in _flat(facts.settings)],
        metric=METRIC,
    )


def _group(trial: Trial, key: str, title: str) -> dict[str, object]:
    """One way of dividing members: its plot and its rows."""
    first = next(iter(trial.metrics.values()))
    shown = {
        name: f"{name.removeprefix(f'{key}: ')}  ({found.members:,})"
        for name, found in first.segments.items()
        if name.startswith(f"{key}: ") and found.members >= FEWEST
    }
    plot = charts.accuracy(trial, title, shown, METRIC) if shown else ""
    rows = [(label, _row(trial, name)) for name, label in shown.items()]
    return {"title": title, "plot": plot, "rows": rows}


def _row(trial: Trial, segment: str) -> list[Metrics]:
    return [found.segments[segment] for found in trial.metrics.values()]


def _flat(values: Mapping[str, JsonValue], prefix: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Nested settings as (dotted name, value)."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", round(value, 4) if isinstance(value, float) else value


@cache
def _template() -> Template:
    loader = PackageLoader("models.report", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["percent"] = lambda value: f"{100 * value:.1f}"
    return environment.get_template("report.html")
