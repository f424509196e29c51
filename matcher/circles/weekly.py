"""The weekly hour of a circle, set by hand: read as people write it, and checked for all."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from features.arrays import Bool
from features.meeting import CIVIL, to_bits
from features.regions import Zone
from features.schedule import AvailabilityError, canonical, parse_availability, to_utc
from features.tables import HOURS_A_WEEK
from matcher.circles import life
from matcher.circles.hours import Slot, zone_of
from matcher.circles.states import MET, UNPUBLISHED
from matcher.circles.suiting import suits
from matcher.errors import Conflict, DataError
from matcher.i18n import N_
from matcher.store import circles, columns, people, plans
from matcher.store.schema import Circle, CircleMember, Member

HOURS: Final = "hours"
"""Code of the rule that an hour suits all."""


def read_slot(told: str, zone: Zone) -> Slot:
    """The meeting that somebody means by a day and hours such as "rabu 19-20", on clocks of `zone`.

    Raises:
        DataError: it is no day with hours.

    """
    try:
        code = canonical(told)
    except AvailabilityError:
        code = ""
    if not code[-1:].isdecimal():
        raise DataError(
            N_("{told} is no hour of the week. Write a day and hours, such as wed-19-20."),
            told=told,
        )
    week = to_utc(parse_availability([code]), zone)
    hours = int(week.sum())
    starts = week & ~np.roll(week, 1)
    return Slot(int(starts.argmax()), hours)


def set_slot(
    session: Session,
    circle_id: str,
    slot: Slot,
    now: datetime,
    *,
    actor: str,
    anyway: Collection[str] = (),
) -> Circle:
    """Have a circle meet at an hour chosen by hand, which no later change chooses anew.

    Args:
        session: a transaction for changes.
        circle_id: which.
        slot: the hour.
        now: when this is set.
        actor: who asks for it, for the audit trail.
        anyway: `HOURS` where it need not suit all.

    Raises:
        NotFound: there is no such circle.
        Conflict: as `life.set_meeting`; or somebody is not free then, or it is no civil hour where
            she lives.

    """
    circle = circles.get(session, circle_id)
    cannot = [] if HOURS in anyway else who_cannot(session, circle, slot)
    if cannot:
        raise Conflict(
            N_(
                "At that hour these members are not free, or it is too early or too late where "
                "they live: {members}. Choose another, or name the rule `hours` as `anyway`."
            ),
            members=", ".join(cannot),
        )
    return life.set_meeting(session, circle_id, slot.start, slot.hours, now, actor=actor)


def who_cannot(session: Session, circle: Circle, slot: Slot) -> list[str]:
    """The ids of those of a circle whom an hour does not suit, of those who agree to be matched.

    Whoever named no hours is taken to be free in all civil hours, but while another circle meets
    that she sits in: one that goes on, or a draft of the same plan.
    """
    ids = [one.member_id for one in circles.seats(session, circle.circle_id)]
    meeting: Mapping[str, int] = {}
    if circle.plan_id is not None:
        meeting = plans.get(session, circle.plan_id).wishes.get("meeting") or {}
    civil = range(meeting.get("opens", CIVIL[0]), meeting.get("closes", CIVIL[1]))
    agreeing = sorted(circles.agreeing(session, ids))
    if not agreeing:
        return []
    free = np.stack([_free(people.get(session, one), civil) for one in agreeing])
    fine = suits(to_bits(free & ~_busy(session, circle, agreeing)), slot, 1)
    return [one for one, suited in zip(agreeing, fine.tolist(), strict=True) if not suited]


def _free(member: Member, civil: Sequence[int]) -> Bool:
    """(168,) the hours of the UTC week that are civil where she lives, and free for her."""
    zone = zone_of(int(columns.provinces([member.province])[0]))
    free = parse_availability(member.availability)
    local = np.isin(np.arange(HOURS_A_WEEK) % 24, civil) & (free | ~free.any())
    return np.asarray(np.roll(local, -zone.utc_offset))


def _busy(session: Session, circle: Circle, ids: Sequence[str]) -> Bool:
    """(n, 168) the hours of the UTC week in which another circle of each meets."""
    busy = np.zeros((len(ids), HOURS_A_WEEK), dtype=np.bool_)
    row = {one: k for k, one in enumerate(ids)}
    status = or_(
        Circle.status.in_(MET),
        and_(Circle.plan_id == circle.plan_id, Circle.status.in_(UNPUBLISHED)),
    )
    query = (
        select(CircleMember.member_id, Circle.meets_utc_hour, Circle.meets_hours)
        .join(Circle, Circle.circle_id == CircleMember.circle_id)
        .where(CircleMember.member_id.in_(ids), CircleMember.left_at.is_(None), status)
        .where(Circle.circle_id != circle.circle_id)
    )
    for member_id, start, hours in session.execute(query):
        if start is not None:
            busy[row[member_id], (start + np.arange(hours or 1)) % HOURS_A_WEEK] = True
    return busy
