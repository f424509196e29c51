"""What the next-class models share: histories, queries, training data and the model protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypeAlias

import numpy as np

from features.arrays import AnyArray, Bool, Float32, Int32, Int64

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


@dataclass(frozen=True, slots=True)
class Histories:
    """What b members took, oldest first, ragged.

    Attributes:
        offsets: (b + 1,) member i owns the slice ``offsets[i]:offsets[i + 1]``.
        items: (m,) classes.
        days: (m,) days since 1970-01-01 of each enrolment.
        weights: (m,) how much each enrolment says of what she likes; 1 for a completed one.

    """

    offsets: Int64
    items: Int32
    days: Float32
    weights: Float32

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def lengths(self) -> Int64:
        """(b,) number of classes taken."""
        return np.diff(self.offsets)


@dataclass(frozen=True, slots=True)
class Queries:
    """What the models may know of b members at the moment of asking.

    Attributes:
        histories: what they took so far.
        text: (b, d) unit vectors of what they say of themselves; zero rows where nothing.
        topics: (b, T) topics they chose, columns as in the `Catalogue`.

    """

    histories: Histories
    text: Float32
    topics: Bool

    def __len__(self) -> int:
        return len(self.histories)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the models may know of n items before anybody took them.

    Attributes:
        text: (n, d) unit vectors of title and description.
        topics: (n, T).

    """

    text: Float32
    topics: Bool

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a score rests on.

    Attributes:
        kind: "history" (a class she took), "text" (what she said), "topic" (one she chose) or
            "popularity" (what many take).
        source: the item of the history, or the topic's column; -1 where there is none.
        weight: its additive share of the score; shares of all evidence add up to the score.

    """

    kind: Literal["history", "text", "topic", "popularity"]
    source: int
    weight: float


class Recommender(Protocol):
    """A model of the next class. Tests in `tests/models/contract.py` hold for every one."""

    @property
    def name(self) -> str:
        """The model's short name, also the prefix of its files in a bundle."""

    def fit(self, catalogue: Catalogue, members: Queries) -> Self:
        """Learn from members with their full histories."""

    def scores(self, queries: Queries) -> Float32:
        """(b, n) higher is better; NaN nowhere. Taken classes are scored too: callers mask."""

    def evidence(self, query: Queries, item: int) -> list[Evidence]:
        """What the score of `item` rests on, for a single query (b = 1), largest first."""

    def arrays(self) -> Mapping[str, AnyArray]:
        """What was learned, as named arrays."""

    def settings(self) -> dict[str, JsonValue]:
        """Hyper-parameters, as plain JSON values."""

    @classmethod
    def restore(cls, settings: Mapping[str, JsonValue], arrays: Mapping[str, AnyArray]) -> Self:
        """The model that `settings` and `arrays` describe; scores equal to the bit."""


class Progress(Protocol):
    """Told how far a long step has come; `train.py` draws bars from it."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`done` of `total` parts of `step` are finished."""


def silent(step: str, done: int, total: int) -> None:
    """The progress of whoever does not watch."""
