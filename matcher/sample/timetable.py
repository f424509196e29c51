"""When a class can be taken: at any time, with a date ahead, once in the past, or no longer."""

from dataclasses import dataclass
from datetime import date, timedelta

from matcher.sample.calendar import DAY, FOUNDED, next_season, seconds
from matcher.sample.dice import Dice

_STATES = (("open", 0.6), ("scheduled", 0.24), ("past", 0.1), ("inactive", 0.06))
_HOURS = (2, 3, 6, 12, 12, 13)
"""Of a start, UTC: mornings, early afternoons and evenings in western Indonesia."""


@dataclass(frozen=True, slots=True)
class Window:
    """Between which moments members enrol, in seconds since 1970.

    Attributes:
        opens: from then on; closes: until then, at most the day of the sample.
        starts: the announced start, -1 where it is open at any time.
        active: whether it is still offered.

    """

    opens: int
    closes: int
    starts: int
    active: bool

    @property
    def held_once(self) -> bool:
        """Whether its start is the only one there is, so that nobody is done before it."""
        return self.starts >= 0 and self.starts - self.opens <= 110 * DAY

    @property
    def goes_on(self) -> bool:
        """Whether it is offered again and again."""
        return self.active and not self.held_once

    def later(self, days: int, now: int) -> "Window":
        """The window of a later step of a series, which begins `days` after this one."""
        shift = days * DAY
        starts = self.starts if self.starts < 0 else self.starts + shift
        closes = min(self.closes + shift, now)
        return Window(min(self.opens + shift, closes - 3 * DAY), closes, starts, self.active)


class Timetable:
    """Draws windows as of a day.

    Args:
        as_of: nothing is drawn to have happened after the start of this day.
        dice: where chance comes from.

    """

    def __init__(self, as_of: date, dice: Dice) -> None:
        self.as_of, self.dice = as_of, dice
        self.now = seconds(as_of)

    def draw(self, since: date) -> Window:
        """The window of a class of a programme that began on `since`."""
        dice, now, opens = self.dice, self.now, self._launch(since)
        state = dice.weighted([row[0] for row in _STATES], [row[1] for row in _STATES])
        if state == "past":
            return self.once(since)
        if state == "scheduled":
            return Window(opens, now, self._start(now + dice.between(3, 60) * DAY), active=True)
        if state == "inactive":
            ended = opens + int((now - opens) * (0.3 + 0.6 * dice.unit()))
            return Window(opens, ended, -1, active=False)
        return Window(opens, now, -1, active=True)

    def any_time(self, since: date) -> Window:
        """The window of what can be taken whenever one likes."""
        return Window(self._launch(since), self.now, -1, active=self.dice.chance(0.95))

    def once(self, since: date, season: str = "") -> Window:
        """The window of a class that was held on one day, in `season` if one is named."""
        launch = date(1970, 1, 1) + timedelta(seconds=self._launch(since))
        day = next_season(season, launch) if season else launch + timedelta(days=30)
        at = min(seconds(day) + self.dice.between(2, 14) * DAY, self.now - 2 * DAY)
        starts = self._start(at)
        return Window(starts - 60 * DAY, starts, starts, active=True)

    def ahead(self, season: str = "") -> Window:
        """The window of a class that will be held once, its first time, and can be joined now."""
        day = next_season(season, self.as_of + timedelta(days=3)) if season else self.as_of
        starts = self._start(seconds(day) + self.dice.between(5, 25) * DAY)
        return Window(self.now - 40 * DAY, self.now, starts, active=True)

    def batch(self, number: int, count: int, since: date) -> Window:
        """The window of one of `count` batches spread from `since` to now; the last is ahead."""
        first = max(seconds(since), seconds(FOUNDED))
        past = number < count
        at = first + (self.now - first) * number // count if past else self.now + 35 * DAY
        starts = self._start(at)
        return Window(starts - 45 * DAY, min(starts, self.now), starts, active=True)

    def _start(self, second: int) -> int:
        return second // DAY * DAY + self.dice.pick(_HOURS) * 3600

    def _launch(self, since: date) -> int:
        """When a class was first offered: more in the early years, a few are new."""
        first = max(seconds(FOUNDED), min(seconds(since), self.now - 200 * DAY))
        if self.dice.chance(0.05):
            return self.now - self.dice.between(5, 50) * DAY
        return first + int((self.now - first) * 0.85 * self.dice.unit() ** 1.4)
