"""What moves by hand cost and what they would break, told before they are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Int32
from matcher.circles.changes import Move
from matcher.circles.hours import Slot
from matcher.circles.moving import Moved, moved, outranked
from matcher.circles.standing import Standing
from matcher.circles.states import OUTRANKED
from matcher.circles.suiting import meetings_after, members_in, slots_of, unfree
from matcher.errors import NotFound
from matcher.grouping.checking import Break
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
    cost = _price(standing, then)
    cost = _at(cost, hours) if hours else cost
    return _by_hand(standing, then.circle, cost, hours or {})


def _price(standing: Standing, then: Moved) -> Price:
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
    slots = slots_of(standing)
    slots.update({standing.place[one]: slot for one, slot in hours.items()})
    late = (unfree(standing, standing.circle, standing.place[one], slots) for one in hours)
    return frozenset({"hours"} if any(map(len, late)) else ())


def _at(cost: Price, hours: Mapping[str, Slot | None]) -> Price:
    """A price where circles meet at those hours."""
    touched = {one.circle_id for one in cost.circles}
    for circle_id in sorted(hours.keys() - touched):
        raise NotFound(
            N_("Circle {circle_id} does not change here. Set its hour by itself."),
            circle_id=circle_id,
        )
    found = (
        replace(one, slots=(one.slots[0], hours.get(one.circle_id, one.slots[1])))
        for one in cost.circles
    )
    return replace(cost, circles=tuple(found))


def _by_hand(
    standing: Standing, circle: Int32, cost: Price, hours: Mapping[str, Slot | None]
) -> Price:
    """A price with what hours that are chosen by hand break of the rule of hours.

    Of an hour that is asked for now, all whom it does not suit; of one that stood already, those
    who join, or whom it suits no longer because of another circle of theirs.
    """
    meeting, ids = standing.wishes.meeting, standing.roster.members.ids
    concerned = [
        one
        for one in cost.circles
        if one.circle_id in hours or standing.circles[standing.place[one.circle_id]].by_hand
    ]
    if meeting is None or not concerned:
        return cost
    before, after = slots_of(standing), slots_of(standing)
    after.update({standing.place[one.circle_id]: one.slots[1] for one in cost.circles})
    breaks = []
    for one in concerned:
        place = standing.place[one.circle_id]
        late = set(unfree(standing, circle, place, after).tolist())
        if one.circle_id not in hours:
            late -= set(unfree(standing, standing.circle, place, before).tolist())
        if late:
            who = tuple(sorted(ids[row] for row in late))
            breaks.append(Broken("hours", one.circle_id, len(who), meeting.weight is None, who))
    return replace(cost, breaks=(*cost.breaks, *breaks))


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
