"""Circles as they stand in the store now, after every change by hand, as a problem and a grouping.

Reading and building them takes seconds at 15,000 members, so the last ones are kept in the process:
what members bring as long as nothing about any member changed, and who sits where as long as no
circle did (see `matcher.circles.stamps`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from features.arrays import Bool, Float64, Int32
from features.encoder import Encoder
from features.vocabulary import SeatRole
from matcher.circles import stamps
from matcher.circles.build import Built
from matcher.circles.formation import Formation, FormedCircle, whoever_waits
from matcher.circles.frame import Frame, Seat, read_frame
from matcher.circles.kept import Kept
from matcher.circles.numbering import numbers
from matcher.circles.open_circles import OpenCircle, as_open
from matcher.circles.roster import Roster
from matcher.circles.states import BY_HAND, OUTRANKED, CircleStatus
from matcher.circles.wishes import Wishes, read_wishes
from matcher.errors import Conflict
from matcher.grouping.checking import Verdict, check, members_of
from matcher.grouping.problem import WAITING
from matcher.grouping.rules import Pinned
from matcher.grouping.solution import Solution
from matcher.i18n import N_
from matcher.store import circles, plans
from matcher.store.schema import Circle, CircleMember
from matcher.store.session import reads_only


@dataclass(frozen=True)
class Standing:
    """g circles, and all who sit in them or could.

    Attributes:
        plan_id: whose circles they are.
        revision: of the plan.
        wishes: what was asked for.
        frame: the members and what they bring.
        built: the problem: `built.problem` has the g circles, and holds who is to stay.
        circle: (r,) int32 of each seat, -1 free.
        circles: by number of the problem.
        reasons: codes of why members wait, or did before they were seated, by id.

    """

    plan_id: str
    revision: int
    wishes: Wishes
    frame: Frame
    built: Built
    circle: Int32
    circles: tuple[OpenCircle, ...]
    reasons: Mapping[str, str]

    @property
    def roster(self) -> Roster:
        """Who sits in one of the circles, waits, or could join."""
        return self.frame.roster

    @property
    def held(self) -> Bool:
        """(n,) whoever sits in a published circle without agreeing to be matched any more."""
        return self.frame.held

    @cached_property
    def aside(self) -> Bool:
        """(n,) whom no search seats where she waits: an admin or the ranking left her out."""
        kept_out = {BY_HAND, OUTRANKED}
        return np.array([self.reasons.get(one) in kept_out for one in self.roster.members.ids])

    @cached_property
    def place(self) -> dict[str, int]:
        """The number in the problem of each circle by id."""
        return {one.circle_id: c for c, one in enumerate(self.circles)}

    @cached_property
    def verdict(self) -> Verdict:
        """What the circles are worth, and what they break, by the checker."""
        return check(self.built.problem, self.circle)

    @cached_property
    def members(self) -> tuple[Int32, ...]:
        """Of each circle (m,) int32 rows of the roster."""
        seats = members_of(self.circle, len(self.circles))
        return tuple(self.roster.member[own] for own in seats)

    @cached_property
    def sums(self) -> Float64:
        """(g, d) the columns of the scores, summed over the members of each circle."""
        values = self.built.scores.values
        sums = np.zeros((len(self.circles), values.shape[1]), dtype=np.float64)
        for c, rows in enumerate(self.members):
            sums[c] = values[rows].sum(axis=0, dtype=np.float64)
        return sums

    def formation(self) -> Formation:
        """They as `matcher.circles.form` hands circles out, for reasons, tables and invitations.

        Empty circles are left out; hours and leaders are those of the store.
        """
        verdict = self.verdict
        formed = tuple(
            _formed(one, c, self.members[c], verdict)
            for c, one in enumerate(self.circles)
            if len(self.members[c])
        )
        waiting = whoever_waits(self.wishes, self.roster, self.built, formed)
        solution = Solution(self.circle, verdict, float("inf"), (), "time")
        return Formation(
            self.wishes,
            self.roster,
            self.built,
            solution,
            formed,
            waiting,
            held=frozenset(np.flatnonzero(self.held).tolist()),
        )


def standing(session: Session, plan_id: str, encoder: Encoder) -> Standing:
    """The circles of a plan that are not closed.

    Args:
        session: of `Store.read`, or of `Store.begin` before it changed anything.
        plan_id: which.
        encoder: of what members wrote.

    Raises:
        NotFound: there is no such plan.
        Conflict: it has no circle, or none any more.
        DataError: a wish of the plan is about something that is not there any more.

    """
    plan = plans.get(session, plan_id)
    wishes = read_wishes(plan.wishes)
    result = plan.result or {}
    scope = _Scope(
        plan_id,
        wishes,
        reasons=result.get("waiting", {}),
        revision=plan.revision,
        ranking=result.get("ranking") or {},
    )
    return _kept(session, scope, encoder)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which circles, by which wishes; who waits for a place in them and why, and the ranking."""

    plan_id: str
    wishes: Wishes
    reasons: Mapping[str, str]
    revision: int
    ranking: Mapping[str, Any]

    def because(self, reason: str) -> frozenset[str]:
        """The ids of those who wait for that reason, or did before they were seated."""
        return frozenset(one for one, why in self.reasons.items() if why == reason)


def _kept(session: Session, scope: _Scope, encoder: Encoder) -> Standing:
    keep = reads_only(session)
    database = session.connection().engine.url.render_as_string(hide_password=True)
    key = (database, scope.plan_id, scope.wishes.model_dump_json(), encoder.identity)
    places = stamps.of_places(session, scope.plan_id)
    left = stamps.who_left(session, scope.plan_id) - set(scope.reasons)
    out = scope.because(OUTRANKED)
    stamp = (stamps.of_members(session), places, frozenset(scope.reasons), frozenset(left), out)

    def make() -> Standing:
        circles = _circles(session, scope)
        seats = _seats(session, circles)

        def frame() -> Frame:
            return read_frame(
                session, scope.wishes, encoder, seats, scope.reasons, left, scope.ranking, out
            )

        found = _FRAMES.get(key, stamp, frame, keep=keep)
        if not found.holds(seats):
            found = _FRAMES.get(key, (*stamp, scope.revision), frame, keep=keep)
        return _standing(scope, found, circles, seats)

    told = frozenset(scope.reasons.items())
    return _STANDINGS.get(key, (*stamp, scope.revision, told), make, keep=keep)


_FRAMES: Kept[Frame] = Kept()
_STANDINGS: Kept[Standing] = Kept()


def _circles(session: Session, scope: _Scope) -> list[tuple[int, Circle]]:
    """The circles that are not closed, by id, each with its number."""
    found = circles.of_plan(session, scope.plan_id)
    numbered = zip(numbers([one.name for one in found]), found, strict=True)
    stands = [(number - 1, one) for number, one in numbered if one.status != CircleStatus.CLOSED]
    if not stands:
        raise Conflict(N_("There is no circle here that is not closed. Form some first."))
    return stands


def _seats(session: Session, found: list[tuple[int, Circle]]) -> list[Seat]:
    """Who sits in the circles, by circle and id."""
    status = {one.circle_id: one.status for _, one in found}
    columns = (CircleMember.circle_id, CircleMember.member_id, CircleMember.role)
    seats = [
        Seat(circle_id, status[circle_id], member_id, role)
        for ids in circles.batches(status)
        for circle_id, member_id, role in session.execute(
            select(*columns).where(CircleMember.circle_id.in_(ids), CircleMember.left_at.is_(None))
        )
    ]
    return sorted(seats)


def _standing(
    scope: _Scope,
    frame: Frame,
    found: list[tuple[int, Circle]],
    seats: list[Seat],
) -> Standing:
    """Who sits where, in the problem of so many circles."""
    place = {one.circle_id: c for c, (_, one) in enumerate(found)}
    circle = np.full(frame.roster.n_seats, WAITING, dtype=np.int32)
    leaders: list[list[int]] = [[] for _ in found]
    taken = Counter[int]()
    for seat in seats:
        row, c = frame.row[seat.member_id], place[seat.circle_id]
        own = frame.seats[row][taken[row]]
        taken[row] += 1
        circle[own] = c
        if seat.role == SeatRole.FACILITATOR:
            leaders[c].append(row)
    for row in frame.bound:
        frame.in_order(circle, row)
    stays = frame.staying(scope.wishes.pinned, circle)
    before = frame.built.problem
    sizes = [[before.sizes[:, 0].min(), before.sizes[:, 1].max()]] * len(found)
    pinned = (Pinned("pinned", stays),) if (stays != WAITING).any() else ()
    problem = replace(before, sizes=np.array(sizes, dtype=np.int32), rules=(*before.rules, *pinned))
    return Standing(
        plan_id=scope.plan_id,
        revision=scope.revision,
        wishes=scope.wishes,
        frame=frame,
        built=replace(frame.built, problem=problem),
        circle=circle,
        circles=tuple(as_open(n, one, tuple(leaders[place[one.circle_id]])) for n, one in found),
        reasons=scope.reasons,
    )


def _formed(one: OpenCircle, c: int, members: Int32, verdict: Verdict) -> FormedCircle:
    leader = one.leaders[0] if one.leaders else None
    order = np.lexsort((members, members != (-1 if leader is None else leader)))
    return FormedCircle(
        number=one.number,
        members=members[order],
        leader=leader,
        slot=one.slot,
        quality=float(verdict.quality[c]),
        breaks=tuple(found for found in verdict.breaks if found.circle == c),
    )
