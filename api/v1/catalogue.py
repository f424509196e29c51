"""The catalogue: list, create, read, replace and change classes."""

from urllib.parse import quote

from api.endpoint import Call, Created, endpoint
from api.language import translate
from api.problems import FieldError, unusable_parts
from api.v1.paging import Page, Paging, cut
from api.v1.rows import Patch, same_id, shown, stored
from matcher import audit
from matcher.access import KeyRole
from matcher.domain.rows import ClassRow, Id
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import catalogue
from matcher.store.rows import Change
from matcher.store.schema import Class

TAG = "Classes"


@endpoint("GET", "/classes", role=KeyRole.READER, tag=TAG, summary="List classes")
def list_classes(call: Call, query: Paging) -> Page[ClassRow]:
    """Sorted by id. Follow `next` until it is null."""
    found = catalogue.page(call.session, after=query.key(), limit=query.limit + 1)
    kept, following = cut(found, query.limit, lambda one: [one.class_id])
    return Page[ClassRow](items=[_shown(one) for one in kept], next=following)


@endpoint(
    "POST",
    "/classes",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Create a class",
    writes=True,
    problems=(409,),
)
def create_class(call: Call, body: ClassRow) -> Created[ClassRow]:
    """The id is yours to choose, so that a repeated request cannot create it twice: 409."""
    if call.session.get(Class, body.class_id) is not None:
        raise Conflict(N_("That id is taken. Use PUT to replace what is there."))
    _write(call, body)
    return Created(body, _address(body.class_id))


@endpoint(
    "GET",
    "/classes/{class_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read a class",
    problems=(404,),
)
def read_class(call: Call, class_id: Id) -> ClassRow:
    """A class of the catalogue, offered or not."""
    return _shown(catalogue.get(call.session, class_id))


@endpoint(
    "PUT",
    "/classes/{class_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Create or replace a class",
    writes=True,
    problems=(412,),
)
def put_class(call: Call, class_id: Id, body: ClassRow) -> ClassRow | Created[ClassRow]:
    """Fields left out take their defaults. A new class can be suggested after the next training."""
    found = call.session.get(Class, class_id, with_for_update=True)
    call.require_match(_shown(found) if found else None)
    change = _write(call, body)
    return Created(body, _address(class_id)) if change is Change.NEW else body


@endpoint(
    "PATCH",
    "/classes/{class_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Change fields of a class",
    writes=True,
    problems=(404, 412),
)
def change_class(call: Call, class_id: Id, body: Patch[ClassRow]) -> ClassRow:
    """Only the fields that are sent change; `{"active": false}` takes a class off the offer."""
    current = _shown(catalogue.get(call.session, class_id, for_update=True))
    call.require_match(current)
    changed = body.onto(current)
    same_id("class_id", class_id, changed.class_id)
    _write(call, changed)
    return changed


def _shown(found: Class) -> ClassRow:
    return shown(ClassRow, found)


def _write(call: Call, row: ClassRow) -> Change:
    _demand_prerequisites(call, row)
    change = catalogue.upsert(call.session, row.class_id, stored(row, "class_id"), now=call.now)
    if change is not Change.UNCHANGED:
        subject = f"class:{row.class_id}"
        audit.record(call.session, call.actor, f"class.{change.value}", subject, call.now)
    return change


def _demand_prerequisites(call: Call, row: ClassRow) -> None:
    """Refuse prerequisites that no class has: an import of the export would refuse them too."""
    unknown = [
        FieldError(
            pointer=f"/body/prerequisites/{place}",
            detail=translate(N_("No class has this id. Create it first.")),
        )
        for place, before in enumerate(row.prerequisites)
        if call.session.get(Class, before) is None
    ]
    if unknown:
        raise unusable_parts(unknown)


def _address(class_id: str) -> str:
    return f"/classes/{quote(class_id, safe='')}"
