"""The learned blend."""

import numpy as np
import pytest

from features.arrays import Bool, Float32
from models.base import Queries
from models.blend import KNOTS, Blend, knowledge
from tests.models.makers import queries


def setting(members: int = 400, n: int = 10) -> tuple[Queries, Bool, Float32, Float32]:
    """What each member took, a part that knows it, and a part that knows nothing."""
    random = np.random.default_rng(0)
    wish = random.integers(n, size=members)
    chosen = np.zeros((members, n), dtype=np.bool_)
    chosen[np.arange(members), wish] = True
    knows = (chosen + random.normal(scale=0.5, size=chosen.shape)).astype(np.float32)
    noise = random.normal(size=chosen.shape).astype(np.float32)
    asked = queries([[0] * int(length) for length in random.integers(0, 12, members)])
    return asked, chosen, knows, noise


def test_a_part_that_knows_outweighs_one_that_guesses() -> None:
    asked, chosen, knows, noise = setting()
    blend = Blend().fit([knows, noise], knowledge(asked), chosen, np.zeros_like(chosen))
    weights = blend.of(asked)
    assert (weights[:, 0] > 10 * weights[:, 1]).all()


def test_weights_are_never_negative() -> None:
    asked, chosen, knows, _ = setting()
    blend = Blend().fit([knows, -knows], knowledge(asked), chosen, np.zeros_like(chosen))
    assert (blend.weights >= 0).all()


def test_the_scale_of_a_part_changes_nothing() -> None:
    asked, chosen, knows, noise = setting()
    closed = np.zeros_like(chosen)
    plain = Blend().fit([knows, noise], knowledge(asked), chosen, closed)
    scaled = Blend().fit([knows * 100, noise], knowledge(asked), chosen, closed)
    assert scaled.weights[:, 0] * 100 == pytest.approx(plain.weights[:, 0], rel=1e-4)


def test_a_silent_part_gets_no_weight() -> None:
    asked, chosen, knows, _ = setting()
    silent = np.zeros_like(knows)
    blend = Blend().fit([knows, silent], knowledge(asked), chosen, np.zeros_like(chosen))
    assert not blend.weights[:, 1].any()


def test_a_part_that_helps_only_new_members_fades_as_history_grows() -> None:
    asked, chosen, knows, noise = setting(2000)
    new = asked.histories.lengths() == 0
    first = np.where(new[:, None], knows, noise)
    then = np.where(new[:, None], noise, knows)
    blend = Blend().fit([first, then], knowledge(asked), chosen, np.zeros_like(chosen))
    weights = blend.of(queries([[], [0] * 8]))
    assert weights[0, 0] > weights[1, 0]
    assert weights[0, 1] < weights[1, 1]


def test_knots_that_nobody_was_near_take_what_the_others_learned() -> None:
    asked, chosen, knows, noise = setting()
    blend = Blend().fit([knows, noise], knowledge(asked), chosen, np.zeros_like(chosen))
    silent = blend.weights[: len(KNOTS), 0]
    assert silent.min() > 0.5 * blend.weights[len(KNOTS) :, 0].mean()


def test_knowledge_of_each_member_adds_up_to_one() -> None:
    asked = queries([[0] * length for length in range(20)])
    assert knowledge(asked).sum(axis=1) == pytest.approx(1)


def test_members_who_say_nothing_have_weights_of_their_own() -> None:
    half = len(KNOTS)
    assert not knowledge(queries([[], [1]], silent=True))[:, half:].any()
    assert not knowledge(queries([[], [1]]))[:, :half].any()
