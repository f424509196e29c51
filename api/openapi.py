"""The OpenAPI 3.1 document, made from the endpoints' declarations.

It is committed as ``api/openapi.json``, so that a change of the API shows in review; a test
compares, and ``lingkar openapi`` writes it anew.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from inspect import getdoc
from typing import Any

from flask import Flask, Response, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.columns import explain
from api.endpoint import Endpoint
from api.problems import MIMETYPE, TITLES, ProblemBody
from api.v1 import ENDPOINTS
from matcher.i18n import N_

Json = dict[str, Any]
Refs = dict[tuple[Any, str], Json]
"""The reference to each model's component, by model and mode."""
REFERENCE = "#/components/schemas/{model}"

TAGS = {
    "Next classes": "Which class next, with reasons in Indonesian or English.",
    "Plans": "Circles that a worker forms, and an admin looks at and publishes.",
    "Moves": "Circles changed by hand: the price first, then the change, and the way back.",
    "Circles": "One by one: through their life, and who sits in them.",
    "Members": "Profiles of members.",
    "Consents": "What each member agrees to.",
    "Classes": "The catalogue.",
    "Enrolments": "Who is in which class.",
}

IN_THE_ADDRESS = N_("The id in the address; it may be left out here.")

ABOUT = """\
Peer-support matching and recommendations for online learning communities of mothers.

Every error is `application/problem+json` (RFC 9457). Lists are paged by cursor. Every answer
carries an `ETag`: send it as `If-None-Match` to read only what changed, as `If-Match` to change
only what you have seen. `Accept-Language: en` answers in English."""


@cache
def document() -> Json:
    """The whole document."""
    schemas, refs = _schemas(ENDPOINTS)
    paths: dict[str, Json] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, refs)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Lingkar",
            "version": "1",
            "summary": "Next classes, circles and similar stories for communities of mothers.",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _problem(status) for status in TITLES},
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "lk_<id>_<secret>",
                    "description": "`lingkar keys create --role reader --label NAME` makes a key.",
                }
            },
        },
    }
    return _named(whole)


def _named(whole: Json) -> Json:
    """Pydantic's names of components made plain: MemberRow, MemberRowBody, MemberRowPage, ..."""
    text = json.dumps(whole).replace('-Output"', '"').replace('-Input"', 'Body"')
    named: Json = json.loads(re.sub(r'\b(Page|Patch)_(\w+?)_"', r'\2\1"', text))
    return named


def document_text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def register(app: Flask) -> None:
    """Serve ``/openapi.json``."""
    app.add_url_rule("/openapi.json", "openapi", _served)


def _served() -> Response:
    response = Response(document_text(), mimetype="application/json")
    response.add_etag()
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.make_conditional(request)
    return response


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[Json, Refs]:
    """All components and the reference to each: by model and mode, for a body by its name."""
    inputs = {one.body for one in endpoints if one.body}
    outputs = {one.returns for one in endpoints if one.returns} | {ProblemBody}
    wanted: list[Any] = [(model, "validation") for model in sorted(inputs, key=_name)]
    wanted += [(model, "serialization") for model in sorted(outputs, key=_name)]
    found, whole = models_json_schema(wanted, ref_template=REFERENCE)
    schemas = {name: explain(name, schema) for name, schema in whole["$defs"].items()}
    refs: Refs = {key: dict(ref) for key, ref in found.items()}
    for one in endpoints:
        if one.body and one.addressed:
            row = _component(refs[one.body, "validation"])
            schemas[_body_name(one)] = _addressed(one, schemas[row])
            refs[one.body, _body_name(one)] = {"$ref": REFERENCE.format(model=_body_name(one))}
    sent_whole = {one.body for one in endpoints if not one.addressed}
    for model in inputs - sent_whole:
        del schemas[_component(refs.pop((model, "validation")))]
    return _used(schemas, refs), refs


def _used(schemas: Json, refs: Refs) -> Json:
    """The components that something refers to; a model told in other words leaves some behind."""
    text = json.dumps([schemas, list(refs.values())])
    return {
        name: schema
        for name, schema in schemas.items()
        if f'"{REFERENCE.format(model=name)}"' in text
    }


def _component(ref: Json) -> str:
    return str(ref["$ref"]).rpartition("/")[2]


def _body_name(one: Endpoint) -> str:
    """The body of an endpoint among the references: its mode, or the name of its own component."""
    return (
        f"{one.body.__name__}{one.method.title()}" if one.body and one.addressed else "validation"
    )


def _addressed(one: Endpoint, row: Json) -> Json:
    """The component `row` as the body of `one`, whose address says some of its ids."""
    ids = set(one.addressed)
    kept = [name for name in row["required"] if name not in ids]
    examples = [
        {name: value for name, value in example.items() if name not in ids}
        for example in row["examples"]
    ]
    fields = row["properties"]
    said = {name: fields[name] | {"description": IN_THE_ADDRESS} for name in one.addressed}
    return row | {"properties": fields | said, "required": kept, "examples": examples}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(one: Endpoint, refs: Refs) -> Json:
    statuses = sorted(
        {401, 403, 422, 429, 500, 503, *one.problems} | ({400, 413, 415} if one.body else set())
    )
    content = _content(one, refs)
    responses: Json = {str(status): _answer(status, content) for status in one.statuses}
    if one.method == "GET":
        responses["304"] = {"description": "What `If-None-Match` names is still so."}
    responses |= {str(s): {"$ref": f"#/components/responses/{s}"} for s in statuses}
    operation: Json = {
        "operationId": one.handler.__name__,
        "tags": [one.tag],
        "summary": one.summary,
        "description": f"{_prose(getdoc(one.handler))}\n\nNeeds the role `{one.role}`.",
        "parameters": [*_parameters(one.parameters, "path"), *_parameters(one.query, "query")],
        "responses": responses,
        "x-role": one.role.value,
    }
    if one.body:
        sent = {"application/json": {"schema": refs[one.body, _body_name(one)]}}
        operation["requestBody"] = {"required": one.needs_body, "content": sent}
    if 412 in one.problems:
        operation["parameters"].append(IF_MATCH)
    return operation


IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` the change rests on; where that is no longer so, nothing changes.",
    "schema": {"type": "string"},
}


def _content(one: Endpoint, refs: Refs) -> Json:
    """What is answered, by media type."""
    if one.returns is not None:
        return {"application/json": {"schema": refs[one.returns, "serialization"]}}
    return {media: {"schema": FILES.get(media, BINARY)} for media in one.files}


BINARY: Json = {"type": "string", "format": "binary"}
FILES: Json = {"application/json": {"type": "object"}, "text/csv": {"type": "string"}}
"""The schema of a file by media type, where it is not binary."""


def _answer(status: int, content: Json) -> Json:
    headers: Json = {"ETag": {"description": "Names this state.", "schema": {"type": "string"}}}
    if status == 201:
        headers["Location"] = {"description": "Its address.", "schema": {"type": "string"}}
    return {
        "description": "Made." if status == 201 else "Done.",
        "headers": headers,
        "content": content,
    }


def _problem(status: int) -> Json:
    problem: Json = {
        "description": f"{TITLES[status]}.",
        "content": {MIMETYPE: {"schema": {"$ref": REFERENCE.format(model="ProblemBody")}}},
    }
    if status in {429, 503}:
        problem["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        }
    return problem


def _parameters(model: type[BaseModel] | None, place: str) -> list[Json]:
    if model is None:
        return []
    schema = explain(model.__name__, model.model_json_schema())
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": place,
            "required": name in required,
            **({"description": about} if (about := field.pop("description", "")) else {}),
            "schema": field,
        }
        for name, field in schema["properties"].items()
    ]


def _prose(text: str | None) -> str:
    """A docstring as one paragraph."""
    return " ".join((text or "").split())
