"""Hyper-parameters from a validation cut: hill climbing on small grids.

The product and the peers of its benchmarks are tuned by this same code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.base import Catalogue, Histories, Queries, Recommender
from models.evaluation import evaluate

ModelT = TypeVar("ModelT", bound=Recommender)
Grid = Mapping[str, Sequence[float]]

ROUNDS = 3
"""How often each hyper-parameter is looked at at most."""


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
    metric: str = "ndcg@10"

    def value(self, model: Recommender) -> float:
        """The metric of a fitted model."""
        return evaluate(model, self.asked, self.targets).values[self.metric]


@dataclass(frozen=True, slots=True)
class Found(Generic[ModelT]):
    """The best model, fitted on the task's members, its parameters and value."""

    model: ModelT
    parameters: dict[str, float]
    value: float


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
