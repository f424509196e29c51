"""Existing circles in and out: circles.csv, a line for each seat.

A circle that already exists is a fact. Whoever sits in it stays there, whether she agreed to be
matched or not, as after a withdrawn consent (`matcher.circles.forgetting`); only what is formed
anew asks for consent. Drafts are no facts: they are neither read nor written.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from features.vocabulary import CircleLife, Tie
from matcher.circles.seats import note_shared, subject
from matcher.circles.states import MET, UNPUBLISHED
from matcher.domain.meetings import meeting_at, meeting_text
from matcher.domain.rows import CircleRow
from matcher.store import circles, waiting
from matcher.store.schema import AuditEntry, Circle, CircleMember, MemberTie
from matcher.transfer.seating import ALIKE, Judged, Line, Refusal, Seat, Stored, judge


@dataclass(slots=True)
class Written:
    """What became of the lines: seats that are new or changed, and lines that were left out."""

    new: int = 0
    changed: int = 0
    refused: list[Refusal] = field(default_factory=list)


def write_circles(
    session: Session, staged: Table, columns: Collection[str], now: datetime, actor: str
) -> Written:
    """Write staged lines of circles.csv: circles, seats, who has met, who waits no more.

    Args:
        session: the transaction of the import.
        staged: a line of the file in each row; its members are there.
        columns: what the file speaks of; other columns of what is stored stay as they are.
        now: when.
        actor: who the audit trail says did it.

    """
    written, apart = Written(), _apart(session)
    circles.lock_members(session, session.scalars(select(staged.c.member_id).distinct()).all())
    for ids in circles.batches(session.scalars(select(staged.c.circle_id).distinct())):
        stored = _stored(session, ids)
        judged = {
            circle_id: judge(lines, stored.get(circle_id), columns, apart, now)
            for circle_id, lines in _lines(session, staged, ids)
        }
        for one in judged.values():
            written.new += len(one.new)
            written.changed += one.lines
            written.refused += one.refused
        _write(session, judged, stored, now, actor)
    return written


def known_seats(session: Session, at_once: int) -> Iterator[list[Any]]:
    """All seats in circles that their members know of, as values of the columns of the file."""
    query = (
        select(Circle, CircleMember)
        .join(CircleMember, CircleMember.circle_id == Circle.circle_id)
        .where(Circle.status.in_([status.value for status in CircleLife]))
        .order_by(Circle.circle_id, CircleMember.member_id)
        .execution_options(yield_per=at_once)
    )
    for circle, seat in session.execute(query):
        values = {
            "circle_id": circle.circle_id,
            **_alike(circle),
            "member_id": seat.member_id,
            "role": seat.role,
            "joined_at": seat.joined_at,
            "left_at": seat.left_at,
        }
        yield [values[name] for name in CircleRow.model_fields]


def _alike(circle: Circle) -> dict[str, str]:
    meets = ""
    if circle.meets_utc_hour is not None:
        meets = meeting_text(circle.meets_utc_hour, circle.meets_hours or 1)
    told = (circle.name, circle.kind, circle.status, meets)
    return dict(zip(ALIKE, told, strict=True))


def _apart(session: Session) -> Mapping[str, set[str]]:
    """From whom each member is to be kept apart."""
    query = select(MemberTie.member_a, MemberTie.member_b).where(MemberTie.kind == Tie.APART.value)
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in session.execute(query):
        found[a].add(b)
        found[b].add(a)
    return found


def _lines(session: Session, staged: Table, ids: Sequence[str]) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each of some circles."""
    query = select(staged).where(staged.c.circle_id.in_(ids))
    rows = session.execute(query.order_by(staged.c.circle_id, staged.c.line)).mappings()
    for circle_id, group in groupby(rows, lambda row: row["circle_id"]):
        yield (
            circle_id,
            [
                Line(
                    number=row["line"],
                    member_id=row["member_id"],
                    alike={name: row[name] for name in ALIKE},
                    role=row["role"],
                    joined_at=row["joined_at"],
                    left_at=row["left_at"],
                )
                for row in group
            ],
        )


def _stored(session: Session, ids: Sequence[str]) -> dict[str, Stored]:
    """Those of the circles that are in the store, read for update."""
    query = select(Circle).where(Circle.circle_id.in_(ids)).order_by(Circle.circle_id)
    found = {
        circle.circle_id: Stored(
            alike=_alike(circle),
            made_here=circle.plan_id is not None or circle.status in UNPUBLISHED,
            locked=circle.locked,
        )
        for circle in session.scalars(query.with_for_update())
    }
    seats = select(
        *(CircleMember.circle_id, CircleMember.member_id),
        *(CircleMember.role, CircleMember.joined_at, CircleMember.left_at),
    ).where(CircleMember.circle_id.in_(found))
    for row in session.execute(seats):
        found[row.circle_id].seats[row.member_id] = Seat(row.role, row.joined_at, row.left_at)
    return found


def _write(
    session: Session,
    judged: Mapping[str, Judged],
    stored: Mapping[str, Stored],
    now: datetime,
    actor: str,
) -> None:
    """Write what was judged, and what follows from it."""
    touched = {key: one for key, one in judged.items() if one.new or one.lines}
    if not touched:
        return
    for circle_id, one in touched.items():
        if circle_id not in stored:
            created = min(seat.joined_at for seat in one.new.values())
            session.add(Circle(circle_id=circle_id, created_at=created, **_columns(one.alike)))
        elif one.alike:
            where = update(Circle).where(Circle.circle_id == circle_id)
            session.execute(where.values(_columns(one.alike)))
    session.flush()
    connection = session.connection()
    if new := [
        {"circle_id": circle_id, "member_id": member_id} | _values(seat)
        for (circle_id, member_id), seat in _seats(touched, "new")
    ]:
        connection.execute(insert(CircleMember), new)
    for (circle_id, member_id), seat in _seats(touched, "changed"):
        key = (CircleMember.circle_id == circle_id, CircleMember.member_id == member_id)
        connection.execute(update(CircleMember).where(*key).values(_values(seat)))
    note_shared(session, list(touched))
    waiting.take_off(session, _present(session, list(touched)))
    connection.execute(insert(AuditEntry), [_entry(*one, now, actor) for one in touched.items()])


def _seats(
    judged: Mapping[str, Judged], which: Literal["new", "changed"]
) -> Iterator[tuple[tuple[str, str], Seat]]:
    """The seats to write, each with the ids of circle and member."""
    for circle_id, one in judged.items():
        for member_id, seat in (one.new if which == "new" else one.changed).items():
            yield (circle_id, member_id), seat


def _columns(alike: Mapping[str, str]) -> dict[str, Any]:
    """What a circle says, as the store keeps it."""
    values: dict[str, Any] = {name: value for name, value in alike.items() if name != "meets"}
    if "meets" in alike:
        at = meeting_at(alike["meets"]) if alike["meets"] else (None, None)
        values["meets_utc_hour"], values["meets_hours"] = at
    return values


def _values(seat: Seat) -> dict[str, Any]:
    return {"role": seat.role, "joined_at": seat.joined_at, "left_at": seat.left_at}


def _present(session: Session, ids: Sequence[str]) -> list[str]:
    """Who sits in those of the circles that go on."""
    query = (
        select(CircleMember.member_id)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(Circle.circle_id.in_(ids), Circle.status.in_([status.value for status in MET]))
        .where(CircleMember.left_at.is_(None))
    )
    return list(session.scalars(query))


def _entry(circle_id: str, one: Judged, now: datetime, actor: str) -> dict[str, Any]:
    return {
        "at": now,
        "actor": actor,
        "action": "circle.import",
        "subject": subject(circle_id),
        "facts": {"new": len(one.new), "changed": len(one.changed)},
    }
