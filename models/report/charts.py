"""The plots of the report, from the facts of a training run."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from features.regions import PROVINCES
from features.tables import EnrolmentLog, MemberTable
from models.report.drawing import bars, columns, densities, draw, grouped
from models.report.facts import FEWEST, Facts
from models.segments import by_stage
from models.trial import OWN, Trial

LONGEST = 15
"""Histories longer than this share the last column."""

ROW = 0.42
"""Inches of height a bar."""

HALF = 4.4
"""Inches of width of one of two plots side by side."""


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
    counts[counts < FEWEST] = 0
    x = f"classes taken ({LONGEST}: that many or more)"
    paint = columns(np.arange(LONGEST + 1, dtype=np.float64), counts, width=0.8, x=x)
    return draw("Members by number of classes taken", 2.6, paint)


def regions(members: MemberTable) -> str:
    """Members by island group, most first."""
    counts = Counter(
        PROVINCES[province].island_group if province >= 0 else "abroad or unknown"
        for province in members.province
    )
    return _counted("Members by region", dict(counts.most_common()))


def stages(members: MemberTable) -> str:
    """Members by life stage; a member may be in several."""
    counts = {name: int(who.sum()) for name, who in by_stage(members).items()}
    return _counted("Members by life stage", counts)


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
    """Scores above 0 of classes taken later beside those of classes that were not."""
    both = np.concatenate([trial.taken_scores, trial.other_scores]).astype(np.float64)
    low, high = np.quantile(both[both > 0], [0.005, 1]) if (both > 0).any() else (0.1, 1.0)
    edges = np.geomspace(low / 1.001, high * 1.001, 40)
    series = {
        "taken afterwards": np.histogram(trial.taken_scores, edges)[0].astype(np.float64),
        "open, not taken": np.histogram(trial.other_scores, edges)[0].astype(np.float64),
    }
    return draw(f"Scores of {OWN}", 2.6, densities(edges, series, x="score (logarithmic)"))


def _counted(title: str, counts: Mapping[str, int]) -> str:
    """Groups of members by size, the smallest left out."""
    shown = {name: float(count) for name, count in counts.items() if count >= FEWEST}
    return draw(title, ROW * max(len(shown), 2), bars(shown), width=HALF)
