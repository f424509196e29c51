"""What is learned in a step: each lesson draws a batch and says how far the vectors are off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.nn import functional

from features.arrays import Float32, Int32, Int64
from models.encoder.recipe.bags import Bags
from models.encoder.recipe.objectives import contrast, gather_alike, prefer, relate

Embed: TypeAlias = Callable[[Bags, Int64], Tensor]
"""(b, dim) sums of piece vectors of some texts of a bag."""

NEIGHBOURS = 32
"""How many nearest texts of a teacher batches are drawn from."""

_AT_ONCE = 2048


class Lesson(Protocol):
    """One thing to learn."""

    @property
    def weight(self) -> float:
        """How much it counts beside the others."""

    @property
    def since(self) -> float:
        """Share of the steps before it begins: the narrow waits until the broad is known."""

    def loss(self, embed: Embed, draw: Generator) -> Tensor:
        """Of a batch that `draw` picks: a number, lower is better."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts that say the same, with hard negatives where there are.

    Attributes:
        left: (n) texts.
        right: (n) what belongs to each.
        others: (n) what looks like `left` and says something else; None without.
        size: of a batch.
        weight: how much it counts.
        since: share of the steps before it begins.

    """

    left: Bags
    right: Bags
    others: Bags | None
    size: int
    weight: float
    since: float = 0.0

    def loss(self, embed: Embed, draw: Generator) -> Tensor:
        """Each text finds its own among those of the batch."""
        rows = draw.choice(len(self.left), min(self.size, len(self.left)), replace=False)
        left, right = embed(self.left, rows), embed(self.right, rows)
        if self.others is None:
            return contrast(left, right)
        others = embed(self.others, rows)
        return contrast(left, right, others) + prefer(left, right, others)


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts whose nearness a teacher knows, in one language or in two.

    A batch is made of a few texts with their neighbours: among texts drawn at random nearly all
    are far apart, and there would be little to learn.

    Attributes:
        texts: (n) texts.
        translations: (n) the same in another language; None without.
        vectors: (n, teacher's dim) float32 unit rows.
        neighbours: (n, NEIGHBOURS) nearest rows; None draws at random.
        size: of a batch, at most.
        weight: how much it counts.
        since: share of the steps before it begins.

    """

    texts: Bags
    translations: Bags | None
    vectors: Tensor
    neighbours: Int32 | None
    size: int
    weight: float
    since: float = 0.0

    def loss(self, embed: Embed, draw: Generator) -> Tensor:
        """Texts, and their translations, are as near to one another as the teacher says."""
        rows = self._rows(draw)
        known = self.vectors[torch.from_numpy(rows)]
        texts = embed(self.texts, rows)
        own = relate(texts, texts, known)
        if self.translations is None:
            return own
        other = embed(self.translations, rows)
        across = relate(texts, other, known) + relate(other, other, known)
        return own + across + contrast(texts, other)

    def _rows(self, draw: Generator, company: int = 8) -> Int64:
        n = len(self.texts)
        if self.neighbours is None:
            return draw.choice(n, min(self.size, n), replace=False)
        seeds = draw.choice(n, min(self.size // (company + 1), n), replace=False)
        near = self.neighbours[seeds][:, draw.permutation(NEIGHBOURS)[:company]]
        return np.unique(np.concatenate([seeds, near.ravel()])).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts by what they express.

    Attributes:
        texts: (n) texts.
        labels: (n,) int64.
        size: of a batch.
        weight: how much it counts.
        since: share of the steps before it begins.

    """

    texts: Bags
    labels: Tensor
    size: int
    weight: float
    since: float = 0.0

    def loss(self, embed: Embed, draw: Generator) -> Tensor:
        """Texts that express the same are near one another."""
        rows = draw.choice(len(self.texts), min(self.size, len(self.texts)), replace=False)
        return gather_alike(embed(self.texts, rows), self.labels[torch.from_numpy(rows)])


def nearest(vectors: Float32) -> Int32:
    """(n, NEIGHBOURS) the nearest other rows of each, by cosine."""
    table = torch.from_numpy(np.array(vectors)).bfloat16()
    found = []
    for start in range(0, len(table), _AT_ONCE):
        scores = (table[start : start + _AT_ONCE] @ table.T).float()
        own = torch.arange(len(scores))
        scores[own, own + start] = -1
        found.append(scores.topk(NEIGHBOURS, dim=1).indices.int())
    return np.asarray(torch.cat(found).numpy(), dtype=np.int32)


def centred(vectors: Float32) -> Tensor:
    """(n, dim) unit rows after the mean is taken off: E5's vectors all lie in a narrow cone."""
    table = torch.from_numpy(np.array(vectors, dtype=np.float32))
    return functional.normalize(table - table.mean(dim=0), dim=1)
