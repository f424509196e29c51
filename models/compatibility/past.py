"""Pairs of past circles and how they went: what weights are learned from."""

from typing import NamedTuple

import numpy as np

from features.arrays import Bool, Float32, Int32

GOOD = 4.0
"""Rating, of 1 to 5, from which a circle was good for her."""


class PastPairs(NamedTuple):
    """Pairs about whom it is known how it went.

    Attributes:
        pairs: (p, 2) int32 rows of seats.
        well: (p,) whether both stayed and rated the circle well.
        circle: (p,) int32 where they met.

    """

    pairs: Int32
    well: Bool
    circle: Int32


def past_pairs(circle: Int32, stayed: Bool, rating: Float32) -> PastPairs:
    """All pairs of seats in one circle, but those of which it cannot be said how they went.

    Where one left, or rated the circle below `GOOD`, it did not go well; where both stayed and one
    did not rate it, nobody knows.

    Args:
        circle: (s,) of each seat; one member in two circles has two seats.
        stayed: (s,) whether she stayed until it closed.
        rating: (s,) 1 to 5, NaN where not rated.

    """
    order = np.argsort(circle, kind="stable").astype(np.int32)
    seats = np.split(order, np.flatnonzero(np.diff(circle[order])) + 1)
    corners = [np.stack(np.triu_indices(len(one), 1), axis=1) for one in seats]
    pairs = np.concatenate([one[corner] for one, corner in zip(seats, corners, strict=True)])
    good = stayed & (rating >= GOOD)
    bad = ~stayed | (rating < GOOD)
    well, ill = good[pairs].all(axis=1), bad[pairs].any(axis=1)
    known = well | ill
    return PastPairs(pairs[known], well[known], circle[pairs[known, 0]])
