"""Mentors and mentees: the best assignment of all, or one that nobody would leave together.

Both take (m, k) arrays: m mentees in rows, k mentors in columns; a mentor has room for several.
"""

from dataclasses import dataclass
from heapq import heappush, heappushpop

import numpy as np
from scipy.optimize import linear_sum_assignment

from features.arrays import Bool, Float64, Int32, Int64
from matcher.grouping.problem import WAITING, ProblemError


@dataclass(frozen=True, slots=True)
class Wishes:
    """What both sides think of each other.

    Attributes:
        mentee: (m, k) float64 what a mentor is worth to a mentee.
        mentor: (m, k) float64 what a mentee is worth to a mentor.
        room: (k,) int32 mentees that a mentor can take.
        allowed: (m, k) bool who may be matched at all.

    """

    mentee: Float64
    mentor: Float64
    room: Int32
    allowed: Bool

    def __post_init__(self) -> None:
        shape = self.mentee.shape
        if not self.mentor.shape == self.allowed.shape == shape or self.room.shape != shape[1:]:
            raise ProblemError("Mentors and mentees are not the same in all parts of the wishes.")
        if (self.room < 0).any():
            raise ProblemError("A mentor has room for no fewer than 0 mentees.")


def assign(wishes: Wishes, waiting: Float64 | None = None) -> Int32:
    """The assignment for which both sides' scores, less what waiting costs, are most together.

    Exact: a mentor with room for r is r columns of a linear assignment problem (Crouse 2016, "On
    implementing 2D rectangular assignment algorithms", as SciPy has it).

    Args:
        wishes: of both sides.
        waiting: (m,) float64 what it costs to leave a mentee without; None: nothing, so that only
            matches with a joint score above 0 are made.

    Returns:
        (m,) int32 the mentor of each mentee, -1 whoever waits.

    Raises:
        ProblemError: an array of another length.

    """
    n_mentees, n_mentors = wishes.mentee.shape
    costs = np.zeros(n_mentees) if waiting is None else waiting
    if costs.shape != (n_mentees,):
        raise ProblemError("What waiting costs is needed for each member.")
    worth = wishes.mentee + wishes.mentor + costs[:, None]
    worth = np.where(wishes.allowed, np.maximum(worth, 0), 0)
    seat = np.repeat(np.arange(n_mentors, dtype=np.int32), np.minimum(wishes.room, n_mentees))
    rows, seats = linear_sum_assignment(worth[:, seat], maximize=True)
    matched = worth[rows, seat[seats]] > 0
    mentor = np.full(n_mentees, WAITING, dtype=np.int32)
    mentor[rows[matched]] = seat[seats[matched]]
    return mentor


def deferred_acceptance(wishes: Wishes) -> Int32:
    """A stable assignment, the best of all stable ones for each mentee.

    Mentees ask in the order of their wishes; a mentor keeps the best who asked so far (Gale and
    Shapley 1962, "College admissions and the stability of marriage"; with room for several, Roth
    1984, "The evolution of the labor market for medical interns and residents"). Of two that are
    worth the same the first in the array comes first; with such ties it is the best for mentees
    among the assignments that are stable in that order.

    Returns:
        (m,) int32 the mentor of each mentee, -1 whoever waits.

    """
    n_mentees, n_mentors = wishes.mentee.shape
    order = np.argsort(-wishes.mentee, axis=1, kind="stable").tolist()
    allowed, worth = wishes.allowed.tolist(), wishes.mentor.tolist()
    asked = [0] * n_mentees
    kept: list[list[tuple[float, int]]] = [[] for _ in range(n_mentors)]  # (worth, -mentee)
    asking = list(range(n_mentees))
    while asking:
        mentee = asking.pop()
        while asked[mentee] < n_mentors:
            mentor = order[mentee][asked[mentee]]
            asked[mentee] += 1
            if not (allowed[mentee][mentor] and wishes.room[mentor]):
                continue
            entry = (worth[mentee][mentor], -mentee)
            if len(kept[mentor]) < wishes.room[mentor]:
                heappush(kept[mentor], entry)
            else:
                asking.append(-heappushpop(kept[mentor], entry)[1])
            break
    found = np.full(n_mentees, WAITING, dtype=np.int32)
    for mentor, entries in enumerate(kept):
        found[[-mentee for _, mentee in entries]] = mentor
    return found


def blocking_pairs(wishes: Wishes, mentor: Int32) -> Int64:
    """(b, 2) mentees and mentors who would rather be matched with each other than as they are.

    Both may be matched; the mentee has nobody or likes that mentor better than hers; the mentor
    has room or likes that mentee better than one of hers. None: the assignment is stable.

    Args:
        wishes: of both sides.
        mentor: (m,) int32 of each mentee, -1 whoever waits.

    """
    n_mentees, n_mentors = wishes.mentee.shape
    matched = np.flatnonzero(mentor != WAITING)
    has = np.full(n_mentees, -np.inf)
    has[matched] = wishes.mentee[matched, mentor[matched]]
    least = np.full(n_mentors, np.inf)
    np.minimum.at(least, mentor[matched], wishes.mentor[matched, mentor[matched]])
    full = np.bincount(mentor[matched], minlength=n_mentors) >= wishes.room
    least = np.where(wishes.room == 0, np.inf, np.where(full, least, -np.inf))
    blocking = wishes.allowed & (wishes.mentee > has[:, None]) & (wishes.mentor > least)
    return np.argwhere(blocking)
