"""Members: list, create, read, replace, change, erase."""

from urllib.parse import quote

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.endpoint import Call, Created, endpoint
from api.services import services
from api.v1.paging import Page, Paging, cut
from api.v1.rows import Patch, same_id, shown, stored
from features.vocabulary import Purpose
from matcher import audit, privacy
from matcher.access import KeyRole
from matcher.domain.rows import Id, MemberRow
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import people
from matcher.store.rows import Change
from matcher.store.schema import Member

TAG = "Members"


class Erasure(BaseModel):
    """The receipt of an erasure: nothing else connects it to her."""

    reference: str = Field(description="The name under which the audit trail keeps the erasure.")
    enrolments: int = Field(description="How many enrolments went.")
    stories: int = Field(description="How many stories went.")
    ties: int = Field(description="How many ties went.")
    circles: int = Field(description="How many places in circles went.")


@endpoint("GET", "/members", role=KeyRole.READER, tag=TAG, summary="List members")
def list_members(call: Call, query: Paging) -> Page[MemberRow]:
    """Sorted by id. Follow `next` until it is null."""
    found = people.page(call.session, after=query.key(), limit=query.limit + 1)
    kept, following = cut(found, query.limit, lambda member: [member.member_id])
    items = [_shown(call.session, member) for member in kept]
    return Page[MemberRow](items=items, next=following)


@endpoint(
    "POST",
    "/members",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Create a member",
    writes=True,
    problems=(409,),
)
def create_member(call: Call, body: MemberRow) -> Created[MemberRow]:
    """The id is yours to choose, so that a repeated request cannot create her twice: 409."""
    if call.session.get(Member, body.member_id) is not None:
        raise Conflict(N_("That id is taken. Use PUT to replace what is there."))
    _write(call, body)
    return Created(body, _address(body.member_id))


@endpoint(
    "GET",
    "/members/{member_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read a member",
    problems=(404,),
)
def read_member(call: Call, member_id: Id) -> MemberRow:
    """Her profile as it is stored, with the purposes she consents to at present."""
    return _shown(call.session, people.get(call.session, member_id))


@endpoint(
    "PUT",
    "/members/{member_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Create or replace a member",
    writes=True,
    problems=(412,),
)
def put_member(call: Call, member_id: Id, body: MemberRow) -> MemberRow | Created[MemberRow]:
    """Fields left out take their defaults; consents left out stay as they are."""
    found = call.session.get(Member, member_id, with_for_update=True)
    call.require_match(_shown(call.session, found) if found else None)
    change = _write(call, body)
    row = _shown(call.session, people.get(call.session, member_id))
    return Created(row, _address(member_id)) if change is Change.NEW else row


@endpoint(
    "PATCH",
    "/members/{member_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Change fields of a member",
    writes=True,
    problems=(404, 412),
)
def change_member(call: Call, member_id: Id, body: Patch[MemberRow]) -> MemberRow:
    """Only the fields that are sent change."""
    current = _shown(call.session, people.get(call.session, member_id, for_update=True))
    call.require_match(current)
    changed = body.onto(current)
    same_id("member_id", member_id, changed.member_id)
    _write(call, changed)
    return changed


@endpoint(
    "DELETE",
    "/members/{member_id}",
    role=KeyRole.ADMIN,
    tag=TAG,
    summary="Erase a member",
    writes=True,
    problems=(404,),
)
def erase_member(call: Call, member_id: Id) -> Erasure:
    """Profile, consents, enrolments, stories, ties and circle places go. It cannot be undone."""
    bundles = services().settings.bundles
    erasure = privacy.erase_member(call.session, member_id, call.actor, call.now, bundles=bundles)
    return Erasure.model_validate(erasure, from_attributes=True)


def _shown(session: Session, member: Member) -> MemberRow:
    given = privacy.consents(session, member.member_id)
    consent = [purpose for purpose in Purpose if purpose in given]
    return shown(MemberRow, member, consent=consent)


def _write(call: Call, row: MemberRow) -> Change:
    """Store a member; her consents only where the row speaks of them."""
    change = people.upsert(call.session, row.member_id, stored(row, "member_id"), now=call.now)
    if change is not Change.UNCHANGED:
        subject = audit.member(row.member_id)
        audit.record(call.session, call.actor, f"member.{change.value}", subject, call.now)
    if "consent" in row.model_fields_set:
        privacy.set_consents(call.session, row.member_id, row.consent, call.now, actor=call.actor)
    return change


def _address(member_id: str) -> str:
    return f"/members/{quote(member_id, safe='')}"
