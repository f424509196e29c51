"""Moves by hand as an admin names them → who would sit where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Int32
from matcher.circles.changes import Move
from matcher.circles.standing import Standing
from matcher.circles.states import OUTRANKED
from matcher.errors import Conflict, NotFound, TakesNoPart
from matcher.grouping.problem import WAITING
from matcher.i18n import N_


@dataclass(frozen=True, slots=True)
class Moved:
    """Moves in the problem of the circles.

    Attributes:
        circle: (r,) int32 of each seat afterwards.
        moves: as they were asked for, with `origin` and `role` told.

    """

    circle: Int32
    moves: tuple[Move, ...]


def moved(standing: Standing, moves: Sequence[Move]) -> Moved:
    """Who would sit where after some moves, one after the other.

    Args:
        standing: the circles as they stand.
        moves: what is asked for.

    Raises:
        NotFound: a member takes no part, or a circle is none of these.
        Conflict: a circle is locked; she no longer agrees to be matched, does not sit where she is
            to leave, or sits there already; or it is not told which of her circles she leaves.

    """
    circle = standing.circle.copy()
    told = []
    for move in moves:
        row = row_of(standing, move.member_id)
        seats = np.array(standing.frame.seats[row])
        seat = _seat(standing, move, circle, seats)
        place = WAITING if move.to is None else place_of(standing, move.to)
        if place != WAITING and (circle[seats] == place).any():
            raise Conflict(
                N_("Member {member_id} sits in circle {circle_id} already."),
                member_id=move.member_id,
                circle_id=str(move.to),
            )
        origin = int(circle[seat])
        if origin == place:
            raise Conflict(N_("Member {member_id} waits already."), member_id=move.member_id)
        told.append(_told(standing, move, row, origin))
        circle[seat] = place
        for one in (row, *standing.frame.bound.get(row, ())):
            standing.frame.in_order(circle, one)
    return Moved(circle, tuple(told))


def net(
    moves: Sequence[Move],
) -> tuple[list[tuple[tuple[str, str], str]], list[tuple[tuple[str, str], str]]]:
    """Who leaves which circle in the end, and who joins which in what role, by member and circle.

    Args:
        moves: one after the other, with `origin` and `role` told.

    """
    left: dict[tuple[str, str], str] = {}
    joined: dict[tuple[str, str], str] = {}
    for move in moves:
        role = str(move.role)
        if move.origin is not None and joined.pop((move.member_id, move.origin), None) is None:
            left[move.member_id, move.origin] = role
        if move.to is not None:
            if left.get((move.member_id, move.to)) == role:
                del left[move.member_id, move.to]
            else:
                joined[move.member_id, move.to] = role
    return sorted(left.items()), sorted(joined.items())


def row_of(standing: Standing, member_id: str) -> int:
    """The row of a member who may be moved.

    Raises:
        TakesNoPart: she takes no part.
        Conflict: she sits here, but no longer agrees to be matched; or she is a mentor without
            room.

    """
    row = standing.frame.row.get(member_id)
    if row is None:
        raise TakesNoPart(
            N_(
                "Member {member_id} takes no part: she has not agreed to be matched, does not fit "
                "the wishes, or sits in another circle that goes on."
            ),
            member_id=member_id,
        )
    if not standing.frame.seats[row]:
        raise Conflict(
            N_("Member {member_id} is a mentor who has room for nobody."), member_id=member_id
        )
    if standing.held[row]:
        raise Conflict(
            "Member {member_id} has not agreed to be matched. Ask her first.", member_id=member_id
        )
    return row


def outranked(standing: Standing, member_id: str) -> bool:
    """Whether somebody waits because the ranking gave the places to others."""
    seats = np.array(standing.frame.seats[standing.frame.row[member_id]])
    waits = bool((standing.circle[seats] == WAITING).all())
    return waits and standing.reasons.get(member_id) == OUTRANKED


def place_of(standing: Standing, circle_id: str) -> int:
    """The number of a circle that may be changed.

    Raises:
        NotFound: it is none of these.
        Conflict: it is locked.

    """
    place = standing.place.get(circle_id)
    if place is None:
        raise NotFound(N_("Circle {circle_id} is none of these."), circle_id=circle_id)
    if standing.circles[place].locked:
        raise Conflict("The circle {circle_id} is locked. Unlock it first.", circle_id=circle_id)
    return place


def _seat(standing: Standing, move: Move, circle: Int32, seats: Int32) -> int:
    """The seat that moves."""
    taken, free = seats[circle[seats] != WAITING], seats[circle[seats] == WAITING]
    if move.further or not len(taken):
        if not len(free):
            raise Conflict(
                N_("Member {member_id} sits in as many circles as she may already."),
                member_id=move.member_id,
            )
        return int(free[0])
    if move.origin is not None:
        leaves = taken[circle[taken] == place_of(standing, move.origin)]
        if not len(leaves):
            raise NotFound(
                "Member {member_id} does not sit in circle {circle_id}.",
                member_id=move.member_id,
                circle_id=move.origin,
            )
        return int(leaves[0])
    if len(taken) > 1:
        raise Conflict(
            N_("Member {member_id} sits in several circles. Say which one she leaves."),
            member_id=move.member_id,
        )
    place_of(standing, standing.circles[int(circle[taken[0]])].circle_id)
    return int(taken[0])


def _told(standing: Standing, move: Move, row: int, origin: int) -> Move:
    """The move, with where she comes from and what she is."""
    role = move.role
    if role is None:
        leads = origin != WAITING and row in standing.circles[origin].leaders
        role = "facilitator" if leads else "member"
    came = None if origin == WAITING else standing.circles[origin].circle_id
    return replace(move, origin=came, role=role)
