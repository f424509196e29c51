"""Synthetic communities of any size with every rule on, and random small problems."""

import numpy as np
from hypothesis import strategies as st

from features.arrays import Bool, Float64
from matcher.grouping.problem import Factors, Floor, Matrix, Problem
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Rule, Ties


def community(n: int, seed: int, d: int = 96, size: float = 6.4) -> Problem:
    """n members with themes, hours, provinces and ties; circles of 5 to 8 and every rule hard."""
    dice = np.random.default_rng(seed)
    themes = dice.normal(size=(30, d - 16))
    own = themes[dice.integers(30, size=n)] + dice.normal(size=(n, d - 16)) * 0.9
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    need, offer = dice.random((2, n, 8)) * (dice.random((2, n, 8)) < 0.2)
    values = np.hstack([own, need + offer, need - offer])
    weights = np.concatenate([np.ones(d - 16), np.full(8, 0.5), np.full(8, -0.5)])
    term_of = np.repeat([0, 1], [d - 16, 16]).astype(np.int32)
    scores = Factors(
        values.astype(np.float32), weights.astype(np.float32), ("goals", "help"), term_of
    )
    circles = max(int(n / size), 1)
    facilitator = dice.random(n) < 0.2
    waiting: Float64 = np.where(facilitator & (dice.random(n) < 0.3), 0.0, 5.0)
    return Problem(
        scores,
        np.tile(np.array([5, 8], np.int32), (circles, 1)),
        waiting,
        (
            Count("facilitator", facilitator, least=1),
            Count("never one beginner", dice.random(n) < 0.25, never_one=True),
            Distinct("provinces", _provinces(n, dice), least=3),
            Common("common hours", _hours(n, dice)),
            Ties("together", _pairs(n, n // 50, dice), together=True),
            Ties("apart", _pairs(n, n // 100, dice), together=False),
            Ties("met before", _pairs(n, 2 * n, dice), together=False),
            Ties("would like", _pairs(n, n // 10, dice), together=True, weight=0.3),
        ),
        Floor(0.3, 1.0),
    )


def _provinces(n: int, dice: np.random.Generator) -> np.ndarray:
    share = 1 / np.arange(1, 32)
    return dice.choice(31, size=n, p=share / share.sum()).astype(np.int32)


def _hours(n: int, dice: np.random.Generator) -> np.ndarray:
    """Three words of 56 evening and weekend hours each; popular ones first."""
    liking = 0.05 + 0.5 / np.arange(1, 169) ** 0.5
    free: Bool = dice.random((n, 168)) < liking
    free[np.arange(n), dice.integers(6, size=n)] = True
    packed = np.packbits(np.pad(free, ((0, 0), (0, 24))), axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view(np.uint64)


def _pairs(n: int, m: int, dice: np.random.Generator) -> np.ndarray:
    first = dice.integers(n, size=m)
    return np.stack([first, (first + dice.integers(1, n, size=m)) % n], axis=1).astype(np.int32)


@st.composite
def small(draw: st.DrawFn, most: int = 10) -> Problem:
    """Any problem of a few members, with some rules of each kind, hard or soft."""
    n = draw(st.integers(2, most))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    circles = draw(st.integers(1, 3))
    least = dice.integers(1, 4, size=circles)
    sizes = np.stack([least, least + dice.integers(0, 4, size=circles)], axis=1).astype(np.int32)
    fits = sizes[:, 0].sum() <= n <= sizes[:, 1].sum()
    free = fits and draw(st.booleans())
    waiting: Float64 | None = None if free else np.float64(1.5) * dice.integers(0, 3, size=n)
    scores: Factors | Matrix
    if draw(st.booleans()):
        scores = Factors(
            dice.normal(size=(n, 4)).astype(np.float32), dice.normal(size=4).astype(np.float32)
        )
    else:
        table = dice.normal(size=(n, n))
        scores = Matrix(table + table.T)
    return Problem(
        scores,
        sizes,
        waiting,
        tuple(_some_rules(draw, n, circles, dice)),
        Floor(0.5, 1.0) if draw(st.booleans()) else None,
        draw(st.sampled_from(["pairs", "members"])),
    )


def _some_rules(draw: st.DrawFn, n: int, circles: int, dice: np.random.Generator) -> list[Rule]:
    weight = st.sampled_from([None, 0.7])
    flags = dice.random((2, n)) < 0.5
    pin = np.where(dice.random(n) < 0.15, dice.integers(circles, size=n), -1).astype(np.int32)
    rules: list[Rule] = [
        Count("kind", flags[0], least=draw(st.integers(0, 1)), most=3, weight=draw(weight)),
        Count("not alone", flags[1], never_one=True, weight=draw(weight)),
        Distinct("values", dice.integers(-1, 4, size=n).astype(np.int32), 2, 3, draw(weight)),
        Common("hours", dice.integers(1, 16, size=(n, 1)).astype(np.uint64), 1, draw(weight)),
        Ties("together", _pairs(n, draw(st.integers(0, 2)), dice), True, draw(weight)),
        Ties("apart", _pairs(n, draw(st.integers(0, 2)), dice), False, draw(weight)),
        Pinned("pinned", pin, draw(weight)),
    ]
    return [rule for rule in rules if draw(st.booleans())]
