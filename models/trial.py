"""The trial: learn from the past, ask for what came after, beside simpler models.

Everybody is given the same members, the same past and the same candidates: the classes that were
still open at the moment of the cut. Each model's hyper-parameters are chosen inside the past.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Bool, Float32, Int64
from features.tables import ClassTable, EnrolmentLog
from features.vocabulary import Format
from models.base import Catalogue, Histories, Progress, Queries, Recommender, silent
from models.evaluation import Metrics, evaluate
from models.histories import from_log, take, take_queries, taken, with_histories
from models.next_class import NextClassModel
from models.peers import PEERS
from models.splits import moment, time_split

OWN = "lingkar"

SAMPLED = 2_000
"""Members whose scores are kept for the report."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it.

    Attributes:
        at: the moment of the cut.
        members: who took something after it.
        candidates: how many classes could be recommended at that moment.
        metrics: model to its figures, the product first.
        seconds: model to seconds of choosing and fitting.
        taken_scores: the product's scores of candidates that were taken afterwards.
        other_scores: its scores of as many candidates that were not.

    """

    at: np.datetime64
    members: int
    candidates: int
    metrics: Mapping[str, Metrics]
    seconds: Mapping[str, float]
    taken_scores: Float32
    other_scores: Float32


@dataclass(frozen=True, slots=True)
class Question:
    """Members at the moment of the cut, and the answer that time gave.

    Attributes:
        catalogue: the items.
        past: every member as known at the cut: what to learn from and whom to ask for.
        future: what each took afterwards.
        candidates: (n,) what was open.
        segments: name to (b,) who belongs to it.

    """

    catalogue: Catalogue
    past: Queries
    future: Histories
    candidates: Bool
    segments: Mapping[str, Bool]


def run(
    catalogue: Catalogue,
    members: Queries,
    log: EnrolmentLog,
    classes: ClassTable,
    group: Callable[[Int64], Mapping[str, Bool]],
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Trial:
    """Cut time, fit the product and its peers on what was before, ask for what was after.

    Args:
        catalogue: n classes.
        members: all members; their histories are replaced by those before the cut.
        log: their enrolments.
        classes: when and how each class is held.
        group: makes segments of members from how many classes each had taken at the cut.
        seed: of the product's fit and of the sample of scores.
        progress: told of the product's steps, then after each peer.

    """
    at = moment(log)
    before, after = (from_log(part, len(members)) for part in time_split(log, at))
    question = Question(
        catalogue,
        with_histories(members, before),
        after,
        open_at(classes, at),
        group(before.lengths()),
    )
    models, seconds = _fit_all(question, seed, progress)
    metrics = {}
    for done, (name, model) in enumerate(models.items()):
        metrics[name] = _ask(model, question)
        progress("ask", done + 1, len(models))
    scores = _scores(models[OWN], question, seed)
    asked, candidates = metrics[OWN].members, int(question.candidates.sum())
    return Trial(at, asked, candidates, metrics, seconds, *scores)


def open_at(classes: ClassTable, at: np.datetime64) -> Bool:
    """(n,) which classes had not begun at `at`, or can be joined at any time."""
    recorded = classes.format == list(Format).index(Format.RECORDED)
    still_open: Bool = np.isnat(classes.starts_at) | recorded | (classes.starts_at >= at)
    return still_open


def _fit_all(
    question: Question, seed: int, progress: Progress
) -> tuple[dict[str, Recommender], dict[str, float]]:
    """The product and its peers, each fitted on the past, with the seconds it took."""
    begun = time.perf_counter()
    models: dict[str, Recommender] = {
        OWN: NextClassModel.fit(question.catalogue, question.past, seed=seed, progress=progress)
    }
    seconds = {OWN: time.perf_counter() - begun}
    for done, (name, peer) in enumerate(PEERS.items()):
        begun = time.perf_counter()
        models[name] = peer.fit(question.catalogue, question.past, seed=seed)
        seconds[name] = time.perf_counter() - begun
        progress("peers", done + 1, len(PEERS))
    return models, seconds


def _ask(model: Recommender, question: Question) -> Metrics:
    return evaluate(
        model,
        question.past,
        question.future,
        candidates=question.candidates,
        segments=question.segments,
    )


def _scores(model: Recommender, question: Question, seed: int) -> tuple[Float32, Float32]:
    """Scores of candidates taken later, and of as many drawn from the others."""
    random = np.random.default_rng(seed)
    who = random.permutation(np.flatnonzero(question.future.lengths() > 0))[:SAMPLED]
    asked = take_queries(question.past, who)
    n = len(question.catalogue)
    possible = question.candidates & ~taken(asked.histories, n)
    later = taken(take(question.future, who), n) & possible
    scores = model.scores(asked)
    others = scores[possible & ~later]
    return scores[later], random.choice(others, min(int(later.sum()), len(others)), replace=False)
