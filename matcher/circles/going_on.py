"""What goes on already: who sits in circles that are published or running, and when those meet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from features.arrays import Bool, Int32
from features.tables import HOURS_A_WEEK
from features.vocabulary import SeatRole
from matcher.circles.states import MET, UNPUBLISHED
from matcher.store.schema import Circle, CircleMember

FEW = 100
"""Members up to which the database looks for each of them."""


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The s seats in circles that go on, whatever plan or import made them, of n members.

    Attributes:
        member: (s,) int32 whose seat it is, a row of the members.
        of_kind: (s,) whether the circle is of the kind that is asked for.
        leading: (s,) whether she leads it.
        start: (s,) int32 hour of the week in UTC it meets from; -1 where that is not known.
        hours: (s,) int32 for which it meets.
        n_members: how many members there are.

    """

    member: Int32
    of_kind: Bool
    leading: Bool
    start: Int32
    hours: Int32
    n_members: int

    def led(self) -> Int32:
        """(n,) int32 how many circles of any kind each leads."""
        return np.bincount(self.member[self.leading], minlength=self.n_members).astype(np.int32)

    def placed(self, may_lead: Bool) -> Bool:
        """(n,) who needs no other circle of the kind.

        That is whoever is in one as a member, or leads one and may lead no further one.

        Args:
            may_lead: (n,) who may lead a further one.

        """
        counts = self.of_kind & ~(self.leading & may_lead[self.member])
        placed = np.zeros(self.n_members, dtype=np.bool_)
        placed[self.member[counts]] = True
        return placed

    def busy(self) -> Bool:
        """(n, 168) the hours of the UTC week in which circles of each meet."""
        busy = np.zeros((self.n_members, HOURS_A_WEEK), dtype=np.bool_)
        for later in range(int(self.hours.max(initial=0))):
            meets = (self.start >= 0) & (self.hours > later)
            busy[self.member[meets], (self.start[meets] + later) % HOURS_A_WEEK] = True
        return busy


def read_going_on(
    session: Session,
    ids: Sequence[str],
    kind: str,
    *,
    but: Collection[str] = (),
    drafts_beside: Circle | None = None,
) -> GoingOn:
    """The seats in circles that go on.

    Args:
        session: best from `Store.read`.
        ids: of the n members; seats of others are left out.
        kind: that is asked for.
        but: ids of circles that are left out.
        drafts_beside: a circle, where the drafts of its plan count as well.

    """
    counts: ColumnElement[bool] = Circle.status.in_(MET)
    if drafts_beside is not None:
        counts |= (Circle.plan_id == drafts_beside.plan_id) & Circle.status.in_(UNPUBLISHED)
    row = {one: i for i, one in enumerate(ids)}
    query = (
        select(
            *(CircleMember.circle_id, CircleMember.member_id, CircleMember.role, Circle.kind),
            *(Circle.meets_utc_hour, Circle.meets_hours),
        )
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(counts, CircleMember.left_at.is_(None))
        .order_by(CircleMember.circle_id, CircleMember.member_id)
    )
    if len(ids) <= FEW:
        query = query.where(CircleMember.member_id.in_(ids))
    found = session.execute(query)
    seats = [one for one in found if one.member_id in row and one.circle_id not in but]
    starts = [-1 if seat.meets_utc_hour is None else seat.meets_utc_hour for seat in seats]
    return GoingOn(
        member=np.array([row[seat.member_id] for seat in seats], dtype=np.int32),
        of_kind=np.array([seat.kind == kind for seat in seats], dtype=np.bool_),
        leading=np.array([seat.role == SeatRole.FACILITATOR for seat in seats], dtype=np.bool_),
        start=np.array(starts, dtype=np.int32),
        hours=np.array([seat.meets_hours or 1 for seat in seats], dtype=np.int32),
        n_members=len(ids),
    )
