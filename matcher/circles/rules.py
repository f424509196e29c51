"""Each wish that is a rule → a rule over the seats, under the name that reports call it by."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from features.arrays import Bool, Int32
from features.meeting import Bits
from features.vocabulary import Level, Role, Stage
from matcher.circles.roster import Roster
from matcher.circles.wishes import OfAKind, Wishes
from matcher.errors import DataError
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Rule, Ties
from matcher.i18n import N_


def rules(wishes: Wishes, roster: Roster, free: Bits, spoken: Bits) -> Iterator[Rule]:
    """All rules.

    Args:
        wishes: what is asked for.
        roster: of n members.
        free: (n, 3) the slots that suit each.
        spoken: (n, w) the languages of each.

    Raises:
        DataError: a pinned member or a topic that is not there.

    """
    yield from _ties(wishes, roster)
    yield from _kinds(wishes, roster)
    if wishes.meeting:
        yield Common("hours", free[roster.member], weight=wishes.meeting.weight)
    if shared := wishes.languages:
        yield Common("languages", spoken[roster.member], shared.least, weight=shared.weight)
    if wishes.pinned:
        yield Pinned("pinned", _pinned(wishes, roster))


def _ties(wishes: Wishes, roster: Roster) -> Iterator[Rule]:
    if len(roster.apart):
        yield Ties("apart", _all_seats(roster, roster.apart), together=False)
    if roster.n_seats > len(np.unique(roster.member)):
        yield Ties("one seat", _own_seats(roster), together=False)
    if wishes.together and len(roster.together):
        pairs = _first_seats(roster, roster.together)
        yield Ties("together", pairs, together=True, weight=wishes.together.weight)
    if wishes.met and len(roster.met):
        pairs = _all_seats(roster, roster.met)
        yield Ties("met", pairs, together=False, weight=wishes.met.weight)


def _kinds(wishes: Wishes, roster: Roster) -> Iterator[Rule]:
    seat = roster.member
    if rule := wishes.facilitator:
        yield Count("facilitator", roster.leads[seat], least=1, weight=rule.weight)
    if area := wishes.provinces:
        province = roster.members.province[seat].astype(np.int32)
        yield Distinct("provinces", province, area.least, area.most, weight=area.weight)
    if wishes.beginners:
        beginner = np.asarray(roster.finished[seat] == 0)
        yield Count("beginners", beginner, never_one=True, weight=wishes.beginners.weight)
    told: Counter[str] = Counter()
    for one in wishes.counts:
        kind = _of_a_kind(roster, one)[seat]
        name = f"{one.attribute} {one.value}"
        told[name] += 1
        name += f" ({told[name]})" if told[name] > 1 else ""
        yield Count(name, kind, one.least, one.most, one.never_one, weight=one.weight)


def _first_seats(roster: Roster, pairs: Int32) -> Int32:
    """The pairs of first seats of pairs of members, where both have one."""
    seats = roster.first_seat[pairs]
    return np.asarray(seats[(seats >= 0).all(axis=1)])


def _all_seats(roster: Roster, pairs: Int32) -> Int32:
    """The pairs of seats of pairs of members."""
    seats: dict[int, list[int]] = {}
    for seat, member in enumerate(roster.member):
        seats.setdefault(int(member), []).append(seat)
    found = [
        (a, b)
        for one, other in pairs.tolist()
        for a in seats.get(one, ())
        for b in seats.get(other, ())
    ]
    return np.array(found, dtype=np.int32).reshape(-1, 2)


def _own_seats(roster: Roster) -> Int32:
    """The pairs of seats that are one member's: she sits once in a circle."""
    several = np.flatnonzero(np.bincount(roster.member) > 1)
    seats = [np.flatnonzero(roster.member == member) for member in several]
    pairs = [np.stack(np.triu_indices(len(own), 1), axis=1) for own in seats]
    return np.vstack([own[pair] for own, pair in zip(seats, pairs, strict=True)]).astype(np.int32)


def _of_a_kind(roster: Roster, one: OfAKind) -> Bool:
    """(n,) who is of the kind."""
    members = roster.members
    match one.attribute:
        case "role":
            return np.asarray(members.role == list(Role).index(Role(one.value)))
        case "stage":
            return members.stages[:, list(Stage).index(Stage(one.value))]
        case "level":
            return np.asarray(roster.level == list(Level).index(Level(one.value)))
    if one.value not in members.topic_names:
        raise DataError(N_("Nobody who takes part chose the topic {topic}."), topic=one.value)
    return members.topics[:, members.topic_names.index(one.value)]


def _pinned(wishes: Wishes, roster: Roster) -> Int32:
    """(r,) the circle a member's first seat stays in, -1 free."""
    place = np.full(roster.n_seats, -1, dtype=np.int32)
    row = {one: i for i, one in enumerate(roster.members.ids)}
    first = roster.first_seat
    for member_id, circle in wishes.pinned.items():
        if member_id not in row:
            raise DataError(
                N_("Member {member_id} is pinned, but does not take part."), member_id=member_id
            )
        seat = first[row[member_id]]
        if seat >= 0:
            place[seat] = circle
    return place
