"""What holds for every endpoint: keys, roles, unknown ids, unknown names, unusable bodies."""

import re
from typing import Any

import pytest

from api.endpoint import Endpoint
from api.problems import MIMETYPE, ProblemBody
from api.v1 import ENDPOINTS
from matcher.access import KeyRole
from tests.api.service import Caller, Site

IDS = {"member_id": "m0001", "class_id": "menulis-0", "plan_id": "2f9c", "circle_id": "2f9c-00000"}


def name(one: Endpoint) -> str:
    return one.handler.__name__


def address(one: Endpoint, **ids: str) -> str:
    return one.path.format(**(IDS | ids))


def body(one: Endpoint) -> dict[str, Any]:
    return {"json": {}} if one.body else {}


every = pytest.mark.parametrize("one", ENDPOINTS, ids=name)
with_body = pytest.mark.parametrize("one", [e for e in ENDPOINTS if e.body], ids=name)
above_reader = pytest.mark.parametrize(
    "one", [e for e in ENDPOINTS if e.role is not KeyRole.READER], ids=name
)
reads_by_id = pytest.mark.parametrize(
    "one", [e for e in ENDPOINTS if e.method in {"GET", "DELETE"} and "{" in e.path], ids=name
)


def test_every_endpoint_is_served_under_a_name_of_its_own() -> None:
    assert len({name(one) for one in ENDPOINTS}) == len(ENDPOINTS)


@every
def test_without_a_key_it_says_401_and_how_to_send_one(one: Endpoint, nobody: Caller) -> None:
    answer = nobody(one.method, address(one), **body(one))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@every
def test_a_made_up_key_is_worth_no_more_than_none(one: Endpoint, nobody: Caller) -> None:
    sent = {"Authorization": "Bearer lk_000000000000_" + "A" * 43}
    assert nobody(one.method, address(one), headers=sent, **body(one)).status_code == 401


@above_reader
def test_a_reader_may_not_write(one: Endpoint, reader: Caller) -> None:
    answer = reader(one.method, address(one), **body(one))
    assert answer.status_code == 403
    assert one.role.value in answer.json["detail"]


@reads_by_id
def test_an_unknown_id_is_404_and_not_repeated(one: Endpoint, admin: Caller) -> None:
    path = address(one, **dict.fromkeys(IDS, "takada-dimanapun"))
    answer = admin(one.method, path)
    assert answer.status_code == 404
    assert "takada" not in answer.text


@every
def test_an_unknown_query_name_is_refused_and_not_repeated(one: Endpoint, admin: Caller) -> None:
    answer = admin(one.method, address(one) + "?rahasia=1", **body(one))
    assert answer.status_code == 422
    assert "/query" in [error["pointer"] for error in answer.json["errors"]]
    assert "rahasia" not in answer.text


@with_body
def test_a_body_that_is_not_json_is_415(one: Endpoint, admin: Caller) -> None:
    assert admin(one.method, address(one), data="goals=x").status_code == 415


@with_body
def test_broken_json_is_400_and_not_repeated(one: Endpoint, admin: Caller) -> None:
    answer = admin(one.method, address(one), data='{"rahasia', content_type="application/json")
    assert answer.status_code == 400
    assert "rahasia" not in answer.text


@with_body
def test_a_list_where_an_object_belongs_is_422(one: Endpoint, admin: Caller) -> None:
    answer = admin(one.method, address(one), json=["rahasia"])
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith("/body")
    assert "rahasia" not in answer.text


@with_body
def test_an_unknown_field_is_refused_and_not_repeated(one: Endpoint, admin: Caller) -> None:
    answer = admin(one.method, address(one), json={"rahasia": "dapur"})
    assert answer.status_code in {404, 422}
    assert not re.search("rahasia|dapur", answer.text)


@every
def test_the_answer_to_a_wrong_method_is_405_and_names_the_right_ones(
    one: Endpoint, admin: Caller
) -> None:
    answer = admin("TRACE", address(one))
    assert answer.status_code == 405
    assert one.method in answer.headers["Allow"]


@every
def test_every_error_is_a_problem_in_the_language_asked_for(one: Endpoint, nobody: Caller) -> None:
    english = nobody(one.method, address(one), **body(one))
    indonesian = nobody(one.method, address(one), headers={"Accept-Language": "id"}, **body(one))
    for answer, language in ((english, "en"), (indonesian, "id")):
        assert answer.content_type == MIMETYPE
        assert answer.headers["Content-Language"] == language
        problem = ProblemBody.model_validate_json(answer.data)
        assert problem.status == answer.status_code
        assert problem.request_id == answer.headers["X-Request-ID"]
    assert english.json["detail"] != indonesian.json["detail"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/v1/nowhere", "/v1/members/a/b/c/d", "/static/no.css"]
)
def test_an_address_that_is_none_is_a_problem_too(path: str, reader: Caller) -> None:
    answer = reader("GET", path)
    assert answer.status_code == 404
    assert answer.content_type == MIMETYPE


def test_a_body_above_a_megabyte_is_413(editor: Caller) -> None:
    answer = editor("POST", "/v1/members", json={"member_id": "x", "goals": "a" * 1_100_000})
    assert answer.status_code == 413
    assert answer.content_type == MIMETYPE


def test_a_revoked_key_stops_working_at_once(reader: Caller, site: Site) -> None:
    from api.services import EXTENSION
    from matcher.access import revoke
    from tests.api.service import NOW

    assert reader("GET", "/v1/members").status_code == 200
    with reader.app.extensions[EXTENSION].store.begin() as session:
        revoke(session, site.keys[KeyRole.READER].split("_")[1], NOW)
    answer = reader("GET", "/v1/members")
    assert answer.status_code == 401
    assert "revoked" in answer.json["detail"]
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_who_only_knows_the_id_of_a_revoked_key_is_not_told_that_it_was(
    reader: Caller, site: Site
) -> None:
    from api.services import EXTENSION
    from matcher.access import revoke
    from tests.api.service import NOW

    with reader.app.extensions[EXTENSION].store.begin() as session:
        key_id = revoke(session, reader.key, NOW)
    guess = Caller(reader.app, f"lk_{key_id}_{'A' * 43}")("GET", "/v1/members")
    assert guess.status_code == 401
    assert "revoked" not in guess.json["detail"]


def test_a_surprise_is_a_500_that_tells_nothing(
    reader: Caller, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("rahasia dapur")

    monkeypatch.setattr("matcher.store.people.page", broken)
    answer = reader("GET", "/v1/members")
    assert answer.status_code == 500
    logged = capsys.readouterr().out
    assert answer.json["request_id"] in logged
    assert "RuntimeError" in logged
    assert "rahasia" not in answer.text + logged
