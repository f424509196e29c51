"""What a member agrees to: each purpose is given and withdrawn on its own."""

from pydantic import BaseModel, Field

from api.endpoint import Call, endpoint
from features.vocabulary import Purpose
from matcher import privacy
from matcher.access import KeyRole
from matcher.domain.rows import Id, Purposes, Row
from matcher.store import people

TAG = "Consents"


class Consents(Row):
    """Exactly the purposes a member agrees to; `[]` withdraws all."""

    purposes: Purposes = Field(examples=[["recommend", "match"]])


class ConsentView(BaseModel):
    """The purposes a member agrees to at present."""

    purposes: list[Purpose] = Field(examples=[["recommend", "match"]])


@endpoint(
    "GET",
    "/members/{member_id}/consents",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read what a member agrees to",
    problems=(404,),
)
def read_consents(call: Call, member_id: Id) -> ConsentView:
    """`recommend`: next classes; `match`: circles; `stories`: similar stories."""
    people.get(call.session, member_id)
    return _view(call, member_id)


@endpoint(
    "PUT",
    "/members/{member_id}/consents",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Set what a member agrees to",
    writes=True,
    problems=(404, 412),
)
def put_consents(call: Call, member_id: Id, body: Consents) -> ConsentView:
    """What is not in the list is withdrawn and stops being used at once."""
    people.get(call.session, member_id, for_update=True)
    call.require_match(_view(call, member_id))
    privacy.set_consents(call.session, member_id, body.purposes, call.now, actor=call.actor)
    return _view(call, member_id)


def _view(call: Call, member_id: str) -> ConsentView:
    given = privacy.consents(call.session, member_id)
    return ConsentView(purposes=[purpose for purpose in Purpose if purpose in given])
