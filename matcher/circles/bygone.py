"""Wishes of a plan about members or topics that are not there any more: the plan stays open."""

from dataclasses import replace

import numpy as np

from features.tables import MemberTable
from matcher.circles.roster import Roster, eligible
from matcher.circles.wishes import Wishes


def still(wishes: Wishes, roster: Roster) -> Wishes:
    """The wishes without the room of mentors who are none any more.

    Args:
        wishes: what was asked for.
        roster: of those who take part now.

    """
    sides = wishes.mentoring
    if sides is None or not sides.capacities:
        return wishes
    mentor = eligible(roster.members, roster.learned, sides.mentors)
    here = {roster.members.ids[row] for row in np.flatnonzero(mentor)}
    room = {one: most for one, most in sides.capacities.items() if one in here}
    return wishes.model_copy(update={"mentoring": sides.model_copy(update={"capacities": room})})


def with_topics(members: MemberTable, wishes: Wishes) -> MemberTable:
    """The members, with a column for each topic that rules count and that nobody chose."""
    told = {one.value for one in wishes.counts if one.attribute == "topic"}
    gone = tuple(sorted(told.difference(members.topic_names)))
    none = np.zeros((len(members.ids), len(gone)), dtype=np.bool_)
    return replace(
        members,
        topic_names=members.topic_names + gone,
        topics=np.hstack([members.topics, none]),
    )
