"""The weekly hour of a circle, set by hand: read as people write it, and checked for all."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from features.meeting import CIVIL, hours_of, to_bits
from features.regions import Zone
from features.schedule import AvailabilityError, canonical, parse_availability, to_utc
from matcher.circles import life
from matcher.circles.going_on import read_going_on
from matcher.circles.hours import Slot
from matcher.circles.suiting import suits
from matcher.errors import Conflict, DataError
from matcher.i18n import N_
from matcher.store import circles, columns, people, plans
from matcher.store.schema import Circle

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
    civil = (meeting.get("opens", CIVIL[0]), meeting.get("closes", CIVIL[1]))
    members = [people.get(session, one) for one in sorted(circles.agreeing(session, ids))]
    if not members:
        return []
    when = hours_of(
        columns.weeks(one.availability for one in members),
        columns.provinces(one.province for one in members),
        civil,
    )
    agreeing = [one.member_id for one in members]
    going_on = read_going_on(
        session, agreeing, circle.kind, but={circle.circle_id}, drafts_beside=circle
    )
    fine = suits(to_bits(when.free & when.civil & ~going_on.busy()), slot, 1)
    return [one for one, suited in zip(agreeing, fine.tolist(), strict=True) if not suited]
