"""The best items of each row of scores, ties broken the same way every time."""

import numpy as np

from features.arrays import Bool, Float32, Int32, Int64

POSITION_BITS = 31
"""With the 32 bits of a float32 they fill a non-negative int64."""


def top_k(scores: Float32, mask: Bool | None, k: int) -> Int32:
    """The k best items a row, best first; equal scores in the order of the catalogue.

    Score and position are packed into one integer that is unique in its row, so a partial sort
    is enough and its result depends on nothing else.

    Args:
        scores: (b, n) finite.
        mask: (b, n) or (n,), true where an item must not be returned; None masks nothing.
        k: how many.

    Returns:
        (b, k) items, -1 where fewer than k are left.

    """
    n = scores.shape[1]
    keys = _keys(scores)
    if mask is not None:
        keys[np.broadcast_to(mask, scores.shape)] = -1
    width = min(k, n)
    best = np.partition(keys, n - width, axis=1)[:, n - width :] if width < n else keys
    best = -np.sort(-best, axis=1)
    items = np.full((len(scores), k), -1, dtype=np.int32)
    items[:, :width] = np.where(best < 0, -1, n - 1 - (best & (2**POSITION_BITS - 1)))
    return items


def _keys(scores: Float32) -> Int64:
    """(b, n) non-negative integers in the order of score, then of earlier position."""
    bits = (scores + np.float32(0)).view(np.int32)  # adding 0 makes -0 and 0 the same
    ordered = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits).astype(np.int64) + 2**31
    return (ordered << POSITION_BITS) | np.arange(scores.shape[1] - 1, -1, -1)
