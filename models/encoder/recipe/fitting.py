"""Gradient descent on all lessons at once."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from features.arrays import Float32, Int64
from models.base import Progress
from models.encoder.recipe.bags import Bags
from models.encoder.recipe.lessons import Lesson

_WARM_UP = 50
"""Steps until the full learning rate, which then falls to zero in a straight line."""

_AVERAGED = 0.4
"""Last share of the steps whose vectors are averaged: the mean lies in a flatter place than any."""


def fit(
    start: Float32,
    lessons: Mapping[str, Lesson],
    *,
    steps: int,
    rate: float,
    seed: int,
    progress: Progress,
) -> Float32:
    """(V, dim) vectors of pieces after `steps` steps from `start`, by Adam.

    They are the mean over the last steps (Polyak and Juditsky 1992; Izmailov et al. 2018,
    "Averaging weights leads to wider optima", arXiv:1803.05407). The length of a vector is learned
    with it: it is the weight of the piece in a sum.
    """
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    table = torch.nn.Parameter(torch.from_numpy(start.copy()))
    optimiser = torch.optim.Adam([table], lr=rate, fused=True)

    def embed(bags: Bags, rows: Int64) -> Tensor:
        pieces, starts = bags.take(rows)
        return functional.embedding_bag(pieces, table, starts, mode="sum")

    mean = torch.zeros_like(table)
    first = int(steps * (1 - _AVERAGED))
    for step in range(steps):
        progress("learn", step, steps)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / _WARM_UP) * (1 - step / steps)
        total = torch.zeros(())
        for lesson in lessons.values():
            if step >= lesson.since * steps:
                total = total + lesson.weight * lesson.loss(embed, draw)
        optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if step >= first:
            mean += (table.detach() - mean) / (step - first + 1)
    progress("learn", steps, steps)
    return np.asarray(mean.numpy(), dtype=np.float32)
