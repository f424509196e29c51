"""What vectors are trained for, on batches small enough to see through."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from models.encoder.recipe.objectives import contrast, gather_alike, prefer, relate

SEEDS = st.integers(0, 10_000)


def rows(seed: int, n: int = 6) -> torch.Tensor:
    return torch.randn(n, 256, generator=torch.Generator().manual_seed(seed))


@given(SEEDS)
def test_texts_near_their_own_are_better_than_texts_near_others(seed: int) -> None:
    left = rows(seed)
    assert contrast(left, left.clone()) < contrast(left, left.roll(1, dims=0))


@given(SEEDS)
def test_a_hard_negative_that_is_near_costs_more_than_one_that_is_far(seed: int) -> None:
    left = rows(seed)
    assert contrast(left, left, left.clone()) > contrast(left, left, -left)


@given(SEEDS, st.floats(0.1, 10))
def test_the_length_of_a_sum_does_not_matter(seed: int, times: float) -> None:
    left, right = rows(seed), rows(seed + 1)
    assert torch.allclose(contrast(left, right), contrast(left * times, right), atol=1e-3)


@given(SEEDS)
def test_every_length_is_trained(seed: int) -> None:
    left = rows(seed).requires_grad_()
    (slope,) = torch.autograd.grad(contrast(left, rows(seed + 1)), left)
    assert all(part.abs().sum() > 0 for part in (slope[:, :64], slope[:, 64:128], slope[:, 128:]))


@given(SEEDS)
def test_what_says_the_same_is_preferred_to_what_only_looks_like_it(seed: int) -> None:
    left, right, others = rows(seed), rows(seed + 1), rows(seed + 2)
    closer = right + left
    assert prefer(left, closer, others) < prefer(left, right, others)
    assert prefer(left, others, closer) > prefer(left, closer, others)


@given(SEEDS)
def test_a_label_gathers_its_texts(seed: int) -> None:
    labels = torch.tensor([0, 0, 0, 1, 1, 1])
    texts = rows(seed)
    gathered = texts + 30 * torch.nn.functional.one_hot(labels, 256)
    assert gather_alike(gathered, labels) < gather_alike(texts, labels)


def test_a_text_alone_with_its_label_says_nothing() -> None:
    texts = rows(0)
    alone = gather_alike(texts, torch.tensor([0, 0, 0, 0, 0, 1]))
    assert torch.isfinite(alone)
    assert gather_alike(texts, torch.arange(6)) == 0


@given(SEEDS)
def test_who_repeats_the_teacher_is_not_corrected(seed: int) -> None:
    taught = torch.nn.functional.normalize(rows(seed)[:, :64], dim=1)
    pupil = torch.cat([taught, torch.zeros(len(taught), 192)], dim=1)
    assert relate(pupil, pupil, taught).abs() < 1e-4


@given(SEEDS)
def test_who_contradicts_the_teacher_is(seed: int) -> None:
    taught = torch.nn.functional.normalize(rows(seed)[:, :64], dim=1)
    pupil = torch.cat([taught, torch.zeros(len(taught), 192)], dim=1)
    assert relate(pupil, pupil.roll(1, dims=0), taught) > 0.1
