"""Circles are published as they are now: what was asked for holds, or somebody says so.

A plan that kept all its rules as it was formed may not any more: members left, told other hours, or
an admin broke a rule. Members who are to be apart, without consent, or who sit twice are never
published (see `matcher.circles.life.advance`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from features.encoder import Encoder
from matcher import audit
from matcher.circles import life, numbering, plans, seats
from matcher.circles.standing import standing
from matcher.circles.states import CircleStatus
from matcher.circles.suiting import slots_of, unfree
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles
from matcher.store.schema import Circle

TOLD: Final = 10
"""Circles that a refusal lists at most."""


def publish(
    session: Session,
    plan_id: str,
    now: datetime,
    *,
    actor: str,
    encoder: Encoder,
    revision: int | None = None,
    anyway: Collection[str] = (),
) -> list[Circle]:
    """As `matcher.circles.plans.publish`, of circles that keep every hard rule of their plan.

    Args:
        session: a transaction for changes, in which nothing was changed yet.
        plan_id: which.
        now: when.
        actor: who asks for it, for the audit trail.
        encoder: of what members wrote.
        revision: of the plan that was looked at; None: whichever.
        anyway: hard rules that may be broken; that goes on record.

    Raises:
        NotFound: there is no such plan.
        Conflict: as `matcher.circles.plans.publish`; or a hard rule is broken that is not named.
            The transaction is to be rolled back then.

    """
    plans.hold(session, plan_id)
    ready = plans.filled(session, plan_id, CircleStatus.REVIEWED)
    broken = _broken(session, plan_id, ready, encoder)
    published = plans.publish(session, plan_id, now, actor=actor, revision=revision)
    _demand(session, plan_id, broken, anyway)
    _record(session, broken, now, actor)
    return published


def advance(
    session: Session,
    circle_id: str,
    wanted: CircleStatus,
    now: datetime,
    *,
    actor: str,
    encoder: Encoder,
    anyway: Collection[str] = (),
) -> Circle:
    """As `matcher.circles.life.advance`; who publishes a circle of a plan is asked as by `publish`.

    Raises:
        NotFound: there is no such circle.
        Conflict: as `matcher.circles.life.advance`, and as `publish`. The transaction is to be
            rolled back then.

    """
    circle, broken = circles.get(session, circle_id), dict[str, tuple[str, ...]]()
    plan_id = circle.plan_id
    if plan_id is not None and wanted is CircleStatus.PUBLISHED and circle.status != wanted:
        plans.hold(session, plan_id)
        broken = _broken(session, plan_id, [circle_id], encoder)
    life.advance(session, circle_id, wanted, now, actor=actor)
    if plan_id is not None:
        _demand(session, plan_id, broken, anyway)
    _record(session, broken, now, actor)
    return circle


def _broken(
    session: Session, plan_id: str, circle_ids: Collection[str], encoder: Encoder
) -> dict[str, tuple[str, ...]]:
    """The hard rules that each of some circles breaks, by id; those that break none are left out.

    Whoever is with whom she is to be apart, or sits twice, is told by what publishes them.
    """
    if not circle_ids:
        return {}
    stood = standing(session, plan_id, encoder)
    rules: dict[str, set[str]] = {}
    for found in stood.verdict.breaks:
        if found.hard and found.circle >= 0:
            rules.setdefault(stood.circles[found.circle].circle_id, set()).add(found.rule)
    lead = stood.wishes.facilitator
    for one in stood.circles if lead is not None and lead.weight is None else ():
        if not one.leaders:
            rules.setdefault(one.circle_id, set()).add("facilitator")
    meeting, slots = stood.wishes.meeting, slots_of(stood)
    for circle_id in circle_ids if meeting is not None and meeting.weight is None else ():
        place = stood.place.get(circle_id)
        if place is not None and len(unfree(stood, stood.circle, place, slots)):
            rules.setdefault(circle_id, set()).add("hours")
    return {one: tuple(sorted(rules[one])) for one in sorted(circle_ids) if rules.get(one)}


def _demand(
    session: Session,
    plan_id: str,
    broken: Mapping[str, Collection[str]],
    anyway: Collection[str],
) -> None:
    """Make sure that all rules that are broken are named."""
    left = {one: [rule for rule in rules if rule not in anyway] for one, rules in broken.items()}
    if any(left.values()):
        raise Conflict(
            N_(
                "As they are now, these circles do not keep what was asked for: {circles}. Move "
                "members or have the drafts improved; or name these rules as `anyway`."
            ),
            circles=_listed(session, plan_id, {one: rules for one, rules in left.items() if rules}),
        )


def _record(
    session: Session, broken: Mapping[str, Collection[str]], now: datetime, actor: str
) -> None:
    """Put on record which circles were published though they break rules."""
    told = [(seats.subject(one), {"rules": ",".join(rules)}) for one, rules in broken.items()]
    audit.record_all(session, actor, "circle.anyway", now, told)


def _listed(session: Session, plan_id: str, left: Mapping[str, Collection[str]]) -> str:
    """3 (hours, size), 7 (provinces): circles by number, each with its rules."""
    found = [
        f"{number} ({', '.join(left[one.circle_id])})"
        for number, one in numbering.of_plan(session, plan_id)
        if one.circle_id in left
    ]
    return ", ".join([*found[:TOLD], *(["…"] if len(found) > TOLD else [])])
