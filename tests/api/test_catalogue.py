"""The catalogue over HTTP refuses what an import would refuse, and says so."""

from tests.api.service import Caller


def test_a_class_cannot_come_after_one_that_is_not_there(editor: Caller) -> None:
    body = {"class_id": "after", "title": "Sesudahnya", "prerequisites": ["nowhere"]}
    answer = editor("PUT", "/v1/classes/after", json=body)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [error["pointer"] for error in answer.json["errors"]] == ["/body/prerequisites/0"]
    assert editor("GET", "/v1/classes/after").status_code == 404


def test_if_none_match_keeps_what_is_there(editor: Caller) -> None:
    body = {"class_id": "once", "title": "Sekali"}
    only_new = {"If-None-Match": "*"}
    assert editor("PUT", "/v1/classes/once", json=body, headers=only_new).status_code == 201
    other = body | {"title": "Lain"}
    assert editor("PUT", "/v1/classes/once", json=other, headers=only_new).status_code == 412
    kept = editor("GET", "/v1/classes/once").json
    assert kept is not None
    assert kept["title"] == "Sekali"


def test_a_long_text_is_told_its_limit(editor: Caller) -> None:
    body = {"class_id": "long", "title": "Panjang", "description": "a" * 9_000}
    answer = editor("PUT", "/v1/classes/long", json=body)
    assert answer.json is not None
    assert "8000" in answer.json["errors"][0]["detail"]
