"""Who takes part: the members who agreed to be matched, what they bring, and their seats.

A seat is a row of the grouping problem. Whoever leads up to c circles has c seats, less those
she leads already, at most one of them in a circle; everybody else has one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from features.arrays import Bool, Int8, Int32
from features.regions import INDEX
from features.support import Learned
from features.tables import EnrolmentLog, MemberTable
from features.vocabulary import Level, Purpose, Role, Status, Tie
from matcher.circles.going_on import GoingOn, read_going_on
from matcher.circles.states import UNPUBLISHED
from matcher.circles.wishes import Condition, Wishes
from matcher.errors import DataError
from matcher.i18n import N_
from matcher.store import circles
from matcher.store.columns import positions
from matcher.store.schema import Member, MemberTie, Waiting
from matcher.store.tables import Community, read_tables


@dataclass(frozen=True, slots=True)
class Roster:
    """n members who take part, r seats.

    Attributes:
        members: as the store has them; all of them agreed to be matched.
        learned: their enrolments, and the classes.
        names: (n,) what they are called; "" where not told.
        level: (n,) the highest level of a class each finished, an index into
            `features.vocabulary.Level`; -1 none.
        finished: (n,) classes each finished; -1 of whom nothing may be used.
        leads: (n,) who may lead a circle, or one more.
        member: (r,) int32 whose seat it is; the first seats of all come first, in the order of
            the members. Whoever was not taken in a ranking has none.
        sits: (n,) int32 how many circles of the plan each sits in now, 0 as circles are formed.
        waited: (n,) how often each waited before; 0 for who is not on the waiting list.
        together: (m, 2) int32 members; `apart` and `met` likewise.
        busy: (n, 168) hours of the UTC week in which other circles of each meet.

    """

    members: MemberTable
    learned: Learned
    names: tuple[str, ...]
    level: Int8
    finished: Int32
    leads: Bool
    member: Int32
    sits: Int32
    waited: Int32
    together: Int32
    apart: Int32
    met: Int32
    busy: Bool

    def __len__(self) -> int:
        """Members."""
        return len(self.members)

    @property
    def n_seats(self) -> int:
        """Rows of the problem."""
        return len(self.member)

    @property
    def first_seat(self) -> Int32:
        """(n,) int32 the first seat of each member, -1 without one."""
        first = np.full(len(self), -1, dtype=np.int32)
        members, seats = np.unique(self.member, return_index=True)
        first[members] = seats
        return first

    def called(self, member: int) -> str:
        """How an admin reads of a member: her name, or her id where she gave none."""
        return self.names[member] or self.members.ids[member]


def read_roster(session: Session, wishes: Wishes) -> Roster:
    """The roster of those who agreed to be matched and fit `wishes.who`.

    Args:
        session: best from `Store.read`.
        wishes: what is asked for.

    Raises:
        DataError: too few take part for one circle.

    """
    community = read_tables(session, Purpose.MATCH)
    members = community.members
    going_on = read_going_on(session, members.ids, wishes.kind)
    fits = eligible_for(wishes, community)
    if not wishes.who.again:
        fits &= ~going_on.placed(may_lead(members, wishes) > going_on.led())
    keep = np.flatnonzero(fits).astype(np.int32)
    if len(keep) < wishes.least:
        raise DataError(
            N_("{found} members take part; a circle needs {least}. Widen who takes part."),
            found=len(keep),
            least=wishes.least,
        )
    return assemble(session, wishes, community, keep, going_on)


def assemble(
    session: Session,
    wishes: Wishes,
    community: Community,
    keep: Int32,
    going_on: GoingOn,
    *,
    sits: Mapping[str, int] = MappingProxyType({}),
    leading: Collection[str] = (),
) -> Roster:
    """The roster of some members, whoever they are.

    Whoever must sit together with somebody has one seat: ties are about first seats, and a further
    one that is taken while the first is free would part the two.

    Args:
        session: best from `Store.read`.
        wishes: what is asked for.
        community: that the members are of.
        keep: (n,) int32 their positions in it, ascending.
        going_on: other circles of the members of `community`.
        sits: how many circles a member sits in now, by id: she has as many seats at least.
        leading: ids of those who lead one, whatever their role in the community is.

    """
    members = _rows(community.members, keep)
    further = may_lead(members, wishes) - going_on.led()[keep]
    position = positions(members.ids)
    together = _ties(session, Tie.TOGETHER, position)
    if wishes.together is not None and wishes.together.weight is None:
        further[together] = np.minimum(further[together], 1)
    now = np.array([sits.get(one, 0) for one in members.ids], dtype=np.int32)
    seats = np.maximum(np.maximum(further, now), 1)
    more = np.repeat(np.arange(len(keep)), seats - 1)
    level, finished = _finished(community)
    return Roster(
        members=members,
        learned=Learned(_enrolments(community.enrolments, keep), community.classes),
        names=_names(session, members.ids),
        level=level[keep],
        finished=finished[keep],
        leads=(further > 0) | [one in leading for one in members.ids],
        member=np.concatenate([np.arange(len(keep)), more]).astype(np.int32),
        sits=now,
        waited=_waited(session, members.ids),
        together=together,
        apart=_ties(session, Tie.APART, position),
        met=_unique(np.vstack([_ties(session, Tie.MET, position), _shared(session, position)])),
        busy=going_on.busy()[keep],
    )


def may_lead(members: MemberTable, wishes: Wishes) -> Int32:
    """(n,) int32 how many circles each may lead."""
    if wishes.facilitator is None:
        return np.zeros(len(members), dtype=np.int32)
    able = np.isin(members.role, [list(Role).index(role) for role in wishes.facilitator.roles])
    return (able * wishes.facilitator.capacity).astype(np.int32)


def eligible_for(wishes: Wishes, community: Community) -> Bool:
    """(n,) which members can take part."""
    members = community.members
    learned = Learned(community.enrolments, community.classes)
    fits = eligible(members, learned, wishes.who)
    if sides := wishes.mentoring:
        fits &= eligible(members, learned, sides.mentors) | eligible(
            members, learned, sides.mentees
        )
    return fits


def eligible(members: MemberTable, learned: Learned, who: Condition) -> Bool:
    """(n,) which members fit the conditions."""
    log, classes = learned
    keep = np.ones(len(members), dtype=np.bool_)
    if who.topics:
        chosen = [name in who.topics for name in members.topic_names]
        keep &= members.topics[:, chosen].any(axis=1)
    if who.provinces:
        keep &= np.isin(members.province, [INDEX[code] for code in who.provinces])
    if who.roles:
        keep &= np.isin(members.role, [list(Role).index(role) for role in who.roles])
    if who.joined_since:
        since = np.datetime64(who.joined_since.replace(tzinfo=None), "s")
        keep &= members.joined_at >= since
    ids = np.array(classes.ids, dtype=np.object_)
    for class_id in who.classes:
        keep &= _who_finished(log, ids == class_id, len(members))
    if who.level:
        of_level = classes.level == list(Level).index(who.level)
        keep &= _who_finished(log, of_level, len(members))
    return keep


def _who_finished(log: EnrolmentLog, item: Bool, n_members: int) -> Bool:
    """(n,) who finished one of the classes."""
    done = (log.status == list(Status).index(Status.COMPLETED)) & item[log.item]
    return np.bincount(log.member[done], minlength=n_members) > 0


def _finished(community: Community) -> tuple[Int8, Int32]:
    """The highest level, and the number, of the classes each finished."""
    log = community.enrolments.select(
        community.enrolments.status == list(Status).index(Status.COMPLETED)
    )
    level = np.full(len(community.members), -1, dtype=np.int8)
    np.maximum.at(level, log.member, community.classes.level[log.item])
    count = np.bincount(log.member, minlength=len(community.members))
    return level, count.astype(np.int32)


def _rows(table: MemberTable, keep: Int32) -> MemberTable:
    """The members at those positions."""

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(values[i] for i in keep)

    return MemberTable(
        ids=some(table.ids),
        goals=some(table.goals),
        background=some(table.background),
        offers=some(table.offers),
        vision=some(table.vision),
        province=table.province[keep],
        topic_names=table.topic_names,
        topics=table.topics[keep],
        stages=table.stages[keep],
        languages=tuple(table.languages[i] for i in keep),
        availability=table.availability[keep],
        role=table.role[keep],
        joined_at=table.joined_at[keep],
        consent=table.consent[keep],
    )


def _enrolments(log: EnrolmentLog, keep: Int32) -> EnrolmentLog:
    """Those of the members at those positions, who are addressed anew."""
    inside = np.isin(log.member, keep)
    kept = log.select(inside)
    return replace(kept, member=np.searchsorted(keep, kept.member).astype(np.int32))


def _names(session: Session, ids: tuple[str, ...]) -> tuple[str, ...]:
    found = dict(session.execute(select(Member.member_id, Member.display_name)).all())
    return tuple(found.get(one, "") for one in ids)


def _waited(session: Session, ids: tuple[str, ...]) -> Int32:
    query = select(Waiting.member_id, Waiting.times_waited)
    times = dict(session.execute(query).all())
    return np.array([times.get(one, 0) for one in ids], dtype=np.int32)


def _ties(session: Session, kind: Tie, position: dict[str, int]) -> Int32:
    """(m, 2) the pairs tied so, both of whom take part."""
    query = select(MemberTie.member_a, MemberTie.member_b).where(MemberTie.kind == kind)
    return _pairs(session.execute(query).all(), position)


def _shared(session: Session, position: dict[str, int]) -> Int32:
    """(m, 2) the pairs who were in one circle at one time; drafts do not count."""
    pairs = circles.shared()
    query = select(pairs.c.one, pairs.c.other).where(pairs.c.status.not_in(UNPUBLISHED))
    return _pairs(session.execute(query).all(), position)


def _pairs(found: Collection[tuple[str, str]], position: dict[str, int]) -> Int32:
    inside = [(position[a], position[b]) for a, b in found if a in position and b in position]
    return np.array(inside, dtype=np.int32).reshape(-1, 2)


def _unique(pairs: Int32) -> Int32:
    """Each pair once, in order."""
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int32).reshape(-1, 2)
