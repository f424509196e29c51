"""Hours of circles that share members: as many as possible get one, then the most welcome.

Each circle takes its best slot where nobody is then asked to be in two places. Circles that are
linked by shared members, and clash, are solved exactly as an integer programme: a variable for each
slot of a circle, and one meeting at most in each hour of each member who sits in several. These
clique constraints are tight, so HiGHS (Huangfu and Hall 2018, "Parallelizing the dual revised
simplex method") hardly ever branches.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.arrays import Int32, Int64
from features.tables import HOURS_A_WEEK
from matcher.circles.hours import Choice


def timetable(choices: Sequence[Choice], shared: Iterable[Sequence[int]], hours: int) -> Int64:
    """(g,) int64 the hour of the UTC week each of g circles meets from; -1: none is left for it.

    Args:
        choices: of the circles.
        shared: for each member who sits in several, her circles.
        hours: a meeting lasts.

    """
    starts = np.array([_best(one) for one in choices], dtype=np.int64)
    groups = sorted({tuple(sorted(one)) for one in shared})
    part = _linked(groups, len(choices))
    clashing = {int(part[group[0]]) for group in groups if _clash(starts[list(group)], hours)}
    for number in sorted(clashing):
        linked = np.flatnonzero(part == number)
        within = [group for group in groups if part[group[0]] == number]
        starts[linked] = _exact(linked, choices, within, hours)
    return starts


def _best(choice: Choice) -> int:
    return int(choice.starts[choice.comfort.argmax()]) if len(choice.starts) else -1


def _linked(groups: Sequence[Sequence[int]], count: int) -> Int32:
    """(count,) the number of the part of each circle: one member leads on to the next."""
    first = [group[0] for group in groups for _ in group]
    other = list(chain.from_iterable(groups))
    graph = coo_array((np.ones(len(first)), (first, other)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def _clash(starts: Int64, hours: int) -> bool:
    """Whether two of the meetings overlap."""
    begin = np.sort(starts[starts >= 0])
    gaps = np.diff(begin, append=begin[:1] + HOURS_A_WEEK)
    return len(begin) > 1 and bool((gaps < hours).any())


def _exact(
    linked: Int64, choices: Sequence[Choice], groups: Sequence[Sequence[int]], hours: int
) -> Int64:
    """The hours of linked circles."""
    of = np.concatenate([np.full(len(choices[one].starts), one) for one in linked])
    start = np.concatenate([choices[one].starts for one in linked])
    comfort = np.concatenate([choices[one].comfort for one in linked])
    rows = [np.flatnonzero(of == one) for one in linked]
    for group in groups:
        hers = np.flatnonzero(np.isin(of, group))
        covers = (np.unique(start[hers])[:, None] - start[hers]) % HOURS_A_WEEK < hours
        rows += [hers[meets] for meets in covers]
    row = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    column = np.concatenate(rows)
    limits = coo_array((np.ones(len(row)), (row, column)), shape=(len(rows), len(start)))
    found = milp(
        -(1 + len(linked) + comfort),  # one circle more with an hour outweighs all comfort
        integrality=np.ones(len(start), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(limits.tocsr(), ub=np.ones(len(rows))),
        options={"mip_rel_gap": 0.0},
    )
    chosen = np.flatnonzero(np.asarray(found.x) > 0.5)
    times = np.full(len(choices), -1, dtype=np.int64)
    times[of[chosen]] = start[chosen]
    return times[linked]
