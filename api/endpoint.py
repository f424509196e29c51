"""The endpoint layer: one declaration drives validation, authorisation and the OpenAPI document.

::

    @endpoint("GET", "/members/{member_id}", role=KeyRole.READER, tag="Members", summary="...")
    def read_member(call: Call, member_id: Id) -> MemberRow: ...

The handler's annotations are the declaration's other half: parameters named in the path are
validated by theirs, ``query`` and ``body`` are pydantic models, and what it returns is the
response. A handler runs in one transaction, which reads only unless ``writes`` is said.

Where the body is a row that holds ids of the address, they need not be sent again: the handler gets
the whole row, and a row that names others is refused.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from types import UnionType
from typing import Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import from_json, to_json
from sqlalchemy.orm import Session

from api.auth import authorise
from api.bundles import InService
from api.language import language
from api.problems import FieldError, Problem, other_id, unusable, unusable_parts
from api.services import services
from matcher.access import KeyRole
from matcher.i18n import N_
from matcher.settings import Language

PREFIX = "/v1"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler may know of a request beside its validated parts.

    Attributes:
        session: the transaction.
        actor: id of the calling key, for the audit trail.
        now: aware UTC.
        language: what to answer in.

    """

    session: Session
    actor: str
    now: datetime
    language: Language

    def bundle(self) -> InService:
        """The bundle in service; raises `matcher.errors.NotReady` without one."""
        return services().bundles.current()

    def require_match(self, current: BaseModel | None) -> bool:
        """Refuse with 412 a change that rests on another state than `current`.

        ``If-Match`` names that state; ``If-None-Match: *`` says that nothing is there yet.

        Returns:
            whether a state was named.

        """
        if current is not None and request.if_none_match.star_tag:
            raise Problem(412, N_("It is there already. Leave out If-None-Match to replace it."))
        wanted = request.if_match
        if wanted and (current is None or not wanted.contains(etag(current))):
            raise Problem(
                412, N_("It has changed since you read it. Read it again, then repeat the change.")
            )
        return bool(wanted)


@dataclass(frozen=True, slots=True)
class Created(Generic[Model]):
    """The response of a handler that made something new: status 201 and where it is."""

    value: Model
    location: str


@dataclass(frozen=True, slots=True)
class File:
    """The response of a handler that hands out a file.

    Attributes:
        content: of it.
        mimetype: one of those that the endpoint declares.
        name: to save it under.

    """

    content: bytes
    mimetype: str
    name: str


Answer: TypeAlias = BaseModel | Created[Any] | File
"""What a handler may return."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address, as declared with `endpoint`.

    Attributes:
        parameters: validates those of the path; None where it has none. So do `query` and `body`.
        addressed: parameters of the path that are fields of `body` too.
        returns: the model of the response; None where it is a file.
        statuses: of a good answer.
        files: media types of the file that it answers with.

    """

    method: str
    path: str
    role: KeyRole
    tag: str
    summary: str
    handler: Callable[..., Answer]
    writes: bool
    problems: tuple[int, ...]
    parameters: type[BaseModel] | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    addressed: tuple[str, ...]
    returns: type[BaseModel] | None
    statuses: tuple[int, ...]
    files: tuple[str, ...]

    def __call__(self, **path: str) -> Response:
        """Answer the current request."""
        key = authorise(self.role)
        inputs = self._inputs(path)
        store = services().store
        with store.begin() if self.writes else store.read() as session:
            call = Call(session, key.key_id, datetime.now(UTC), language())
            answer = self.handler(call, **inputs)
        return _response(answer)

    def _inputs(self, path: Mapping[str, str]) -> dict[str, Any]:
        """All parts of the request, validated; what is wrong with any of them is said at once."""
        inputs: dict[str, Any] = {}
        wrong: list[FieldError] = []
        for place, read in (("path", self._path), ("query", self._query), ("body", self._body)):
            try:
                inputs |= read(path, inputs)
            except ValidationError as error:
                wrong += unusable(error, place).errors
        if body := inputs.get("body"):
            others = [name for name in self.addressed if getattr(body, name) != inputs[name]]
            wrong += [other_id(name) for name in others]
        if wrong:
            raise unusable_parts(wrong)
        return inputs

    def _path(self, path: Mapping[str, str], _: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self.parameters.model_validate(path)) if self.parameters else {}

    def _query(self, _path: Mapping[str, str], _: Mapping[str, Any]) -> dict[str, Any]:
        model = self.query or NoQuery
        given = request.args.to_dict(flat=False)
        values = {name: _repeated(model, name, found) for name, found in given.items()}
        query = model.model_validate(values)
        return {"query": query} if self.query else {}

    @property
    def needs_body(self) -> bool:
        """Whether a body must be sent: one of which nothing is required may be left out."""
        fields = self.body.model_fields.values() if self.body else ()
        return any(one.is_required() for one in fields)

    def _body(self, _path: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, Any]:
        if self.body is None:
            return {}
        if not request.is_json:
            if not request.content_length and not self.needs_body:
                return {"body": self.body()}
            raise Problem(415, N_("Send JSON, with the header `Content-Type: application/json`."))
        if not found.keys() >= set(self.addressed):
            return {}  # ids of the address cannot be used, so neither can a row that lacks them
        sent = _completed(request.get_data(), {name: found[name] for name in self.addressed})
        try:
            return {"body": self.body.model_validate_json(sent)}
        except ValidationError as error:
            if any(found["type"] == "json_invalid" for found in error.errors(include_input=False)):
                raise Problem(400, N_("The body is not well-formed JSON.")) from None
            raise


class NoQuery(BaseModel):
    """The query of an endpoint that takes none."""

    model_config = ConfigDict(extra="forbid")


def endpoint(
    method: str,
    path: str,
    *,
    role: KeyRole,
    tag: str,
    summary: str,
    writes: bool = False,
    problems: tuple[int, ...] = (),
    files: tuple[str, ...] = (),
) -> Callable[[Callable[..., Answer]], Endpoint]:
    """Declare what the decorated handler answers.

    Args:
        method: "GET", "POST", ...
        path: below `PREFIX`, with ``{parameters}``.
        role: the least a key must be.
        tag: the chapter of the docs page.
        summary: one line of the docs page; the handler's docstring is the rest.
        writes: whether it changes the store.
        problems: statuses it may answer beside those that any endpoint may.
        files: media types, where it answers with a file.

    """

    def declare(handler: Callable[..., Answer]) -> Endpoint:
        hints = get_type_hints(handler, include_extras=True)
        names = re.findall(r"{(\w+)}", path)
        fields: dict[str, Any] = {name: (hints[name], ...) for name in names}
        returns, statuses = _returned(hints["return"])
        body = hints.get("body")
        return Endpoint(
            method,
            PREFIX + path,
            role,
            tag,
            summary,
            handler,
            writes,
            problems,
            create_model("Path", **fields) if fields else None,
            hints.get("query"),
            body,
            tuple(name for name in names if body and name in body.model_fields),
            returns,
            statuses,
            files,
        )

    return declare


def register(app: Flask, endpoints: tuple[Endpoint, ...]) -> None:
    """Serve `endpoints`."""
    for one in endpoints:
        rule = re.sub(r"{(\w+)}", r"<\1>", one.path)
        app.add_url_rule(rule, view_func=_view(one), methods=[one.method])


def _view(one: Endpoint) -> Callable[..., Response]:
    @wraps(one.handler)
    def view(**path: str) -> Response:
        return one(**path)

    return view


def etag(value: BaseModel) -> str:
    """A name for this very state of a response."""
    return hashlib.sha256(value.model_dump_json().encode()).hexdigest()[:32]


def _returned(hint: Any) -> tuple[type[BaseModel] | None, tuple[int, ...]]:
    """Response model and statuses of a return annotation: ``M``, ``Created[M]``, both, ``File``."""
    if hint is File:
        return None, (200,)
    parts = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    created = [part for part in parts if get_origin(part) is Created]
    plain = [part for part in parts if part not in created]
    statuses = (200,) * bool(plain) + (201,) * bool(created)
    return plain[0] if plain else get_args(created[0])[0], statuses


def _completed(sent: bytes, ids: Mapping[str, str]) -> bytes:
    """The JSON object that was sent, with `ids` where it does not say them itself."""
    try:
        row = from_json(sent) if ids else None
    except ValueError:  # not JSON: for the model to say
        return sent
    return to_json({**ids, **row}) if isinstance(row, dict) else sent


def _repeated(model: type[BaseModel], name: str, found: list[str]) -> list[str] | str:
    """The values of a query key: a list where the model wants one, else the last."""
    known = model.model_fields.get(name)
    listed = known is not None and get_origin(known.annotation) in {tuple, list}
    return found if listed else found[-1]


def _response(answer: Answer) -> Response:
    if isinstance(answer, File):
        response = Response(answer.content, mimetype=answer.mimetype)
        response.headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
        response.add_etag()
    else:
        response = _of_model(answer)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.vary.update(("Accept-Language", "Authorization"))
    response.make_conditional(request)
    return response


def _of_model(answer: BaseModel | Created[Any]) -> Response:
    value = answer.value if isinstance(answer, Created) else answer
    response = Response(value.model_dump_json(), mimetype="application/json")
    if isinstance(answer, Created):
        response.status_code = 201
        response.location = PREFIX + answer.location
    response.set_etag(etag(value))
    return response
