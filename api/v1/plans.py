"""Plans of circles: asked for, formed by a worker, looked at, published."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.endpoint import Call, Created, endpoint
from api.services import services
from api.v1.moves import Rules
from api.v1.paging import ABOUT_AFTER, BAD_CURSOR, Page, PairPaging, cut, decode
from api.v1.plan_views import PlanRow, PlanView, plan_rows, plan_view
from matcher.access import KeyRole
from matcher.circles import deleting, forgetting, plans
from matcher.circles.wishes import Wishes
from matcher.domain.advice import wrong
from matcher.domain.rows import Id
from matcher.settings import Language
from matcher.store import plans as kept
from matcher.store.column_types import ID_LENGTH, codes, texts
from matcher.work import jobs

TAG = "Plans"


def _short(wishes: Wishes) -> Wishes:
    """Wishes are numbers, codes and ids, but for what a ranking is about."""
    if any(len(text) > ID_LENGTH for text in texts(codes(wishes.model_dump(mode="json")))):
        raise wrong("too_long", limit=ID_LENGTH)
    return wishes


class PlanAsked(BaseModel):
    """A wish for circles."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "request_id": "november-2026",
                    "language": "id",
                    "wishes": {"kind": "circles", "least": 5, "most": 8, "seconds": 30},
                }
            ]
        },
    )

    request_id: Id = Field(description="Chosen by you: asking twice with one makes one plan.")
    language: Language | None = Field(
        None, description="Its circles are named in; by default that of `Accept-Language`."
    )
    wishes: Annotated[
        Wishes,
        AfterValidator(_short),
        WithJsonSchema({"type": "object", "additionalProperties": True}),
    ] = Field(
        description="What is wished, as docs/data-formats.md has it; what is left out is as usual."
    )


class PublishAsked(BaseModel):
    """What may be published."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"anyway": ["provinces"]}]}
    )

    anyway: Rules = Field((), description="Codes of hard rules that circles may break.")


def _a_moment(cursor: str) -> str:
    at, _ = decode(cursor, 2)
    try:
        zoned = datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        zoned = False
    if not zoned:
        raise PydanticCustomError("bad_cursor", BAD_CURSOR)
    return cursor


class Newest(PairPaging):
    """Which part of a list whose newest comes first."""

    after: Annotated[str, AfterValidator(_a_moment)] | None = Field(None, description=ABOUT_AFTER)

    def moment(self) -> tuple[datetime, str] | None:
        """Time and id of the row after which the page begins."""
        key = self.key()
        return (datetime.fromisoformat(key[0]), key[1]) if key else None


@endpoint("GET", "/plans", role=KeyRole.READER, tag=TAG, summary="List plans")
def list_plans(call: Call, query: Newest) -> Page[PlanRow]:
    """The newest first. Follow `next` until it is null."""
    found = kept.page(call.session, after=query.moment(), limit=query.limit + 1)
    some, following = cut(found, query.limit, lambda one: [one.created_at.isoformat(), one.plan_id])
    rows = plan_rows(call.session, some, call.language, call.now)
    return Page[PlanRow](items=rows, next=following)


@endpoint(
    "POST",
    "/plans",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Ask for circles",
    writes=True,
    problems=(409,),
)
def create_plan(call: Call, body: PlanAsked) -> PlanView | Created[PlanView]:
    """A worker forms them meanwhile: read the plan again to see how far it is.

    The same request again gives the same plan; 409 if it asked for something else before.
    """
    before = kept.of_request(call.session, body.request_id)
    plan = plans.create(
        call.session,
        body.request_id,
        call.now,
        kind=body.wishes.kind,
        wishes=forgetting.of_present(call.session, body.wishes.model_dump(mode="json")),
        actor=call.actor,
        language=body.language or call.language,
    )
    view = _view(call, plan.plan_id)
    return view if before else Created(view, f"/plans/{plan.plan_id}")


@endpoint(
    "GET",
    "/plans/{plan_id}",
    role=KeyRole.READER,
    tag=TAG,
    summary="Read a plan",
    problems=(404,),
)
def read_plan(call: Call, plan_id: Id) -> PlanView:
    """How far it is, and what came of it. Its circles have an address of their own."""
    return _view(call, plan_id)


@endpoint(
    "DELETE",
    "/plans/{plan_id}",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Delete a plan",
    writes=True,
    problems=(404, 409, 412),
)
def delete_plan(call: Call, plan_id: Id) -> PlanView:
    """Its drafts go with it. 409 once members know of one of its circles."""
    before = _view(call, plan_id)
    call.require_match(before)
    deleting.delete_plan(call.session, plan_id, call.now, actor=call.actor)
    return before


@endpoint(
    "POST",
    "/plans/{plan_id}/cancel",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Cancel what is done for a plan",
    writes=True,
    problems=(404, 409),
)
def cancel_plan(call: Call, plan_id: Id) -> PlanView:
    """Nothing comes of it. 409 if it is over already."""
    jobs.cancel(
        call.session, plans.work_on(call.session, plan_id).job_id, call.now, actor=call.actor
    )
    return _view(call, plan_id)


@endpoint(
    "POST",
    "/plans/{plan_id}/stop",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Stop early and keep the best so far",
    writes=True,
    problems=(404, 409),
)
def stop_plan(call: Call, plan_id: Id) -> PlanView:
    """A second later it is done. 409 while there is nothing to keep yet."""
    job = plans.work_on(call.session, plan_id)
    jobs.stop(call.session, job.job_id, call.now, actor=call.actor)
    return _view(call, plan_id)


@endpoint(
    "POST",
    "/plans/{plan_id}/review",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Mark all drafts as reviewed",
    writes=True,
    problems=(404, 409, 412),
)
def review_plan(call: Call, plan_id: Id) -> PlanView:
    """A circle that is changed by hand later is a draft again."""
    revision = _matching(call, plan_id)
    plans.review(call.session, plan_id, call.now, actor=call.actor, revision=revision)
    return _view(call, plan_id)


@endpoint(
    "POST",
    "/plans/{plan_id}/publish",
    role=KeyRole.EDITOR,
    tag=TAG,
    summary="Publish all reviewed circles",
    writes=True,
    problems=(404, 409, 412),
)
def publish_plan(call: Call, plan_id: Id, body: PublishAsked) -> PlanView:
    """Who found no place goes onto the waiting list and comes first next time.

    409 where a circle does not keep the hard rules now: it tells which one and which rules. With
    `If-Match`, nothing is published that you have not seen.
    """
    from matcher.circles import publishing  # noqa: PLC0415 (heavy to import)

    revision = _matching(call, plan_id)
    publishing.publish(
        call.session,
        plan_id,
        call.now,
        actor=call.actor,
        encoder=services().encoders.get(call.session),
        revision=revision,
        anyway=body.anyway,
    )
    return _view(call, plan_id)


def _view(call: Call, plan_id: str) -> PlanView:
    return plan_view(call.session, plan_id, call.language, call.now)


def _matching(call: Call, plan_id: str) -> int | None:
    """The revision that the change rests on; None where any will do."""
    view = _view(call, plan_id)
    return view.revision if call.require_match(view) else None
