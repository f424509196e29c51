"""From the best mentor for each mentee to circles whose members share hours and may all meet."""

import numpy as np

from features.arrays import Int32, Int64
from matcher.circles.mentoring.table import Table, holds_for_two
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.rules import Common, Ties


def lawful(table: Table, mentor: Int32, problem: Problem) -> Int32:
    """(m,) the mentor of each mentee so that each circle keeps what all of it must share.

    Of the mentees that a mentor was given those worth most stay, as far as they get on with those
    who stay already; room that is left goes to others, those worth most to her first. Rules that
    say how many of a kind there are at least are not looked at.

    Args:
        table: of mentees and mentors.
        mentor: (m,) int32 the best for each, -1 whoever waits.
        problem: whose rules are kept.

    """
    company = _Company(table, problem)
    found = np.full(len(mentor), WAITING, dtype=np.int32)
    for one in range(len(table.mentors)):
        given = np.flatnonzero(mentor == one)
        order = np.argsort(-table.worth[given, one], kind="stable")
        found[company.fill(one, given[order].astype(np.int64))] = one
    for one in range(len(table.mentors)):
        free = np.flatnonzero((found == WAITING) & (table.worth[:, one] > -table.waiting))
        if len(company.seats[one]) <= table.room[one]:
            order = np.argsort(-table.worth[free, one], kind="stable")
            found[company.fill(one, free[order].astype(np.int64))] = one
    return found


class _Company:
    """Who sits with each mentor so far.

    Attributes:
        seats: of each mentor and those with her.

    """

    def __init__(self, table: Table, problem: Problem) -> None:
        self.table = table
        rules = [rule for rule in problem.rules if holds_for_two(rule)]
        self.shared = [rule for rule in rules if isinstance(rule, Common)]
        self.apart: dict[int, set[int]] = {}
        for rule in rules:
            for a, b in rule.pairs.tolist() if isinstance(rule, Ties) else ():
                self.apart.setdefault(a, set()).add(b)
                self.apart.setdefault(b, set()).add(a)
        self.seats = [[int(seat)] for seat in table.mentor_seats]
        self.bits = [[rule.bits[own[0]] for rule in self.shared] for own in self.seats]

    def fill(self, mentor: int, mentees: Int64) -> list[int]:
        """The mentees, of those in this order, who get on with all who sit there, for her room."""
        own, taken = self.seats[mentor], []
        for mentee in mentees.tolist():
            seat = int(self.table.mentees[mentee])
            if len(own) > self.table.room[mentor]:
                break
            bits = [
                now & rule.bits[seat]
                for now, rule in zip(self.bits[mentor], self.shared, strict=True)
            ]
            enough = all(
                int(np.bitwise_count(some).sum()) >= rule.least
                for some, rule in zip(bits, self.shared, strict=True)
            )
            if enough and not self.apart.get(seat, set()) & set(own):
                self.bits[mentor] = bits
                own.append(seat)
                taken.append(mentee)
        return taken
