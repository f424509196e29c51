"""Who is a mentor, how many mentees she has room for, and the seats that come of it."""

from dataclasses import replace

import numpy as np

from features.arrays import Bool, Int32
from matcher.circles.roster import Roster, eligible
from matcher.circles.wishes import Mentoring, Wishes
from matcher.errors import DataError
from matcher.i18n import N_


def seat(wishes: Wishes, roster: Roster) -> Roster:
    """The roster with its mentors as leaders: one to one each has a seat for each mentee she takes.

    Whoever sits somewhere keeps her seats, even if she is no mentor any more, or has no room.

    Raises:
        DataError: room is told of somebody who is no mentor here.

    """
    sides = sides_of(wishes)
    mentor = eligible(roster.members, roster.learned, sides.mentors)
    room = room_of(sides, roster, mentor)
    each = room if sides.meets == "one_to_one" else np.minimum(room, 1)
    seats = np.maximum(np.where(mentor, each, 1), roster.sits)
    further = np.repeat(np.arange(len(roster)), np.maximum(seats - 1, 0))
    member = np.concatenate([np.flatnonzero(seats), further]).astype(np.int32)
    return replace(roster, leads=mentor, member=member)


def demand_both(roster: Roster) -> None:
    """Make sure that somebody can be formed of a roster that `seat` has seated.

    Raises:
        DataError: there are no mentors, or no mentees.

    """
    mentor = roster.leads
    if mentor.all() or not mentor.any():
        raise DataError(
            N_(
                "{mentors} mentors and {mentees} mentees take part; it needs some of both. "
                "Widen who takes part."
            ),
            mentors=int(mentor.sum()),
            mentees=int((~mentor).sum()),
        )


def sides_of(wishes: Wishes) -> Mentoring:
    """The wishes of a mentoring; the usual ones where none are told."""
    return wishes.mentoring or Mentoring()


def room_of(sides: Mentoring, roster: Roster, mentor: Bool) -> Int32:
    """(n,) mentees that each member can take; 0 for a mentee.

    Raises:
        DataError: room is told of somebody who is no mentor here.

    """
    room = np.where(mentor, sides.capacity, 0).astype(np.int32)
    row = {one: i for i, one in enumerate(roster.members.ids)}
    for member_id, capacity in sides.capacities.items():
        if member_id not in row or not mentor[row[member_id]]:
            raise DataError(
                N_("Member {member_id} has room for mentees, but is no mentor who takes part."),
                member_id=member_id,
            )
        room[row[member_id]] = capacity
    return np.minimum(room, max(int((~mentor).sum()), 1)).astype(np.int32)
