"""The OpenAPI document: committed, valid, complete, and kept by the service."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import api
from api.openapi import document, document_text
from tests.api.service import Caller

COMMITTED = Path(api.__file__).with_name("openapi.json")


def test_the_committed_document_is_that_of_the_code() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document_text(), "refresh it: lingkar openapi"


def test_the_document_is_valid_openapi_3_1() -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_it_is_served(nobody: Caller) -> None:
    assert nobody("GET", "/openapi.json").json == document()


def operations() -> list[tuple[str, dict[str, Any]]]:
    found = [op for methods in document()["paths"].values() for op in methods.values()]
    return [(op["operationId"], op) for op in found]


@pytest.mark.parametrize(("name", "operation"), operations(), ids=lambda v: str(v)[:30])
def test_every_operation_is_described(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert {"401", "403", "422", "429", "500"} <= operation["responses"].keys()
    for parameter in operation["parameters"]:
        assert parameter["description"], f"{name}: {parameter['name']}"


def test_every_field_says_what_it_is() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in document()["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if "description" not in about and "$ref" not in about
    ]
    assert silent == []


def test_every_body_has_an_example_that_its_endpoint_accepts(admin: Caller) -> None:
    schemas = document()["components"]["schemas"]
    ids = {"member_id": "M-00001", "class_id": "K-001"}
    for path in ("/v1/members/{member_id}", "/v1/classes/{class_id}"):
        name = document()["paths"][path]["put"]["requestBody"]["content"]["application/json"]
        example = schemas[name["schema"]["$ref"].rpartition("/")[2]]["examples"][0]
        assert admin("PUT", path.format(**ids), json=example).status_code == 201
    enrolment = "/v1/members/{member_id}/enrolments/{class_id}"
    for path, method in (
        (enrolment, "put"),
        (enrolment, "patch"),
        ("/v1/classes/recommend", "post"),
    ):
        body = document()["paths"][path][method]["requestBody"]["content"]["application/json"]
        example = schemas[body["schema"]["$ref"].rpartition("/")[2]]["examples"][0]
        assert admin(method.upper(), path.format(**ids), json=example).status_code in {200, 201}


@pytest.mark.slow
def test_no_generated_request_finds_a_server_error_or_an_undocumented_answer(
    admin: Caller,
) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", admin.app)
    headers = {"Authorization": f"Bearer {admin.key}"}
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(headers=headers, checks=checks)

        ask()
