"""Who took which class when: a simulation from hidden themes, the ladder, order and time.

At each step every member who is still going draws her next class, all at once as one matrix. The
log-odds of class c for member m at time t after history h are

    THEME · w_m·v_c + hers(m, c) + follow(h, c) + ladder(|h|, c) + season(t, c) + popularity_c

where ``follow`` is a sparse *directed* matrix (a class makes a few others likely next, not the
reverse; the class before last counts a little), and a Gumbel draw picks one of the classes that are
open at t, in her region, not taken, and whose prerequisites she completed. Themes are not seen by
any model: it has to find them in what she wrote and in what she took.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import AnyArray, Bool, Float64, Int64
from matcher.sample.calendar import DAY, SEASONS, seasons
from matcher.sample.catalogue import SampleClass

THEME = 4.8
FOLLOW = 4.2
SERIES = 4.2
LINKS = 2
KINSHIP = 3.0
BEFORE_LAST = 0.1
SCHOLARSHIP = 5.0
MEETING = 4.5
NOT_HERS = -3.0
SEASON = 2.5
_NONE_AT_ALL = 0.05
_LEVELS = ("starter", "intensive", "alumni")
_COMPLETES = 0.914


@dataclass(frozen=True, slots=True)
class History:
    """Enrolments in the order of members, then time.

    Attributes:
        member, item: (m,) rows.
        at: (m,) seconds since 1970; done: (m,) the same, -1 where not completed.
        dropped: (m,) she left it.
        rating: (m,) 1 to 5, 0 where not rated.

    """

    member: Int64
    item: Int64
    at: Int64
    done: Int64
    dropped: Bool
    rating: Int64

    def __len__(self) -> int:
        return len(self.member)

    def columns(self) -> tuple[AnyArray, ...]:
        """All six, in the order named above."""
        return self.member, self.item, self.at, self.done, self.dropped, self.rating


@dataclass(slots=True)
class _State:
    """What has happened to the members so far; rows are members."""

    taken: Bool
    completed: Bool
    count: Int64
    clock: Int64
    last: Int64
    before: Int64


def links(classes: Sequence[SampleClass], rng: np.random.Generator) -> Float64:
    """(c, c) how much a class in a row makes the class in a column likely next."""
    n = len(classes)
    themes = np.stack([one.weights for one in classes])
    level = np.array([_LEVELS.index(one.level) for one in classes])
    kinship = KINSHIP * themes @ themes.T + rng.gumbel(size=(n, n))
    kinship += np.where(level[None, :] == level[:, None] + 1, 1.0, 0.0)
    kinship[level[None, :] < level[:, None]] = -np.inf
    np.fill_diagonal(kinship, -np.inf)
    strength = np.zeros((n, n))
    for row in rng.permutation(n):
        free = np.where(strength[:, row] > 0, -np.inf, kinship[row])  # never both ways
        best = np.argsort(-free, kind="stable")[:LINKS]
        best = best[np.isfinite(free[best])]
        strength[row, best] = FOLLOW * rng.uniform(0.6, 1.3, len(best))
    for column, one in enumerate(classes):
        if one.follows >= 0:
            strength[one.follows, column] = SERIES
            strength[column, one.follows] = 0.0
    return strength


def simulate(
    *,
    weights: Float64,
    could_be: Bool,
    provinces: Sequence[str],
    joined: Int64,
    classes: Sequence[SampleClass],
    follow: Float64,
    now: int,
    rng: np.random.Generator,
) -> History:
    """The enrolments of n members.

    Args:
        weights: (n, T) what moves each.
        could_be: (n, T) whether a theme could be hers at all: few take classes about teens who
            have none.
        provinces: code where each lives, "" abroad.
        joined: (n,) seconds since 1970.
        classes: the k classes.
        follow: (k, k) as `links` gives it.
        now: nothing happens from this second on.
        rng: where chance comes from.

    """
    n = len(joined)
    world = _World(
        weights=weights,
        could_be=could_be,
        provinces=provinces,
        classes=classes,
        follow=follow,
        rng=rng,
    )
    length = _lengths(n, rng)
    pace = rng.lognormal(0.0, 0.5, n)
    state = _begin(joined, len(classes), rng)
    steps = []
    going = np.flatnonzero((length > 0) & (state.clock < now))
    while len(going):
        item, found = world.draw(state, going)
        who, item = going[found], item[found]
        steps.append(world.enrol(state, who, item, now))
        gap = rng.exponential(38.0, len(going)) * pace[going] + 1.0
        state.clock[going] += (gap * DAY).astype(np.int64)
        going = going[(state.count[going] < length[going]) & (state.clock[going] < now)]
    return _sorted(steps)


def _lengths(n: int, rng: np.random.Generator) -> Int64:
    """How many classes each would take given time: a heavy tail, and some who take none."""
    length = np.ceil(rng.lognormal(1.85, 0.85, n)).astype(np.int64)
    length[rng.random(n) < _NONE_AT_ALL] = 0
    return np.minimum(length, 90)


def _begin(joined: Int64, classes: int, rng: np.random.Generator) -> _State:
    n = len(joined)
    clock = joined + (rng.exponential(9 * DAY, n)).astype(np.int64) + 600
    nothing = np.zeros((n, classes), dtype=np.bool_)
    return _State(
        taken=nothing,
        completed=nothing.copy(),
        count=np.zeros(n, dtype=np.int64),
        clock=clock,
        last=np.full(n, -1),
        before=np.full(n, -1),
    )


class _World:
    """All that does not change while members take classes."""

    def __init__(
        self,
        *,
        weights: Float64,
        could_be: Bool,
        provinces: Sequence[str],
        classes: Sequence[SampleClass],
        follow: Float64,
        rng: np.random.Generator,
    ) -> None:
        n = len(classes)
        self.rng = rng
        self.follow = np.vstack([follow, np.zeros(n)])  # the last row: nothing before
        about = np.stack([one.weights for one in classes])
        self.fit = weights @ about.T
        self.strange = NOT_HERS * ~could_be[:, about.argmax(axis=1)]
        self.popular = rng.normal(0.0, 0.6, n)
        wanted = {"Beasiswa Bisnis": SCHOLARSHIP, "Happy Hour": MEETING}
        self.popular += np.array([wanted.get(one.programme, 0.0) for one in classes])
        self.level = np.array([_LEVELS.index(one.level) for one in classes])
        self.season = np.array([SEASONS.index(one.season) for one in classes])
        windows = [one.window for one in classes]
        self.opens = np.array([each.opens for each in windows])
        self.closes = np.array([each.closes for each in windows])
        self.begins = np.array(
            [one.window.starts if one.window.held_once else -1 for one in classes]
        )
        self.days = np.array([one.days for one in classes])
        self.seats = [one.capacity for one in classes]
        self.once = np.array([one.programme == "Beasiswa Bisnis" for one in classes])
        self.after = np.array([one.after[0] if one.after else n for one in classes])
        region = np.array([one.province for one in classes])
        hers = np.array(provinces)
        self.here = (region[None, :] == "") | (region[None, :] == hers[:, None])

    def draw(self, state: _State, who: Int64) -> tuple[Int64, Bool]:
        """The next class of each of `who`, and whether there was one she could take."""
        odds = THEME * self.fit[who] + self.strange[who] + self.popular
        odds += self.follow[state.last[who]] + BEFORE_LAST * self.follow[state.before[who]]
        odds += self._ladder(state.count[who])
        odds += self._season(state.clock[who])
        odds += self.rng.gumbel(size=odds.shape)
        odds[~self._possible(state, who)] = -np.inf
        item = np.argmax(odds, axis=1)
        return item, np.isfinite(odds[np.arange(len(who)), item])

    def _ladder(self, count: Int64) -> Float64:
        """Starters first, then intensive, then alumni classes."""
        rung = np.array([[1.5, -1.5, -4.0], [0.3, 0.2, -2.0], [-0.5, 0.6, -0.2], [-1.0, 0.5, 0.8]])
        stage = np.digitize(count, [1, 3, 7])
        return rung[stage][:, self.level]

    def _season(self, clock: Int64) -> Float64:
        now = seasons(clock // DAY)
        match = now[:, None] == self.season[None, :]
        return np.where(self.season > 0, np.where(match, SEASON, -SEASON), 0.0)

    def _possible(self, state: _State, who: Int64) -> Bool:
        clock = state.clock[who][:, None]
        done = np.hstack([state.completed[who], np.ones((len(who), 1), dtype=np.bool_)])
        open_now = (self.opens <= clock) & (clock < self.closes)
        possible: Bool = ~state.taken[who] & open_now & self.here[who] & done[:, self.after]
        return possible

    def enrol(self, state: _State, who: Int64, item: Int64, now: int) -> History:
        """Write one enrolment a member into `state`; full classes turn the last ones away."""
        keep = self._seated(state, who, item)
        who, item = who[keep], item[keep]
        at = state.clock[who].copy()
        took = self.days[item] * DAY * self.rng.uniform(0.6, 1.4, len(who)) + 5400
        done = np.maximum(at, self.begins[item]) + took.astype(np.int64)
        fit = self.fit[who, item]
        odds = np.log(_COMPLETES / (1 - _COMPLETES)) + 0.8 * (fit - 0.2)
        dropped = self.rng.random(len(who)) > 1 / (1 + np.exp(-odds))
        running = done >= now
        completed = ~dropped & ~running
        state.taken[who, item] = True
        state.completed[who, item] = completed
        state.count[who] += 1
        state.before[who], state.last[who] = state.last[who], item
        state.clock[who] = done
        rating = np.clip(np.round(4.1 + 1.2 * fit + self.rng.normal(0, 0.7, len(who))), 1, 5)
        rated = completed & (self.rng.random(len(who)) < 0.62)
        return History(
            member=who,
            item=item,
            at=at,
            done=np.where(completed, done, -1),
            dropped=dropped & ~running,
            rating=np.where(rated, rating, 0).astype(np.int64),
        )

    def _seated(self, state: _State, who: Int64, item: Int64) -> Bool:
        """Whether each gets a seat; scholarship batches are small, and one a life."""
        keep = np.ones(len(who), dtype=np.bool_)
        for limited in np.flatnonzero(self.once):
            left = self.seats[limited] - int(state.taken[:, limited].sum())
            keep[np.flatnonzero(item == limited)[max(left, 0) :]] = False
        had = state.taken[np.ix_(who, np.flatnonzero(self.once))].any(axis=1)
        return keep & ~(self.once[item] & had)


def _sorted(steps: Sequence[History]) -> History:
    """All steps as one history, by member, then time."""
    if not steps:
        nothing = np.zeros(0, dtype=np.int64)
        return History(nothing, nothing, nothing, nothing, nothing.astype(np.bool_), nothing)
    member = np.concatenate([step.member for step in steps])
    at = np.concatenate([step.at for step in steps])
    order = np.lexsort((at, member))
    return History(
        member=member[order],
        item=np.concatenate([step.item for step in steps])[order],
        at=at[order],
        done=np.concatenate([step.done for step in steps])[order],
        dropped=np.concatenate([step.dropped for step in steps])[order],
        rating=np.concatenate([step.rating for step in steps])[order],
    )
