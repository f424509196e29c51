"""Who lives outside Java, where most members live."""

import numpy as np

from features.arrays import Bool, Int16
from features.regions import PROVINCES

_OUTSIDE = np.array([*(one.island_group != "Jawa" for one in PROVINCES), False])
"""By index of a province; the last, which -1 reads, is abroad or not told."""


def outside_java(province: Int16) -> Bool:
    """(n,) whether each of these provinces, by index, is known and on other islands."""
    return np.asarray(_OUTSIDE[province])
