"""What a plan's problem is made from, whoever sits where: its members and what they bring."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from features.arrays import Bool, Int32
from features.encoder import Encoder
from features.tables import MemberTable
from features.vocabulary import Purpose, SeatRole
from matcher.circles.build import Built
from matcher.circles.bygone import still, with_topics
from matcher.circles.form import prepare
from matcher.circles.going_on import read_going_on
from matcher.circles.ranking import ranked_before
from matcher.circles.roster import Roster, assemble, eligible_for, may_lead
from matcher.circles.states import MET
from matcher.circles.wishes import Wishes
from matcher.grouping.problem import WAITING
from matcher.store.tables import Community, read_tables


class Seat(NamedTuple):
    """A member's place in a circle, as the store has it.

    Attributes:
        circle_id: where; status: of that circle.
        member_id: who.
        role: hers there.

    """

    circle_id: str
    status: str
    member_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Frame:
    """n members and what they bring.

    Attributes:
        roster: who sits in one of the circles, who waits, and who agreed and fits and sits nowhere.
        built: the problem; of its rules all but who is pinned.
        held: (n,) who sits in a circle that is known to its members, but no longer agrees to be
            matched: nothing of hers is used, not even her name, and she is suggested nowhere else.
        row: position of each id.
        seats: of each member, the first one first; none of a mentor who has room for nobody.
        bound: rows of those with whom each is to sit together, of whoever has any.

    """

    roster: Roster
    built: Built
    held: Bool
    row: dict[str, int]
    seats: tuple[tuple[int, ...], ...]
    bound: Mapping[int, tuple[int, ...]]

    def in_order(self, circle: Int32, row: int) -> None:
        """Have a member's seats in the order in which rules read them, in place.

        Her first one, which ties are about, is where somebody sits with whom she is to sit
        together; then by number, the free ones last.

        Args:
            circle: (r,) int32 of each seat, -1 free; changed.
            row: of the member.

        """
        own = np.array(self.seats[row], dtype=np.int64)
        theirs = [seat for one in self.bound.get(row, ()) for seat in self.seats[one]]
        shared = np.isin(circle[own], circle[theirs]) if theirs else np.zeros(len(own), np.bool_)
        order = np.lexsort((circle[own], ~shared, circle[own] == WAITING))
        circle[own] = circle[own][order]

    def staying(self, pinned: Collection[str], circle: Int32) -> Int32:
        """(r,) the circle of each seat that is to stay where it is, -1 of all others.

        Args:
            pinned: ids of those whose first seat is.
            circle: (r,) int32 of each seat, in order.

        """
        held = [seat for row in np.flatnonzero(self.held).tolist() for seat in self.seats[row]]
        first = [self.seats[self.row[one]][:1] for one in pinned if one in self.row]
        seats = np.array([*held, *(seat for own in first for seat in own)], dtype=np.int64)
        stays = np.full(len(circle), WAITING, dtype=np.int32)
        stays[seats] = circle[seats]
        return stays

    def holds(self, seats: Collection[Seat]) -> bool:
        """Whether there is a place in the problem for each of the seats."""
        sits = Counter(one.member_id for one in seats)
        return all(
            one in self.row and times <= len(self.seats[self.row[one]])
            for one, times in sits.items()
        )


def read_frame(  # noqa: PLR0917 (who is in it, by where they stand)
    session: Session,
    wishes: Wishes,
    encoder: Encoder,
    seats: Sequence[Seat],
    waiting: Collection[str],
    left: Collection[str] = (),
    ranking: Mapping[str, Any] = MappingProxyType({}),
    out: Collection[str] = (),
) -> Frame:
    """Read who is concerned, and build the problem.

    Args:
        session: best from `Store.read`.
        wishes: what was asked for.
        encoder: of what members wrote.
        seats: in the circles as they stand.
        waiting: ids of those for whom there was no place.
        left: ids of those who left: they take no part unless they sit elsewhere or wait.
        ranking: by id, as the plan keeps it.
        out: ids of those for whom it left no place: an admin may give them one, no rule and no sum
            minds that they wait.

    Raises:
        DataError: a wish is about somebody or something that is not there.

    """
    agreeing = read_tables(session, Purpose.MATCH)
    seated = {one.member_id for one in seats}
    silent = sorted(seated.difference(agreeing.members.ids))
    community = _with_silent(agreeing, silent)
    members = community.members
    here = {one.circle_id for one in seats}
    going_on = read_going_on(session, members.ids, wishes.kind, but=here)
    inside = eligible_for(wishes, community)
    if not wishes.who.again:
        inside &= ~going_on.placed(may_lead(members, wishes) > going_on.led())
    inside &= [one not in left for one in members.ids]
    inside |= [one in seated or one in waiting for one in members.ids]
    roster = assemble(
        session,
        wishes,
        community,
        np.flatnonzero(inside).astype(np.int32),
        going_on,
        sits=Counter(one.member_id for one in seats),
        leading={one.member_id for one in seats if one.role == SeatRole.FACILITATOR},
    )
    held = np.isin(roster.members.ids, silent)
    roster = replace(
        roster,
        met=_met_elsewhere(roster, seats),
        names=_told(roster, silent),
        finished=np.where(held, -1, roster.finished).astype(np.int32),
    )
    roster = replace(roster, members=with_topics(roster.members, wishes))
    bare = still(wishes, roster).model_copy(update={"pinned": {}, "ranking": None})
    outranked = np.isin(roster.members.ids, sorted(set(out) - seated))
    untied = ~outranked[roster.together].any(axis=1)
    roster = replace(roster, together=roster.together[untied])
    ranked = ranked_before(ranking, roster)
    built = _outranked(prepare(bare, roster, encoder, len(here) or 1, ranked), outranked)
    return Frame(
        roster=built.roster,
        built=built,
        held=np.asarray(held),
        row={one: i for i, one in enumerate(roster.members.ids)},
        seats=_seats(built.roster),
        bound=_bound(built.roster),
    )


def _outranked(built: Built, out: Bool) -> Built:
    """The problem in which (n,) those who are `out` cost nothing while they wait."""
    problem, ranked = built.problem, built.ranked
    if problem.waiting is not None:
        waiting = np.where(out[built.roster.member], 0.0, problem.waiting)
        problem = replace(problem, waiting=waiting)
    if ranked is not None:
        ranked = replace(ranked, taken=ranked.taken & ~out)
    return replace(built, problem=problem, ranked=ranked)


def _with_silent(community: Community, ids: list[str]) -> Community:
    """The community, then members of whom nothing may be used but that they are there."""
    table, more = community.members, len(ids)
    none = ("",) * more

    def padded(values: Bool) -> Bool:
        return np.vstack([values, np.zeros((more, values.shape[1]), dtype=np.bool_)])

    members = MemberTable(
        ids=(*table.ids, *ids),
        goals=table.goals + none,
        background=table.background + none,
        offers=table.offers + none,
        vision=table.vision + none,
        province=np.concatenate([table.province, np.full(more, -1, np.int16)]),
        topic_names=table.topic_names,
        topics=padded(table.topics),
        stages=padded(table.stages),
        languages=table.languages + ((),) * more,
        availability=padded(table.availability),
        role=np.concatenate([table.role, np.zeros(more, np.int8)]),
        joined_at=np.concatenate([table.joined_at, np.full(more, "NaT", "datetime64[s]")]),
        consent=padded(table.consent),
    )
    return replace(community, members=members)


def _told(roster: Roster, silent: Collection[str]) -> tuple[str, ...]:
    """(n,) what the members are called, but for those who agree to it no longer."""
    quiet = frozenset(silent)
    told = zip(roster.members.ids, roster.names, strict=True)
    return tuple("" if one in quiet else name for one, name in told)


def _met_elsewhere(roster: Roster, seats: Sequence[Seat]) -> Int32:
    """(m, 2) who met, but for those who know each other from the circle they share now."""
    row = {one: i for i, one in enumerate(roster.members.ids)}
    places: list[set[str]] = [set() for _ in range(len(roster))]
    for one in seats:
        if one.status in MET:
            places[row[one.member_id]].add(one.circle_id)
    apart = [places[a].isdisjoint(places[b]) for a, b in roster.met.tolist()]
    return roster.met[np.array(apart, dtype=np.bool_)]


def _seats(roster: Roster) -> tuple[tuple[int, ...], ...]:
    """The seats of each member, the first one first."""
    found: list[list[int]] = [[] for _ in range(len(roster))]
    for seat, member in enumerate(roster.member.tolist()):
        found[member].append(seat)
    return tuple(tuple(own) for own in found)


def _bound(roster: Roster) -> dict[int, tuple[int, ...]]:
    """With whom each is to sit together."""
    found: dict[int, tuple[int, ...]] = {}
    for a, b in roster.together.tolist():
        found[a], found[b] = (*found.get(a, ()), b), (*found.get(b, ()), a)
    return found
