"""What each generated member took, when: goals, ladder, time and chance together.

After each class the next is, most often, a later step on the ladder of the same theme; else the
first open step of a theme that comes along with it (`Theme.near`, directed: mom guilt leads to
anger management more often than back); else whatever is well known at the time, or a meeting in
her region. Prerequisites are finished first, nothing is taken before it is launched, and 91 % of
what is started is completed.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from matcher.sample.banks import themes
from matcher.sample.catalogue import SampleClass
from matcher.sample.dice import Dice

COMPLETED = 0.91
NONE_YET = 0.08
RECENT = timedelta(days=25)


@dataclass(frozen=True, slots=True)
class SampleEnrolment:
    """A line of enrolments.csv, with the row of its class."""

    item: int
    enrolled_at: datetime
    status: str
    completed_at: datetime | None
    rating: float | None


@dataclass(slots=True)
class _Walk:
    """Where a member stands: her themes, region, current theme, what she took and finished when."""

    mine: tuple[int, ...]
    province: str
    theme: int
    taken: set[int] = field(default_factory=set)
    done: dict[int, datetime] = field(default_factory=dict)

    def take(self, item: int, theme: int, ends: datetime | None) -> None:
        """Go on from `item`; classes of no theme leave her where she was."""
        self.taken.add(item)
        if ends is not None:
            self.done[item] = ends
        if theme >= 0:
            self.theme = theme


class Paths:
    """Draws histories over one catalogue.

    Args:
        classes: the catalogue.
        now: nothing happens after it.
        dice: where chance comes from.

    """

    def __init__(self, classes: list[SampleClass], now: datetime, dice: Dice) -> None:
        self.classes, self.now, self.dice = classes, now, dice
        self.row = {one.class_id: i for i, one in enumerate(classes)}
        self.ladders: dict[int, list[int]] = defaultdict(list)
        self.regional: dict[str, list[int]] = defaultdict(list)
        for i, one in enumerate(classes):
            if one.theme >= 0:
                self.ladders[one.theme].append(i)
            elif one.province:
                self.regional[one.province].append(i)
        names = {theme.name: i for i, theme in enumerate(themes())}
        self.near = [[names[n] for n in t.near if n in names] for t in themes()]
        self.known = _cumulated([one.pull**2 if one.theme >= 0 else 0.0 for one in classes])
        self.scholarships = [i for i, c in enumerate(classes) if c.programme == "Beasiswa Bisnis"]

    def draw(self, mine: tuple[int, ...], province: str, joined: datetime) -> list[SampleEnrolment]:
        """The history of a member with the themes `mine`, the main one first."""
        dice = self.dice
        if dice.chance(NONE_YET):
            return []
        # A heavy tail, seven on average: a lognormal draw.
        wanted = max(1, round(math.exp(1.95 + 0.85 * _normal(dice))))
        at = joined + timedelta(days=-20 * math.log(1 - dice.unit()))
        pace = 25 + 75 * dice.unit()
        walk = _Walk(mine, province, mine[0])
        found: list[SampleEnrolment] = []
        while len(found) < wanted and at < self.now:
            item = self._next(walk, at)
            if item is not None:
                found.append(self._enrol(item, at))
                walk.take(item, self.classes[item].theme, found[-1].completed_at)
            at += timedelta(days=2 - pace * math.log(1 - dice.unit()))
        return found

    def _next(self, walk: "_Walk", at: datetime) -> int | None:
        """A class she may take at this moment, or None where she finds none."""
        for _ in range(8):
            item = self._wish(walk)
            if item is not None and item not in walk.taken and self._may(item, at, walk.done):
                return item
        return None

    def _wish(self, walk: "_Walk") -> int | None:
        dice = self.dice
        draw = dice.unit()
        if draw < 0.56:
            return self._step(walk.theme, walk.taken)
        if draw < 0.68:
            near = self.near[walk.theme]
            return self._step(dice.pick(near), walk.taken) if near else None
        if draw < 0.82:
            return self._step(dice.pick(walk.mine), walk.taken)
        if draw < 0.87:
            return dice.pick(self.regional.get(walk.province) or [None])
        if draw < 0.885:
            return dice.pick(self.scholarships)
        at = bisect_left(self.known, dice.unit() * self.known[-1])
        return min(at, len(self.classes) - 1)

    def _step(self, theme: int, taken: set[int]) -> int | None:
        """One of the next steps on a ladder: the nearest most often."""
        ladder = self.ladders[theme]
        past = [place for place, item in enumerate(ladder) if item in taken]
        ahead = ladder[max(past) + 1 :] if past else ladder
        near = ahead[:4]
        if not near:
            return None
        weights = [(0.62, 0.22, 0.1, 0.06)[k] * self.classes[i].pull for k, i in enumerate(near)]
        return self.dice.weighted(near, weights)

    def _may(self, item: int, at: datetime, done: dict[int, datetime]) -> bool:
        one = self.classes[item]
        if one.launched > at.date():
            return False
        ends = (done.get(self.row[before]) for before in one.prerequisites)
        return all(end is not None and end <= at for end in ends)

    def _enrol(self, item: int, at: datetime) -> SampleEnrolment:
        dice = self.dice
        ends = at + timedelta(days=dice.between(3, 35), hours=dice.between(0, 9))
        if ends > self.now or (self.now - at < RECENT and dice.chance(0.6)):
            return SampleEnrolment(item, at, "enrolled", None, None)
        if not dice.chance(COMPLETED):
            return SampleEnrolment(item, at, "dropped", None, None)
        rating = dice.weighted((5.0, 4.0, 3.0, 2.0), (0.6, 0.3, 0.08, 0.02))
        return SampleEnrolment(item, at, "completed", ends, rating if dice.chance(0.55) else None)


def _normal(dice: Dice) -> float:
    """A standard normal draw (Box and Muller 1958)."""
    return math.sqrt(-2 * math.log(1 - dice.unit())) * math.cos(2 * math.pi * dice.unit())


def _cumulated(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
