"""Hyper-parameters from a validation cut: hill climbing on small grids.

The product and the peers of its benchmarks are tuned by this same code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from models.base import Catalogue, Histories, Queries, Recommender
from models.evaluation import evaluate
from models.histories import take, take_queries, with_histories
from models.splits import Cut

ModelT = TypeVar("ModelT", bound=Recommender)
Grid = Mapping[str, Sequence[float]]

ROUNDS = 3
"""How often each hyper-parameter is looked at at most."""

LEARN = 20_000
"""Members whose pasts the search learns from; the final fit learns from all."""

ASK = 8_000
"""Members whose futures the search asks for."""


@dataclass(frozen=True, slots=True)
class Task:
    """Members to learn from and members to find the next classes of.

    Attributes:
        catalogue: the items.
        members: who is learned from.
        asked: who is asked for, with what they had taken.
        targets: what those took next.
        metric: what is to be high.

    """

    catalogue: Catalogue
    members: Queries
    asked: Queries
    targets: Histories
    metric: str = "recall@10"

    def value(self, model: Recommender) -> float:
        """The metric of a fitted model."""
        return evaluate(model, self.asked, self.targets).values[self.metric]


@dataclass(frozen=True, slots=True)
class Found(Generic[ModelT]):
    """The best model, fitted on the task's members, its parameters and value."""

    model: ModelT
    parameters: dict[str, float]
    value: float


def validation_task(catalogue: Catalogue, members: Queries, cut: Cut, seed: int = 0) -> Task:
    """Learn from what lies before `cut`, ask for what lies after it.

    Where members are very many, some are drawn at random by `seed`.
    """
    random = np.random.default_rng(seed)
    past = with_histories(members, cut.past)
    learn = np.sort(random.permutation(len(members))[:LEARN])
    ask = np.sort(random.permutation(np.flatnonzero(cut.future.lengths() > 0))[:ASK])
    return Task(
        catalogue, take_queries(past, learn), take_queries(past, ask), take(cut.future, ask)
    )


def search(build: Callable[..., ModelT], grid: Grid, task: Task) -> Found[ModelT]:
    """Start in the middle of each grid and step to a neighbour for as long as that is better."""
    tried: dict[tuple[float, ...], Found[ModelT]] = {}

    def attempt(parameters: dict[str, float]) -> Found[ModelT]:
        key = tuple(parameters.values())
        if key not in tried:
            model = build(**parameters)
            model.fit(task.catalogue, task.members)
            tried[key] = Found(model, parameters, task.value(model))
        return tried[key]

    best = attempt({name: values[len(values) // 2] for name, values in grid.items()})
    for _ in range(ROUNDS):
        before = best
        for name, values in grid.items():
            best = _climb(attempt, best, name, values)
        if best is before:
            break
    return best


def _climb(
    attempt: Callable[[dict[str, float]], Found[ModelT]],
    start: Found[ModelT],
    name: str,
    values: Sequence[float],
) -> Found[ModelT]:
    """The best found by walking along one parameter, in both directions."""
    best = start
    for step in (1, -1):
        place = values.index(start.parameters[name]) + step
        while 0 <= place < len(values):
            rival = attempt({**start.parameters, name: values[place]})
            if rival.value <= best.value:
                break
            best, place = rival, place + step
    return best
