"""The next class: sequence, co-occurrence, content and popularity, tuned, fitted and blended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self, TypeAlias

from threadpoolctl import threadpool_limits

from features.arrays import AnyArray, Float32
from models.base import (
    Catalogue,
    Evidence,
    Histories,
    JsonValue,
    Progress,
    Queries,
    Recommender,
    silent,
)
from models.blend import Blend, knowledge
from models.content import Content
from models.cooccurrence import ItemKnn
from models.ease import Ease
from models.histories import taken
from models.parts import largest_first, section
from models.popularity import Popularity
from models.search import Found, Grid, Task, search, validation_task
from models.sequence import SequentialEase
from models.splits import Cut, validation_cut

Part: TypeAlias = SequentialEase | Ease | ItemKnn | Content | Popularity

PARTS: tuple[type[Part], ...] = (SequentialEase, Ease, ItemKnn, Content, Popularity)
"""What is blended; the names of the classes are part of the bundle's format."""

GRIDS: Mapping[str, Grid] = {
    SequentialEase.name: {
        "decay": (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        "discount": (0.0, 0.3, 0.5, 0.7, 0.9),
        "ridge": (1, 3, 10, 30, 100, 300),
    },
    Ease.name: {"ridge": (3, 10, 30, 100, 300, 1000, 3000)},
    ItemKnn.name: {"shrink": (0, 3, 10, 30, 100), "neighbours": (20, 50, 100, 200)},
    Content.name: {"ridge": (3, 10, 30, 100, 300), "discount": (0.3, 0.5, 0.7, 0.9)},
    Popularity.name: {"half_life": (30, 90, 365, 3650)},
}
"""Values tried for each part; the best are chosen on the validation cut."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the validation cut decided: parameters of each part, the blend, and the figures."""

    parameters: dict[str, dict[str, float]]
    blend: Blend
    figures: dict[str, JsonValue]


class NextClassModel:
    """The product's model: scores any history and any text, also of members it never saw.

    Args:
        parts: fitted models, in the order of `PARTS`.
        blend: their weights.
        validation: figures of the validation cut, for the report and the model card.

    """

    name = "next_class"

    def __init__(
        self,
        parts: tuple[Recommender, ...],
        blend: Blend,
        validation: Mapping[str, JsonValue],
    ) -> None:
        self.parts, self.blend, self.validation = parts, blend, dict(validation)

    @classmethod
    def fit(
        cls,
        catalogue: Catalogue,
        members: Queries,
        *,
        cut: Callable[[Histories], Cut] = validation_cut,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Choose hyper-parameters and blend on a validation cut, then refit on everything.

        Args:
            catalogue: n classes.
            members: all members with their full histories, in time.
            cut: what is held out to choose by; it should resemble how the model will be asked.
            seed: draws the members that the search looks at, where there are very many.
            progress: told after each part.

        """
        # One thread: the matrices are small, and sums come out the same on any number of cores.
        with threadpool_limits(1):
            chosen = _choose(catalogue, members, cut, seed, progress)
            parts = []
            for done, part in enumerate(PARTS):
                parts.append(part(**chosen.parameters[part.name]).fit(catalogue, members))
                progress("fit", done + 1, len(PARTS))
        return cls(tuple(parts), chosen.blend, chosen.figures)

    def scores(self, queries: Queries) -> Float32:
        """(b, n) higher is better; callers mask what may not be recommended."""
        weights = self.blend.of(queries)
        total = self.parts[0].scores(queries) * weights[:, :1]
        for column, part in enumerate(self.parts[1:], start=1):
            total += part.scores(queries) * weights[:, column, None]
        return total

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """What the score of `item` rests on, the parts' shares added up, largest first."""
        shares: dict[tuple[str, int], Evidence] = {}
        for weight, part in zip(self.blend.of(query)[0], self.parts, strict=True):
            for one in part.evidence(query, item):
                so_far = shares.get((one.kind, one.source))
                share = float(weight) * one.weight + (so_far.weight if so_far else 0.0)
                shares[one.kind, one.source] = Evidence(one.kind, one.source, share)
        return largest_first(list(shares.values()))

    def arrays(self) -> Mapping[str, AnyArray]:
        """The arrays of each part and of the blend, as ``part.array``."""
        owners = {part.name: part for part in self.parts} | {"blend": self.blend}
        return {
            f"{name}.{key}": array
            for name, owner in owners.items()
            for key, array in owner.arrays().items()
        }

    def settings(self) -> dict[str, JsonValue]:
        """Hyper-parameters of each part and of the blend, and the validation figures."""
        parts: dict[str, JsonValue] = {part.name: part.settings() for part in self.parts}
        return {"parts": parts, "blend": self.blend.settings(), "validation": self.validation}

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe."""
        parts = section(settings["parts"])
        restored = tuple(
            part.restore(section(parts[part.name]), _own(arrays, part.name)) for part in PARTS
        )
        blend = Blend.restore(section(settings["blend"]), _own(arrays, "blend"))
        return cls(restored, blend, section(settings["validation"]))


def _choose(
    catalogue: Catalogue,
    members: Queries,
    cut: Callable[[Histories], Cut],
    seed: int,
    progress: Progress,
) -> _Chosen:
    """Tune each part and learn the blend on what was held out in time."""
    task = validation_task(catalogue, members, cut(members.histories), seed)
    found: dict[str, Found[Part]] = {}
    for done, part in enumerate(PARTS):
        found[part.name] = search(part, GRIDS[part.name], task)
        progress("search", done + 1, len(PARTS))
    models = tuple(found[part.name].model for part in PARTS)
    blend = _blend(models, task)
    figures: dict[str, JsonValue] = {name: one.value for name, one in found.items()}
    figures[NextClassModel.name] = task.value(NextClassModel(models, blend, {}))
    parameters = {name: one.parameters for name, one in found.items()}
    return _Chosen(parameters, blend, {task.metric: figures})


def _blend(models: tuple[Part, ...], task: Task) -> Blend:
    """The weights under which the parts, fitted on the past, tell the future best."""
    n = len(task.catalogue)
    seen = taken(task.asked.histories, n)
    chosen = taken(task.targets, n) & ~seen
    useful = chosen.any(axis=1)
    return Blend().fit(
        [model.scores(task.asked)[useful] for model in models],
        knowledge(task.asked)[useful],
        chosen[useful],
        seen[useful],
    )


def _own(arrays: Mapping[str, AnyArray], name: str) -> dict[str, AnyArray]:
    """The arrays of one part, under their own names."""
    prefix = f"{name}."
    return {
        key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)
    }
