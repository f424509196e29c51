"""Who is in which class. A new enrolment is part of her next answer at once."""

from urllib.parse import quote

from pydantic import BaseModel

from api.endpoint import Call, Created, endpoint
from api.v1.paging import Page, PairPaging, cut
from api.v1.rows import Patch, same_id, shown, stored
from matcher import audit
from matcher.access import KeyRole
from matcher.domain.rows import EnrolmentRow, Id
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import enrolments, people
from matcher.store.rows import Change
from matcher.store.schema import Enrolment

TAG = "Enrolments"


class MemberEnrolments(BaseModel):
    """All enrolments of one member, oldest first."""

    items: list[EnrolmentRow]


@endpoint("GET", "/enrolments", role=KeyRole.READER, tag=TAG, summary="List enrolments")
def list_enrolments(call: Call, query: PairPaging) -> Page[EnrolmentRow]:
    """Sorted by member and class. Follow `next` until it is null."""
    found = enrolments.page(call.session, after=query.key(), limit=query.limit + 1)
    kept, following = cut(found, query.limit, lambda one: [one.member_id, one.class_id])
    return Page[EnrolmentRow](items=[_shown(one) for one in kept], next=following)


@endpoint(
    "GET",
    "/members/{member_id}/enrolments",
    role=KeyRole.READER,
    tag=TAG,
    summary="List a member's enrolments",
    problems=(404,),
)
def list_member_enrolments(call: Call, member_id: Id) -> MemberEnrolments:
    """All of them, oldest first."""
    people.get(call.session, member_id)
    found = enrolments.of_member(call.session, member_id)
    return MemberEnrolments(items=[_shown(one) for one in found])


@endpoint(
    "POST",
    "/members/{member_id}/enrolments",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Enrol a member",
    writes=True,
    problems=(404, 409),
)
def create_enrolment(call: Call, member_id: Id, body: EnrolmentRow) -> Created[EnrolmentRow]:
    """A member is in a class once, so a repeated request cannot enrol her twice: 409."""
    if call.session.get(Enrolment, (member_id, body.class_id)) is not None:
        raise Conflict(N_("She is in that class already. Use PUT to replace what is there."))
    _write(call, body)
    return Created(body, _address(body))


@endpoint(
    "GET",
    "/members/{member_id}/enrolments/{class_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read an enrolment",
    problems=(404,),
)
def read_enrolment(call: Call, member_id: Id, class_id: Id) -> EnrolmentRow:
    """How far she came with that class."""
    return _shown(enrolments.get(call.session, member_id, class_id))


@endpoint(
    "PUT",
    "/members/{member_id}/enrolments/{class_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Create or replace an enrolment",
    writes=True,
    problems=(404, 412),
)
def put_enrolment(
    call: Call, member_id: Id, class_id: Id, body: EnrolmentRow
) -> EnrolmentRow | Created[EnrolmentRow]:
    """Fields left out take their defaults."""
    found = call.session.get(Enrolment, (member_id, class_id), with_for_update=True)
    call.require_match(_shown(found) if found else None)
    change = _write(call, body)
    return Created(body, _address(body)) if change is Change.NEW else body


@endpoint(
    "PATCH",
    "/members/{member_id}/enrolments/{class_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Change fields of an enrolment",
    writes=True,
    problems=(404, 412),
)
def change_enrolment(
    call: Call, member_id: Id, class_id: Id, body: Patch[EnrolmentRow]
) -> EnrolmentRow:
    """Only the fields that are sent change, for instance `status` when she has finished."""
    current = _shown(enrolments.get(call.session, member_id, class_id))
    call.require_match(current)
    changed = body.onto(current)
    same_id("member_id", member_id, changed.member_id)
    same_id("class_id", class_id, changed.class_id)
    _write(call, changed)
    return changed


def _shown(found: Enrolment) -> EnrolmentRow:
    return shown(EnrolmentRow, found)


def _write(call: Call, row: EnrolmentRow) -> Change:
    change = enrolments.upsert(
        call.session, row.member_id, row.class_id, stored(row, "member_id", "class_id")
    )
    if change is not Change.UNCHANGED:
        subject = audit.member(row.member_id)
        audit.record(call.session, call.actor, f"enrolment.{change.value}", subject, call.now)
    return change


def _address(row: EnrolmentRow) -> str:
    return f"/members/{quote(row.member_id, safe='')}/enrolments/{quote(row.class_id, safe='')}"
