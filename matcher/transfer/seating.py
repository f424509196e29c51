"""What circles.csv says of one circle, held against what the store has of it: no database here."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from features.vocabulary import CircleLife

ALIKE = ("name", "kind", "status", "meets")
"""Columns that say the same on every line of a circle."""

_ORDER = [status.value for status in CircleLife]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's time in a circle, as `matcher.store.schema.CircleMember` has it."""

    role: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file.

    Attributes:
        number: where it starts.
        member_id: whose seat it is.
        alike: the values of `ALIKE`.
        role: hers.
        joined_at: None where the file does not say.
        left_at: None while she is there.

    """

    number: int
    member_id: str
    alike: Mapping[str, str]
    role: str
    joined_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A circle of the store.

    Attributes:
        alike: the values of `ALIKE`.
        made_here: a plan made it, or its members do not know of it yet.
        locked: by an admin.
        seats: by member.

    """

    alike: Mapping[str, str]
    made_here: bool
    locked: bool
    seats: dict[str, Seat] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is left out: its column, and the code of why in `matcher.domain.advice`."""

    line: int
    column: str
    code: str
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(slots=True)
class Judged:
    """What is to be written of a circle.

    Attributes:
        alike: values of `ALIKE` that are new or changed.
        new: seats by member; so `changed`, those that the file does not name among them.
        lines: how many lines differ from what the store has, the new ones not counted.
        refused: lines that are left out.

    """

    alike: dict[str, str] = field(default_factory=dict)
    new: dict[str, Seat] = field(default_factory=dict)
    changed: dict[str, Seat] = field(default_factory=dict)
    lines: int = 0
    refused: list[Refusal] = field(default_factory=list)


def judge(
    lines: Sequence[Line],
    stored: Stored | None,
    columns: Collection[str],
    apart: Mapping[str, Set[str]],
    now: datetime,
) -> Judged:
    """What comes of the lines of one circle.

    Args:
        lines: in the order of the file, one at least, each of another member.
        stored: the circle in the store; None: there is none.
        columns: what the file speaks of; other columns of what is stored stay as they are.
        apart: from whom each member is to be kept apart.
        now: when whoever joined at an unknown time did, and whoever a closed circle lost left.

    """
    judged = Judged()
    kept = list(_agreeing(lines, judged))
    alike = kept[0].alike
    if stored is not None:
        alike = {
            name: value
            for name, value in alike.items()
            if name in columns and value != stored.alike[name]
        }
    seats = {one.member_id: _seat(one, stored, columns, now) for one in kept}
    if stored is not None and (why := _unchangeable(stored, alike)):
        judged.refused += [
            replace(why, line=one.number)
            for one in kept
            if alike or seats[one.member_id] != stored.seats.get(one.member_id)
        ]
        return judged
    before = stored.seats if stored is not None else {}
    for one in _sitting(kept, before, seats, apart, judged):
        seat, known = seats[one.member_id], before.get(one.member_id)
        if known is None:
            judged.new[one.member_id] = seat
        elif seat != known:
            judged.changed[one.member_id] = seat
        judged.lines += known is not None and bool(alike or seat != known)
    if judged.new or judged.lines:
        judged.alike = dict(alike)
    if judged.alike.get("status") == CircleLife.CLOSED:
        judged.changed |= {
            member: replace(seat, left_at=now)
            for member, seat in before.items()
            if seat.left_at is None and member not in judged.changed
        }
    return judged


def _agreeing(lines: Sequence[Line], judged: Judged) -> Iterator[Line]:
    """The lines that say of their circle what the first of them does."""
    first = lines[0]
    for one in lines:
        other = [name for name in ALIKE if one.alike[name] != first.alike[name]]
        if other:
            refusal = Refusal(one.number, other[0], "circle_differs", {"first": first.number})
            judged.refused.append(refusal)
        else:
            yield one


def _seat(line: Line, stored: Stored | None, columns: Collection[str], now: datetime) -> Seat:
    """Her seat as the file has it; what it does not say is as before."""
    known = stored.seats.get(line.member_id) if stored is not None else None
    if known is None:
        return Seat(line.role, line.joined_at or now, line.left_at)
    left = _same(line.left_at, known.left_at) if "left_at" in columns else known.left_at
    joined = _same(line.joined_at, known.joined_at) or known.joined_at
    if left is not None and left < joined:  # of a time before, which the file does not speak of
        joined = known.joined_at
    return Seat(line.role if "role" in columns else known.role, joined, left)


def _same(told: datetime | None, known: datetime | None) -> datetime | None:
    """A time of the file, which has whole seconds; the stored one where it is that."""
    if told is not None and known is not None and told == known.replace(microsecond=0):
        return known
    return told


def _unchangeable(stored: Stored, alike: Mapping[str, str]) -> Refusal | None:
    """Why a line may not change a circle; None where it may."""
    if stored.made_here:
        return Refusal(0, "circle_id", "circle_made_here")
    if stored.locked:
        return Refusal(0, "circle_id", "circle_locked")
    now = stored.alike["status"]
    if _ORDER.index(alike.get("status", now)) < _ORDER.index(now):
        return Refusal(0, "status", "circle_goes_back", {"status": now})
    return None


def _sitting(
    lines: Sequence[Line],
    before: Mapping[str, Seat],
    seats: Mapping[str, Seat],
    apart: Mapping[str, Set[str]],
    judged: Judged,
) -> Iterator[Line]:
    """The lines that newly seat nobody with whom she is to be kept apart from."""
    there = {
        member
        for member, seat in before.items()
        if seat.left_at is None and seats.get(member, seat).left_at is None
    }
    for one in lines:
        sits = seats[one.member_id].left_at is None
        if sits and one.member_id not in there:
            if apart.get(one.member_id, frozenset()) & there:
                judged.refused.append(Refusal(one.number, "member_id", "circle_apart"))
                continue
            there.add(one.member_id)
        yield one
