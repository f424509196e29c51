"""The plots of the report, from the facts of a training run."""

from collections.abc import Mapping

import numpy as np

from features.arrays import Float32, Float64
from features.regions import PROVINCES
from features.tables import EnrolmentLog, MemberTable
from models.report.drawing import bars, columns, densities, draw, grouped
from models.report.facts import Facts
from models.segments import by_stage
from models.trial import OWN, Trial

LONGEST = 15
"""Histories longer than this share the last column."""

ROW = 0.42
"""Inches of height a bar."""


def over_time(log: EnrolmentLog, trial: Trial) -> str:
    """Enrolments a month, and where the trial cut them."""
    months = log.at.astype("datetime64[M]").astype(np.int64)
    counts = np.bincount(months - months.min())
    years = 1970 + (np.arange(len(counts)) + months.min() + 0.5) / 12
    cut = 1970 + trial.at.astype("datetime64[D]").astype(np.int64) / 365.2425
    paint = columns(
        years,
        counts.astype(np.float64),
        width=0.9 / 12,
        x="year",
        mark=(float(cut), "asked from here"),
    )
    return draw("Enrolments a month", 2.9, paint)


def history_lengths(facts: Facts) -> str:
    """How many members took how many classes."""
    taken = np.bincount(facts.log.member, minlength=len(facts.members))
    counts = np.bincount(np.minimum(taken, LONGEST), minlength=LONGEST + 1).astype(np.float64)
    x = f"classes taken ({LONGEST}: that many or more)"
    paint = columns(np.arange(LONGEST + 1, dtype=np.float64), counts, width=0.8, x=x)
    return draw("Members by number of classes taken", 2.6, paint)


def regions(members: MemberTable) -> str:
    """Members by island group, most first."""
    groups = [
        PROVINCES[p].island_group if p >= 0 else "abroad or unknown" for p in members.province
    ]
    return _counted("Members by region", {name: groups.count(name) for name in set(groups)})


def stages(members: MemberTable) -> str:
    """Members by life stage; a member may be in several."""
    told = {name: int(who.sum()) for name, who in by_stage(members).items()}
    return draw("Members by life stage", ROW * len(told), bars(told))


def accuracy(trial: Trial, group: str, labels: Mapping[str, str], metric: str) -> str:
    """One metric of every model in the segments of `group`; `labels` from key to text."""
    series = {
        name: [found.segments[key].values[metric] for key in labels]
        for name, found in trial.metrics.items()
    }
    height = 0.3 + len(labels) * 0.72
    return draw(f"{metric} by {group}", height, grouped(list(labels.values()), series))


def coverage(trial: Trial, k: int = 10) -> str:
    """The share of open classes that somebody is shown, by model."""
    shown = {name: found.values[f"coverage@{k}"] for name, found in trial.metrics.items()}
    return draw("Coverage", ROW * len(shown), bars(shown, percent=True))


def scores(trial: Trial) -> str:
    """Scores of classes taken later beside those of classes that were not."""
    both = np.concatenate([trial.taken_scores, trial.other_scores]).astype(np.float64)
    positive = both[both > 0]
    low, high = (positive.min(), positive.max()) if len(positive) else (1e-3, 1.0)
    edges = np.geomspace(max(low, high * 1e-6), high * 1.001, 40)
    series = {
        "taken afterwards": _histogram(trial.taken_scores, edges),
        "open, not taken": _histogram(trial.other_scores, edges),
    }
    return draw(f"Scores of {OWN}", 2.6, densities(edges, series, x="score (logarithmic)"))


def _counted(title: str, counts: Mapping[str, int]) -> str:
    most_first = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return draw(title, ROW * len(counts), bars({k: float(v) for k, v in most_first.items()}))


def _histogram(values: Float32, edges: Float64) -> Float64:
    return np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0].astype(np.float64)
