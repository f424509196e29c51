"""Errors as ``application/problem+json`` (RFC 9457): what was wrong and how to mend it.

Nothing of what was sent is repeated in one. ``type`` leads to the list on the docs page;
``errors`` holds ``{pointer, detail}`` for each part of the request that cannot be used, where a
pointer starts with ``/body``, ``/query`` or ``/path``.
"""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Flask, Response, g, request
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from api import language
from features.errors import LingkarError
from matcher.domain.advice import explain
from matcher.errors import Conflict, DataError, NotFound, NotReady, StoreError, TakesNoPart, where
from matcher.i18n import N_

MIMETYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: N_("The request cannot be read"),
    401: N_("A key is needed"),
    403: N_("This key may not do that"),
    404: N_("Not found"),
    405: N_("This address does not do that"),
    409: N_("It does not fit what is there"),
    412: N_("It has changed meanwhile"),
    413: N_("The request is too large"),
    415: N_("The body is not JSON"),
    422: N_("Some values cannot be used"),
    429: N_("Too many requests"),
    500: N_("Something went wrong here"),
    503: N_("Not ready yet"),
}
"""Every status of a problem and its title."""

DETAILS: Mapping[int, str] = {
    404: N_("There is nothing at this address. The docs page lists what there is."),
    405: N_("Use another method; the header `Allow` names those that work here."),
    413: N_("Send at most one megabyte at once; larger data goes in with `lingkar import`."),
    429: N_("Wait a little; the header `Retry-After` says how many seconds."),
    500: N_("The fault is ours. Tell whoever runs Lingkar the request id; the log has more."),
}

STATUSES: Mapping[type[LingkarError], int] = {
    DataError: 422,
    NotFound: 404,
    Conflict: 409,
    NotReady: 503,
    StoreError: 503,
}

_QUIET = {
    StoreError: N_("The store cannot be used now; nothing was changed. Try again in a moment."),
    NotFound: N_("Nothing has that id."),
}
"""Said in place of messages that name an id or an address of ours."""

_MISSING: Mapping[frozenset[str], str] = {
    frozenset({"plan_id"}): N_("No plan has that id."),
    frozenset({"circle_id"}): N_("No circle here has that id."),
    frozenset({"member_id"}): N_("No member has that id."),
    frozenset({"class_id"}): N_("No class has that id."),
    frozenset({"member_id", "circle_id"}): N_("She does not sit in that circle."),
    frozenset({"member_id", "class_id"}): N_("She is not enrolled in that class."),
}
"""What is not there, by the ids that the error names and the answer does not."""
_NO_PART = N_(
    "No member who takes part has that id: she has not agreed to be matched, does not fit the "
    "wishes, or sits in another circle that goes on."
)

_PYDANTIC = {
    "greater_than_equal": N_("Use a number from {ge} on."),
    "less_than_equal": N_("Use a number up to {le}."),
    "int_parsing": N_("Write a whole number."),
    "int_type": N_("Write a whole number."),
    "string_type": N_("Write it as text."),
    "tuple_type": N_("Write it as a list."),
    "list_type": N_("Write it as a list."),
    "dict_type": N_("Send a JSON object."),
    "model_type": N_("Send a JSON object."),
    "model_attributes_type": N_("Send a JSON object."),
    "int_from_float": N_("Write a whole number."),
    "float_type": N_("Write a number."),
    "float_parsing": N_("Write a number."),
    "finite_number": N_("Write a number."),
    "less_than": N_("Use a number below {lt}."),
    "string_too_long": N_("Use at most {max_length} characters."),
    "string_too_short": N_("It is too short."),
    "too_long": N_("It lists too many entries."),
    "too_short": N_("It lists too few entries."),
    "string_pattern_mismatch": N_("Write it in the form that the docs page shows."),
    "bool_type": N_("Write true or false."),
    "bool_parsing": N_("Write true or false."),
    "enum": N_("Use one of: {expected}."),
    "literal_error": N_("Use one of: {expected}."),
    "extra_forbidden": N_("It holds a name that is not known here. The docs page lists all."),
}


class FieldError(BaseModel):
    """What is wrong with one part of the request."""

    pointer: str = Field(description="Where: a JSON pointer below /body, /query or /path.")
    detail: str = Field(description="What is wrong and how to mend it.")


class ProblemBody(BaseModel):
    """A problem (RFC 9457)."""

    type: str = Field(description="Identifies the kind of problem.", examples=["/docs#problem-422"])
    title: str = Field(description="The kind of problem, in the language asked for.")
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened this time and how to go on.")
    request_id: str = Field(description="Names this request in the log.")
    errors: list[FieldError] = Field(default=[], description="The parts that cannot be used.")


class Problem(LingkarError):
    """An error that knows its HTTP status.

    Args:
        status: one of `TITLES`.
        message: as of any `LingkarError`.
        headers: sent along.
        errors: the parts that cannot be used.
        **facts: values for the placeholders of `message`.

    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: list[FieldError] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(message, **facts)
        self.status = status
        self.headers = headers or {}
        self.errors = errors or []


def register(app: Flask) -> None:
    """Answer every error of `app` with a problem."""
    app.register_error_handler(Problem, _of_problem)
    app.register_error_handler(LingkarError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_surprise)


def unusable(error: ValidationError, place: str) -> Problem:
    """The problem of values in `place` ("body", "query", "path") that a model refused."""
    found = [_field_error(detail, place) for detail in error.errors(include_input=False)]
    return unusable_parts(found)


def unusable_parts(errors: list[FieldError]) -> Problem:
    """The problem of parts that are known already."""
    return Problem(422, N_("Mend the parts named in `errors`, then send it again."), errors=errors)


def other_id(name: str) -> FieldError:
    """Said of the field `name` of a body, which is not the id in the address."""
    detail = language.translate(N_("It must be the id in the address."))
    return FieldError(pointer=f"/body/{name}", detail=detail)


def respond(
    status: int,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response of a problem; `detail` is translated already."""
    body = ProblemBody(
        type=f"/docs#problem-{status}",
        title=language.translate(TITLES[status]),
        status=status,
        detail=detail,
        request_id=g.get("request_id", ""),
        errors=errors or [],
    )
    response = Response(
        body.model_dump_json(), status, mimetype=MIMETYPE, headers=dict(headers or {})
    )
    response.content_language.add(language.language())
    return response


def _field_error(error: ErrorDetails, place: str) -> FieldError:
    # The name of a field that nobody knows is what was sent: point at what holds it instead.
    steps = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return FieldError(pointer=_pointer(place, *steps), detail=_advice(error))


def _advice(error: ErrorDetails) -> str:
    own = _PYDANTIC.get(error["type"])
    facts = error.get("ctx", {})
    ours = "limit" in facts  # the domain's `too_long`, of a text
    if own is not None and not ours:
        if "expected" in facts:  # pydantic's English: 'member' or 'facilitator'
            facts["expected"] = ", ".join(re.findall("'([^']*)'", facts["expected"]))
        return language.translate(own).format(**facts)
    return " ".join(part for part in explain(error, language.translate) if part)


def _pointer(*steps: Any) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _of_problem(problem: Problem) -> Response:
    return respond(
        problem.status, language.say(problem), errors=problem.errors, headers=problem.headers
    )


def _of_ours(error: LingkarError) -> Response:
    kind, status = next(
        ((kind, status) for kind, status in STATUSES.items() if isinstance(error, kind)),
        (LingkarError, 500),
    )
    if status == 500:
        return _of_surprise(error)
    if status == 503:
        structlog.get_logger().warning(
            "not_ready", request_id=g.get("request_id", ""), kind=kind.__name__
        )
    headers = {"Retry-After": "5"} if status == 503 else {}
    quiet = _quiet(kind, error)
    return respond(
        status, language.translate(quiet) if quiet else language.say(error), headers=headers
    )


def _quiet(kind: type[LingkarError], error: LingkarError) -> str | None:
    """What to say in place of the message of `error`; None where it names nothing."""
    if isinstance(error, TakesNoPart):
        return _NO_PART
    if kind is NotFound:
        return _MISSING.get(frozenset(error.facts), _QUIET[kind]) if error.facts else None
    return _QUIET.get(kind)


def _of_http(error: HTTPException) -> Response:
    status = error.code if error.code in TITLES else 400
    assert status is not None
    headers = {
        name: value
        for name, value in error.get_headers(request.environ)
        if name in {"Allow", "Retry-After"}
    }
    default = N_("Send it again in the form that the docs page shows.")
    return respond(status, language.translate(DETAILS.get(status, default)), headers=headers)


def _of_surprise(error: Exception) -> Response:
    """Log where it happened, not what it says: messages of databases quote rows."""
    structlog.get_logger().error(
        "surprise",
        request_id=g.get("request_id", ""),
        kind=type(error).__name__,
        trace=where(error),
    )
    return respond(500, language.translate(DETAILS[500]))
