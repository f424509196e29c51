"""What the vectors are trained for, each at several lengths at once (Matryoshka).

Kusupati et al. 2022, "Matryoshka representation learning", arXiv:2205.13147: a loss over the first
64, 128 and all values makes the shorter vectors good ones too.
"""

import torch
from torch import Tensor
from torch.nn import functional

CUTS = ((256, 1.0), (128, 0.5), (64, 0.5))
"""Lengths that are trained, and the weight of each."""

TEMPERATURE = 0.05

MARGIN = 0.1
"""Of cosine, between what says the same and what only looks like it."""

_NEVER = -1e4


def contrast(left: Tensor, right: Tensor, others: Tensor | None = None) -> Tensor:
    """Row i of `left` belongs to row i of `right`, and to no other row of the batch.

    Symmetric InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv:1807.03748;
    Henderson et al. 2017, arXiv:1705.00652).

    Args:
        left: (b, dim) sums of piece vectors.
        right: (b, dim).
        others: (b, dim) hard negatives: further rows that no row of `left` belongs to.

    """
    own = torch.arange(len(left))
    total = torch.zeros(())
    for dim, weight in CUTS:
        scores = _cosines(left, right, dim)
        back = functional.cross_entropy(scores.T, own)
        if others is not None:
            scores = torch.cat([scores, _cosines(left, others, dim)], dim=1)
        total = total + weight * (functional.cross_entropy(scores, own) + back) / 2
    return total


def prefer(left: Tensor, right: Tensor, others: Tensor) -> Tensor:
    """Row i of `left` is nearer to row i of `right` than to row i of `others`, by a margin.

    The smooth form of the triplet loss (Schroff et al. 2015, arXiv:1503.03832; Hermans et al.
    2017, arXiv:1703.07737). In `contrast` a hard negative is one of hundreds; here it is the one.

    Args:
        left: (b, dim) sums of piece vectors.
        right: (b, dim) what says the same.
        others: (b, dim) what looks like it and says something else.

    """
    total = torch.zeros(())
    for dim, weight in CUTS:
        anchor = functional.normalize(left[:, :dim], dim=1)
        gap = functional.normalize(others[:, :dim], dim=1) - functional.normalize(
            right[:, :dim], dim=1
        )
        short = (anchor * gap).sum(dim=1) + MARGIN
        total = total + weight * functional.softplus(short / MARGIN).mean()
    return total


def relate(left: Tensor, right: Tensor, taught: Tensor) -> Tensor:
    """Rows are as near to one another as the teacher's vectors of the same texts are.

    The divergence of the two distributions over the rest of the batch (Tejankar et al. 2021,
    "ISD", arXiv:2012.09259; in text: ConGen, Limkonchotiwat et al. 2022). Distances are taken,
    not vectors, so that teacher and pupil may have other lengths.

    Args:
        left: (b, dim) sums of piece vectors.
        right: (b, dim) of the same texts, or of their translations.
        taught: (b, teacher's dim) unit rows.

    """
    oneself = torch.eye(len(left), dtype=torch.bool)
    goal = functional.softmax((taught @ taught.T / TEMPERATURE).masked_fill(oneself, _NEVER), dim=1)
    total = torch.zeros(())
    for dim, weight in CUTS:
        scores = _cosines(left, right, dim).masked_fill(oneself, _NEVER)
        found = functional.log_softmax(scores, dim=1)
        total = total + weight * functional.kl_div(found, goal, reduction="batchmean")
    return total


def gather_alike(texts: Tensor, labels: Tensor) -> Tensor:
    """Rows with one label are nearer to one another than to rows with another.

    Supervised contrastive loss (Khosla et al. 2020, arXiv:2004.11362, equation 2).

    Args:
        texts: (b, dim) sums of piece vectors.
        labels: (b,) whole numbers; rows that are alone with theirs are left out.

    """
    oneself = torch.eye(len(texts), dtype=torch.bool)
    alike = (labels[:, None] == labels) & ~oneself
    known = alike.any(dim=1)
    total = torch.zeros(())
    if not known.any():
        return total
    for dim, weight in CUTS:
        scores = _cosines(texts, texts, dim).masked_fill(oneself, _NEVER)
        found = functional.log_softmax(scores, dim=1)
        mean = (found * alike).sum(dim=1)[known] / alike.sum(dim=1)[known]
        total = total - weight * mean.mean()
    return total


def _cosines(left: Tensor, right: Tensor, dim: int) -> Tensor:
    """(b, b') cosines of the first `dim` values over the temperature."""
    first = functional.normalize(left[:, :dim], dim=1)
    second = functional.normalize(right[:, :dim], dim=1)
    return first @ second.T / TEMPERATURE
