"""Rules as data: five kinds, each hard (``weight=None``) or soft (its weight a broken unit).

Each rule says how far a grouping is from keeping it, in whole units, by plain numpy: that is the
reference which the checker uses and the compiled search must equal. An empty circle breaks none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from features.arrays import Bool, Int32, Int64
from features.errors import LingkarError

Bits: TypeAlias = NDArray[np.uint64]
"""(n, w) sets as bits, 64 a word; e.g. hours of a week in three words."""

MANY = 1_000_000
"""More than any circle holds: no upper limit."""


class RuleError(LingkarError):
    """A rule that does not fit its problem."""


class Rule(Protocol):
    """What all rules share."""

    @property
    def name(self) -> str:
        """What it is called in reports."""

    @property
    def weight(self) -> float | None:
        """What a broken unit costs; None if it may never be broken."""

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units by which each circle breaks the rule.

        Args:
            circle: (n,) of each member, -1 waiting.
            circles: the members of each circle.

        """

    def fits(self, n_members: int, n_circles: int) -> None:
        """Raise `RuleError` unless the rule is about so many members and circles."""


@dataclass(frozen=True, slots=True)
class Count:
    """In every circle at least and at most so many of a kind; `never_one`: none, or more than one.

    Broken by the number of members too few or too many; by one where one is alone of her kind.

    Attributes:
        name: what it is called.
        kind: (n,) who is of the kind.
        least: of them in a circle.
        most: of them in a circle.
        never_one: nobody of the kind may be the only one.
        weight: of a unit; None is hard.

    """

    name: str
    kind: Bool
    least: int = 0
    most: int = MANY
    never_one: bool = False
    weight: float | None = None

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units."""
        found = np.array([int(self.kind[members].sum()) for members in circles], dtype=np.int64)
        filled = np.array([len(members) > 0 for members in circles])
        wrong = np.maximum(self.least - found, 0) + np.maximum(found - self.most, 0)
        return np.asarray((wrong + (self.never_one & (found == 1))) * filled, dtype=np.int64)

    def fits(self, n_members: int, n_circles: int) -> None:
        """A flag for each member."""
        _same_length(self.name, len(self.kind), n_members)


@dataclass(frozen=True, slots=True)
class Distinct:
    """In every circle at least and at most so many different values, e.g. provinces.

    Attributes:
        name: what it is called.
        value: (n,) int32 from 0; -1 unknown, which is no value of its own.
        least: different values in a circle.
        most: different values in a circle.
        weight: of a value too few or too many; None is hard.

    """

    name: str
    value: Int32
    least: int = 0
    most: int = MANY
    weight: float | None = None

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units."""
        units = np.zeros(len(circles), dtype=np.int64)
        for c, members in enumerate(circles):
            if len(members):
                values = self.value[members]
                found = len(np.unique(values[values >= 0]))
                units[c] = max(self.least - found, 0) + max(found - self.most, 0)
        return units

    def fits(self, n_members: int, n_circles: int) -> None:
        """A value for each member."""
        _same_length(self.name, len(self.value), n_members)


@dataclass(frozen=True, slots=True)
class Ties:
    """Pairs that sit together, or apart; whoever waits sits with nobody.

    A pair that is to be together is broken when one sits in a circle without the other (by one
    unit, in the circle of each who does sit); two who wait break nothing. A pair that is to be
    apart is broken when both sit in one circle.

    Attributes:
        name: what it is called.
        pairs: (m, 2) int32 members, two different ones in each row.
        together: or apart.
        weight: of a unit; None is hard.

    """

    name: str
    pairs: Int32
    together: bool
    weight: float | None = None

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units."""
        first, second = circle[self.pairs[:, 0]], circle[self.pairs[:, 1]]
        if not self.together:
            return np.bincount(first[(first == second) & (first >= 0)], minlength=len(circles))
        parted = np.concatenate([first[first != second], second[first != second]])
        return np.bincount(parted[parted >= 0], minlength=len(circles))

    def fits(self, n_members: int, n_circles: int) -> None:
        """Pairs of members that there are."""
        pairs = self.pairs
        inside = ((pairs >= 0) & (pairs < n_members)).all()
        if (
            pairs.ndim != 2
            or pairs.shape[1] != 2
            or not inside
            or (pairs[:, 0] == pairs[:, 1]).any()
        ):
            raise RuleError("The rule {name} names pairs that are none.", name=self.name)


@dataclass(frozen=True, slots=True)
class Common:
    """The members of a circle have at least so much in common: hours of the week, languages.

    For a meeting of H hours let bit h say that she is free from h to h + H: then a bit that all
    share is a slot.

    Attributes:
        name: what it is called.
        bits: (n, w) uint64 what each has.
        least: bits that all share.
        weight: of a bit too few; None is hard.

    """

    name: str
    bits: Bits
    least: int = 1
    weight: float | None = None

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units."""
        units = np.zeros(len(circles), dtype=np.int64)
        for c, members in enumerate(circles):
            if len(members):
                shared = np.bitwise_and.reduce(self.bits[members], axis=0)
                units[c] = max(self.least - int(np.bitwise_count(shared).sum()), 0)
        return units

    def fits(self, n_members: int, n_circles: int) -> None:
        """A set for each member."""
        _same_length(self.name, len(self.bits), n_members)


@dataclass(frozen=True, slots=True)
class Pinned:
    """Members who stay where they are put.

    Broken in the circle a pinned member sits in, if it is another one; a pinned member who waits
    breaks it in the circle she belongs to.

    Attributes:
        name: what it is called.
        place: (n,) int32 circle; -1 whoever is free to move.
        weight: of a member elsewhere; None is hard.

    """

    name: str
    place: Int32
    weight: float | None = None

    def broken(self, circle: Int32, circles: Sequence[Int32]) -> Int64:
        """(g,) units."""
        away = (self.place >= 0) & (circle != self.place)
        where = np.where(circle >= 0, circle, self.place)[away]
        return np.bincount(where, minlength=len(circles))

    def fits(self, n_members: int, n_circles: int) -> None:
        """A place for each member, in a circle that there is."""
        _same_length(self.name, len(self.place), n_members)
        if (self.place >= n_circles).any():
            raise RuleError("The rule {name} names a circle that is none.", name=self.name)


def _same_length(name: str, found: int, n_members: int) -> None:
    if found != n_members:
        raise RuleError(
            "The rule {name} is about {found} members, the problem about {n}.",
            name=name,
            found=found,
            n=n_members,
        )
