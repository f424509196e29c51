"""What moves by hand cost and what they would break, told before they are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits
from features.tables import HOURS_A_WEEK
from matcher.circles.changes import Move
from matcher.circles.hours import Slot, around, best_slot, zone_of
from matcher.circles.moving import Moved, moved, outranked
from matcher.circles.open_circles import OpenCircle
from matcher.circles.standing import Standing
from matcher.circles.states import OUTRANKED, UNPUBLISHED
from matcher.errors import NotFound
from matcher.grouping.checking import Break
from matcher.grouping.problem import WAITING
from matcher.grouping.ruled.price import Compared, compare
from matcher.grouping.rules import Common, Count, Pinned, Rule, Ties
from matcher.i18n import N_


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that more, or less, is broken of in a circle.

    Attributes:
        rule: its name, as `matcher.circles.words.rule_name` tells it.
        circle_id: where; None in a circle that nobody moves to or from.
        units: by how much.
        hard: whether it may never be.
        members: ids of those concerned; nobody where the circle lacks somebody.

    """

    rule: str
    circle_id: str | None
    units: int
    hard: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A circle that somebody moves to or from.

    Attributes:
        circle_id: which.
        sizes: members before and after; `quality`: mean pair score, None of fewer than two.
        shared: slots of the week that all share, before and after; None where no meeting is asked.
        slots: when it meets before and after; None where it has no hour.

    """

    circle_id: str
    sizes: tuple[int, int]
    quality: tuple[float | None, float | None]
    shared: tuple[int, int] | None
    slots: tuple[Slot | None, Slot | None]


@dataclass(frozen=True, slots=True)
class Price:
    """What moves bring.

    Attributes:
        moves: they, with `origin` and `role` told.
        objective: by how much the objective changes; it is the sum of `parts`.
        parts: it by part: the terms of the pair scores, each soft rule, `waiting`, `floor`.
        circles: those touched.
        breaks: what more is broken of; `mends`: what less is broken of.

    """

    moves: tuple[Move, ...]
    objective: float
    parts: Mapping[str, float]
    circles: tuple[Touched, ...]
    breaks: tuple[Broken, ...]
    mends: tuple[Broken, ...]

    @property
    def hard(self) -> tuple[str, ...]:
        """The hard rules that would be broken, each once."""
        return tuple(sorted({one.rule for one in self.breaks if one.hard}))

    @property
    def legal(self) -> bool:
        """Whether no hard rule is broken more than before."""
        return not self.hard


def price(
    standing: Standing,
    moves: Sequence[Move],
    hours: Mapping[str, Slot | None] | None = None,
) -> Price:
    """What some moves, all of them together, bring; nothing is changed.

    Args:
        standing: the circles as they stand.
        moves: what is asked for; two make a swap.
        hours: when circles that change are to meet, by id, where it is not what suits best.

    Raises:
        NotFound: a member takes no part, or a circle is none of these, or does not change.
        Conflict: as `matcher.circles.moving.moved`.

    """
    then = moved(standing, moves)
    cost = price_of(standing, then)
    return _at(standing, then, cost, hours) if hours else cost


def price_of(standing: Standing, then: Moved) -> Price:
    """As `price`, of moves that were looked at already."""
    problem = standing.built.problem
    if (standing.circle == then.circle).all():
        unchanged = dict.fromkeys(standing.verdict.parts, 0.0)
        return Price(then.moves, 0.0, unchanged, circles=(), breaks=(), mends=())
    both = compare(problem, standing.circle, then.circle)
    change = both.price()
    before, after = both.before.parts, both.after.parts
    return Price(
        moves=then.moves,
        objective=change.objective,
        parts={name: after[name] - before[name] for name in after},
        circles=_touched(standing, then.circle, both),
        breaks=(
            *(_broken(standing, one, then.circle) for one in change.breaks),
            *_given(standing, then),
        ),
        mends=tuple(_broken(standing, one, standing.circle) for one in change.mends),
    )


def _given(standing: Standing, then: Moved) -> tuple[Broken, ...]:
    """The places that go to whom the ranking left without one: told, never forbidden."""
    return tuple(
        Broken(OUTRANKED, one.to, 1, hard=False, members=(one.member_id,))
        for one in then.moves
        if one.to is not None and outranked(standing, one.member_id)
    )


def unsuited(standing: Standing, hours: Mapping[str, Slot | None]) -> frozenset[str]:
    """The rule of hours, where one of the hours does not suit those who sit in its circle."""
    found = [
        members_in(standing, standing.circle, standing.place[circle_id])
        for circle_id, slot in hours.items()
        if slot is not None
    ]
    slots = [one for one in hours.values() if one is not None]
    meets = zip(found, slots, strict=True)
    return frozenset(
        {"hours"} if any(len(_unfree(standing, members, slot)) for members, slot in meets) else ()
    )


def _at(standing: Standing, then: Moved, cost: Price, hours: Mapping[str, Slot | None]) -> Price:
    """A price where circles meet at those hours; what these break of the rule of hours is in it."""
    touched = {one.circle_id for one in cost.circles}
    for circle_id in sorted(hours.keys() - touched):
        raise NotFound(
            N_("Circle {circle_id} does not change here. Set its hour by itself."),
            circle_id=circle_id,
        )
    meeting, ids = standing.wishes.meeting, standing.roster.members.ids
    breaks = []
    for circle_id, slot in sorted(hours.items()):
        members = members_in(standing, then.circle, standing.place[circle_id])
        rows = _unfree(standing, members, slot) if slot is not None else members[:0]
        if len(rows) and meeting is not None:
            who = tuple(sorted({ids[row] for row in rows.tolist()}))
            breaks.append(Broken("hours", circle_id, len(who), meeting.weight is None, who))
    return replace(
        cost,
        circles=tuple(
            replace(one, slots=(one.slots[0], hours.get(one.circle_id, one.slots[1])))
            for one in cost.circles
        ),
        breaks=(*cost.breaks, *breaks),
    )


def _unfree(standing: Standing, members: Int32, slot: Slot) -> Int32:
    """Those of some members whom an hour does not suit; nobody where no meeting is asked for."""
    hours = standing.built.hours
    if not hours or not len(members):
        return members[:0]
    free = np.ones(len(members), dtype=np.bool_)
    for later in range(max(slot.hours - hours, 0) + 1):
        free &= _has(standing.built.free[members], (slot.start + later) % HOURS_A_WEEK)
    return np.asarray(members[~free], dtype=np.int32)


def _has(free: Bits, hour: int) -> Bool:
    """(m,) whether a meeting that begins in an hour of the week suits each."""
    word, bit = divmod(hour, 64)
    return np.asarray(free[:, word] >> np.uint64(bit) & np.uint64(1), dtype=np.bool_)


def members_in(standing: Standing, circle: Int32, place: int) -> Int32:
    """(m,) int32 rows of the roster in one circle of a grouping of seats."""
    return standing.roster.member[np.flatnonzero(circle == place)]


def _touched(standing: Standing, circle: Int32, both: Compared) -> tuple[Touched, ...]:
    changed = [
        (k, place, was, will)
        for k, place in enumerate(both.touched.tolist())
        for was, will in [[members_in(standing, one, place) for one in (standing.circle, circle)]]
        if set(was.tolist()) != set(will.tolist())  # only another seat of who leads several
    ]
    slots = meetings_after(standing, circle, [place for _, place, _, _ in changed])
    found = []
    for k, place, was, will in changed:
        shared = None
        if standing.built.hours:
            shared = (_shared(standing, was), _shared(standing, will))
        one = standing.circles[place]
        quality = tuple(
            None if np.isnan(verdict.quality[k]) else float(verdict.quality[k])
            for verdict in (both.before, both.after)
        )
        found.append(
            Touched(
                one.circle_id,
                (len(was), len(will)),
                (quality[0], quality[1]),
                shared,
                (one.slot, slots[place]),
            )
        )
    return tuple(found)


def meetings_after(
    standing: Standing, circle: Int32, places: Sequence[int]
) -> dict[int, Slot | None]:
    """The hours of changed circles: whoever sits in several never meets with two at once.

    One that was set by hand stays. So does that of a circle whose members know of it, as long as
    it suits all of them; else the hour that suits best is taken, None where none does.

    Args:
        standing: the circles as they stand.
        circle: (r,) int32 of each seat, after the change.
        places: numbers of the changed circles.

    """
    slots = {c: one.slot for c, one in enumerate(standing.circles)}
    for place in places:
        one, members = standing.circles[place], members_in(standing, circle, place)
        if one.by_hand or not len(members) or not standing.built.hours:
            continue
        free = standing.built.free[members].copy()
        for k, member in enumerate(members.tolist()):
            seats = np.array(standing.frame.seats[member])
            for other in circle[seats].tolist():
                slot = slots[other] if other not in {WAITING, place} else None
                if slot is not None:
                    free[k] &= ~around(slot)
        slots[place] = _kept_slot(one, free) or best_slot(
            free,
            [zone_of(int(standing.roster.members.province[member])) for member in members],
            standing.built.hours,
        )
    return {place: slots[place] for place in places}


def _kept_slot(one: OpenCircle, free: Bits) -> Slot | None:
    """The hour of a circle whose members know of it, if it still suits all."""
    if one.slot is None or one.status in UNPUBLISHED:
        return None
    return one.slot if _has(free, one.slot.start).all() else None


def _shared(standing: Standing, members: Int32) -> int:
    """Slots of the week that all of some members share."""
    if not len(members):
        return 0
    return int(np.bitwise_count(np.bitwise_and.reduce(standing.built.free[members], axis=0)).sum())


def _broken(standing: Standing, one: Break, circle: Int32) -> Broken:
    here = one.circle >= 0
    rule = next((found for found in standing.built.problem.rules if found.name == one.rule), None)
    seats = np.flatnonzero(circle == one.circle).astype(np.int32) if here else np.zeros(0, np.int32)
    because = seats[:0] if rule is None else _concerned(rule, seats, circle)
    rows = standing.roster.member[because].tolist()
    ids = tuple(sorted({standing.roster.members.ids[row] for row in rows}))
    circle_id = standing.circles[one.circle].circle_id if here else None
    return Broken(one.rule, circle_id, one.units, one.hard, ids)


def _concerned(rule: Rule, seats: Int32, circle: Int32) -> Int32:
    """Those of the seats of a circle because of whom it breaks a rule."""
    inside = np.zeros(len(circle), dtype=np.bool_)
    inside[seats] = True
    match rule:
        case Ties(together=True):
            parted = rule.pairs[inside[rule.pairs].sum(axis=1) == 1]
            return seats[np.isin(seats, parted)]
        case Ties():
            return seats[np.isin(seats, rule.pairs[inside[rule.pairs].all(axis=1)])]
        case Count():
            kind = rule.kind[seats]
            because = int(kind.sum()) > rule.most or rule.never_one
            return seats[kind & because]
        case Common():
            freed = [_freed(rule, np.delete(seats, k)) for k in range(len(seats))]
            return seats[np.array(freed, dtype=np.bool_)]
        case Pinned():
            away = np.asarray((rule.place >= 0) & (rule.place != circle))
            return np.asarray(seats[away[seats]], dtype=np.int32)
    return seats[:0]


def _freed(rule: Common, seats: Int32) -> bool:
    """Whether those seats have enough in common."""
    shared = np.bitwise_and.reduce(rule.bits[seats], axis=0) if len(seats) else rule.bits[:0]
    return int(np.bitwise_count(shared).sum()) >= rule.least
