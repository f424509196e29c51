"""The OpenAPI document, arranged for reading."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.openapi import TAGS, document
from api.pages.examples import curl
from api.problems import DETAILS, TITLES

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A parameter or a field: `kind` is its type in words, `shape` the object it holds."""

    name: str
    kind: str
    choices: Sequence[str]
    shape: str
    required: bool
    about: str
    default: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An endpoint.

    Attributes:
        body_fields: what is sent.
        returns: the shape of the answer; `good` its statuses, `statuses` those of its problems.
        example: a request to paste.

    """

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    role: str
    parameters: Sequence[FieldView]
    body_fields: Sequence[FieldView]
    returns: str
    good: Sequence[str]
    statuses: Sequence[str]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is sent or answered."""

    name: str
    about: str
    fields: Sequence[FieldView]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The endpoints of one tag."""

    anchor: str
    title: str
    about: str
    operations: Sequence[Operation]


def chapters(host: str) -> list[Chapter]:
    """All endpoints by tag; `host` stands in the examples."""
    found = list(_operations(host))
    return [
        Chapter(tag.lower().replace(" ", "-"), tag, about, [op for t, op in found if t == tag])
        for tag, about in TAGS.items()
    ]


def shapes() -> list[Shape]:
    """Every object that is answered or stands inside another; bodies stand with their endpoint."""
    schemas = document()["components"]["schemas"]
    return [
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in sorted(schemas.items())
        if "properties" in schema
        and not name.endswith(("RowBody", "RowPatch", "RowPost", "RowPut"))
    ]


def problems() -> list[tuple[int, str, str]]:
    """Status, title and usual detail of every problem."""
    return [(status, title, DETAILS.get(status, "")) for status, title in TITLES.items()]


def _operations(host: str) -> Iterator[tuple[str, Operation]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], _operation(method.upper(), path, operation, host)


def _operation(method: str, path: str, operation: Json, host: str) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = _resolved(body.get("schema", {}))
    good = [status for status in operation["responses"] if status.startswith("2")]
    answers = operation["responses"][good[0]]["content"]
    answer = answers.get("application/json", {}).get("schema", {})
    return Operation(
        anchor=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation["description"].partition("\n\nNeeds the role")[0],
        role=operation["x-role"],
        parameters=[_field(one["name"], one) for one in operation["parameters"]],
        body_fields=_fields(schema),
        returns=_name(answer),
        good=good,
        statuses=[s for s in operation["responses"] if not s.startswith("2") and s != "304"],
        example=curl(method, path, host, schema.get("examples", [None])[0]),
    )


def _fields(schema: Json) -> list[FieldView]:
    required = schema.get("required", [])
    return [
        _field(name, {"schema": field, "required": name in required})
        for name, field in schema.get("properties", {}).items()
    ]


def _field(name: str, parameter: Json) -> FieldView:
    schema = parameter["schema"]
    about = parameter.get("description") or schema.get("description", "")
    default = schema.get("default")
    return FieldView(
        name=name,
        kind=_kind(schema),
        choices=_choices(schema),
        shape=_name(schema),
        required=parameter["required"],
        about=about,
        default="" if default in (None, "", []) else json.dumps(default),
    )


def _kind(schema: Json) -> str:
    """The type in one word; of several that are accepted, the first."""
    if "$ref" in schema:
        return "text" if "enum" in _resolved(schema) else "object"
    if "anyOf" in schema:
        return _kind(schema["anyOf"][0])
    if schema.get("format") == "date-time":
        return "time"
    return KINDS[schema.get("type", "object")]


KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "object",
    "null": "nothing",
}


def _choices(schema: Json) -> Sequence[str]:
    """The words of a closed list; none where anything goes."""
    words: Sequence[str] = _resolved(schema.get("anyOf", [schema])[0]).get("enum", ())
    return words


def _name(schema: Json) -> str:
    """The shape that `schema` refers to, itself or in a list; "" where it is none."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name if "properties" in _resolved(schema) else ""
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return next((name for part in inner if (name := _name(part))), "")


def _resolved(schema: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = document()["components"]["schemas"][str(schema["$ref"]).rpartition("/")[2]]
    return found
