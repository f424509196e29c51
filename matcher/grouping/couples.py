"""Rules, and the worst-off term, as what they say of two members who would make a circle.

In a circle of two every rule is about one pair: a hard one forbids it, a soft one makes it worth
less. So the best grouping into pairs is the best matching, and `matcher.grouping.pairs` finds it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from features.arrays import Bool, Float64, Int32, Int64
from matcher.grouping.problem import Problem, ProblemError
from matcher.grouping.rules import Bits, Common, Count, Distinct, Rule, Ties


@dataclass(frozen=True)
class Couples:
    """What the rules of a problem say of each pair of its n members.

    What may be is kept once it was asked for, a bit a pair, for rows that follow each other.

    Attributes:
        problem: circles of two, or of a mentor and her mentees one by one.

    """

    problem: Problem

    @cached_property
    def _ties(self) -> Mapping[str, csr_array]:
        """(n, n) of each rule about ties, 1 where two are tied."""
        return {
            rule.name: _matrix(rule.pairs, len(self.problem))
            for rule in self.problem.rules
            if isinstance(rule, Ties)
        }

    @cached_property
    def _kept(self) -> dict[tuple[int, int], NDArray[np.uint8]]:
        return {}

    def allowed(self, rows: Int32) -> Bool:
        """(m, n) whether each of `rows` may be with each member.

        Raises:
            ProblemError: a rule that is not about pairs.

        """
        first, last = int(rows[0]), int(rows[-1])
        if last - first != len(rows) - 1:
            return self._allowed(rows)
        if (first, last) not in self._kept:
            self._kept[first, last] = np.packbits(self._allowed(rows), axis=1)
        bits = self._kept[first, last]
        return np.unpackbits(bits, axis=1, count=len(self.problem)).view(np.bool_)

    def _allowed(self, rows: Int32) -> Bool:
        fine = np.ones((len(rows), len(self.problem)), dtype=np.bool_)
        for rule in self.problem.rules:
            if rule.weight is None:
                fine &= self.units(rule, rows) == 0
        return fine

    def costs(self, rows: Int32, scores: Float64) -> Float64:
        """(m, n) what soft rules and the floor take from pairs with these scores."""
        taken = np.zeros(scores.shape)
        for rule in self.problem.rules:
            if rule.weight is not None:
                taken += rule.weight * self.units(rule, rows)
        if floor := self.problem.floor:
            taken += 2 * floor.weight * np.maximum(0, floor.level - scores) ** 2
        return taken

    def units(self, rule: Rule, rows: Int32) -> Int64:
        """(m, n) by how many units each pair would break a rule.

        Raises:
            ProblemError: it is not about pairs.

        """
        match rule:
            case Count():
                return _counted(rule, rows)
            case Distinct():
                return _distinct(rule, rows)
            case Ties():
                return self._tied(rule, rows)
            case Common():
                return np.maximum(rule.least - _shared(rule.bits, rows), 0)
        raise ProblemError("The rule {name} says nothing about pairs.", name=rule.name)

    def _tied(self, rule: Ties, rows: Int32) -> Int64:
        """A pair parts each of the two from all others she is to be together with."""
        ties = self._ties[rule.name]
        tied = np.asarray(ties[rows].toarray(), dtype=np.int64)
        if not rule.together:
            return tied
        company = np.asarray(ties.sum(axis=1), dtype=np.int64)
        return np.asarray(company[rows, None] + company - 2 * tied)


def _matrix(pairs: Int32, n_members: int) -> csr_array:
    ends = np.vstack([pairs, pairs[:, ::-1]])
    ones = np.ones(len(ends), dtype=np.int64)
    return csr_array((ones, (ends[:, 0], ends[:, 1])), shape=(n_members, n_members))


def _counted(rule: Count, rows: Int32) -> Int64:
    kind = rule.kind.astype(np.int64)
    found = kind[rows, None] + kind
    wrong = np.maximum(rule.least - found, 0) + np.maximum(found - rule.most, 0)
    return np.asarray(wrong + (rule.never_one & (found == 1)))


def _distinct(rule: Distinct, rows: Int32) -> Int64:
    value = rule.value
    known = (value >= 0).astype(np.int64)
    same = (value[rows, None] == value) & (value >= 0)
    found = known[rows, None] + known - same
    return np.asarray(np.maximum(rule.least - found, 0) + np.maximum(found - rule.most, 0))


def _shared(bits: Bits, rows: Int32) -> Int64:
    """(m, n) bits that both have."""
    found = np.zeros((len(rows), len(bits)), dtype=np.int64)
    for word in _words(bits):
        found += np.bitwise_count(word[rows, None] & word)
    return found


def _words(bits: Bits) -> Iterator[NDArray[np.uint64]]:
    return (np.ascontiguousarray(bits[:, k]) for k in range(bits.shape[1]))
