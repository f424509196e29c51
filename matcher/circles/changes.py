"""Changes of a plan's circles as an admin names them, and as they are kept with a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.circles.hours import Slot


@dataclass(frozen=True, slots=True)
class Move:
    """One member goes from one place to another; a swap is two moves.

    Attributes:
        member_id: who.
        to: id of the circle she goes to; None the waiting list.
        origin: id of the circle she leaves; None the one she sits in, or the waiting list.
        further: she stays where she sits and takes a further seat, as who leads two circles does.
        role: hers there; None the one she has now, "member" where she has none.
        because: code of why she waits then, "" for none; None: she was taken out by hand.
        waited: times that she has waited then, where she left a circle that is known; 0: count on.

    """

    member_id: str
    to: str | None
    origin: str | None = None
    further: bool = False
    role: str | None = None
    because: str | None = None
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed.

    Attributes:
        moves: of members, one after the other.
        anyway: hard rules that may be broken.
        hours: of circles that change, where they are not to be chosen anew; None takes an hour
            away.
        by_hand: ids of those of `hours` whose hour counts as chosen by hand, so that it stays when
            members move later; None: all of them.

    """

    moves: tuple[Move, ...]
    anyway: frozenset[str] = frozenset()
    hours: Mapping[str, Slot | None] | None = None
    by_hand: frozenset[str] | None = None


def kept(moves: Sequence[Move]) -> list[dict[str, Any]]:
    """Moves as JSON."""
    return [
        {
            "member_id": one.member_id,
            "from": one.origin,
            "to": one.to,
            "further": one.further,
            "role": one.role,
            "because": one.because,
            "waited": one.waited,
        }
        for one in moves
    ]


def read(told: Sequence[Mapping[str, Any]]) -> tuple[Move, ...]:
    """Moves that were `kept`."""
    return tuple(
        Move(
            one["member_id"],
            one["to"],
            one["from"],
            one["further"],
            one["role"],
            one.get("because"),
            one.get("waited", 0),
        )
        for one in told
    )
