"""One member joins one circle by hand: what moves of a plan must keep, she must keep too."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from features.encoder import Encoder
from features.vocabulary import SeatRole
from matcher.circles import edits, seats
from matcher.circles.changes import Change, Move
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import circles, people, plans


def join(
    session: Session,
    circle_id: str,
    member_id: str,
    now: datetime,
    *,
    actor: str,
    encoder: Encoder,
    role: str = SeatRole.MEMBER,
    anyway: Collection[str] = (),
) -> None:
    """Seat a member, or change the role of one who sits there; nothing happens if it is hers.

    Args:
        session: a transaction for changes, in which nothing was changed yet.
        circle_id: where.
        member_id: who.
        now: when.
        actor: who asks for it, for the audit trail.
        encoder: of what members wrote.
        role: "member" or "facilitator".
        anyway: hard rules of the plan that may be broken.

    Raises:
        NotFound: there is no such circle or member, or she takes no part in its plan.
        Conflict: as `matcher.circles.edits.apply` for circles of a plan, as
            `matcher.circles.seats.join` for all; or she may not lead by the wishes of the plan.

    """
    member = people.get(session, member_id)
    circle = circles.get(session, circle_id)
    there = circles.seats(session, circle_id)
    sits = any(one.member_id == member_id for one in there)
    plan = None if circle.plan_id is None else plans.get(session, circle.plan_id)
    asked = None if plan is None else plan.wishes.get("facilitator")
    if role == SeatRole.FACILITATOR and asked and member.role not in asked.get("roles", ()):
        raise Conflict(edits.MAY_NOT_LEAD, member_id=member_id)
    if sits and asked and asked.get("weight") is None and role == SeatRole.MEMBER:
        leading = [one.member_id for one in there if one.role == SeatRole.FACILITATOR]
        if leading == [member_id] and edits.LED.isdisjoint(anyway):
            raise Conflict(
                N_(
                    "Member {member_id} is the only one who leads this circle. Let somebody else "
                    "lead it first, or name the rule `facilitator` as one that may be broken."
                ),
                member_id=member_id,
            )
    if plan is None or sits:
        seats.join(session, circle_id, member_id, now, actor=actor, role=role)
        return
    seats.demand_open(circle)
    change = Change((Move(member_id, circle_id, further=True, role=role),), frozenset(anyway))
    edits.apply(session, plan.plan_id, plan.revision, change, now, actor=actor, encoder=encoder)
