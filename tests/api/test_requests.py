"""What is true of every request: id, log line, headers, ETag, limits, web origins."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from api import create_app, requests
from api.services import EXTENSION
from matcher.access import KeyRole
from tests.api.service import Caller, Site


@contextmanager
def service(site: Site, **settings: Any) -> Iterator[Flask]:
    made = create_app(site.settings(**settings))
    yield made
    made.extensions[EXTENSION].store.close()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sane_request_id_is_kept_and_returned(reader: Caller) -> None:
    answer = reader("GET", "/v1/members", headers={"X-Request-ID": "forum-2026.11_24"})
    assert answer.headers["X-Request-ID"] == "forum-2026.11_24"


@pytest.mark.parametrize("given_id", ["short", "a" * 65, "has space in it", "<script>alert", ""])
def test_any_other_request_id_is_replaced(given_id: str, reader: Caller) -> None:
    answer = reader("GET", "/v1/members", headers={"X-Request-ID": given_id})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_two_requests_have_two_ids(reader: Caller) -> None:
    ids = {reader("GET", "/health/live").headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2


def test_a_request_is_one_line_with_the_template_of_its_address(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    with service(site, log_level="info") as app:
        answer = Caller(app, site.keys[KeyRole.READER])("GET", "/v1/members/m0001/classes?k=2")
    found = [line for line in lines(capsys) if line["event"] == "request"]
    assert len(found) == 1
    line = found[0]
    assert line.pop("ms") > 0
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/v1/members/<member_id>/classes",
        "status": 200,
        "request_id": answer.headers["X-Request-ID"],
        "key_id": site.keys[KeyRole.READER].split("_")[1],
    }


def test_the_log_holds_nothing_that_a_member_wrote_and_no_secret(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "rahasiadapur"
    with service(site, log_level="debug") as app:
        editor = Caller(app, site.keys[KeyRole.EDITOR])
        row = {"member_id": secret, "goals": secret, "display_name": secret}
        for method, path, body in (
            ("POST", "/v1/members", row),
            ("POST", "/v1/members", row | {"province": secret}),
            ("PATCH", f"/v1/members/{secret}", {"vision": secret}),
            ("POST", "/v1/classes/recommend", {"goals": secret, "background": secret}),
            ("POST", "/v1/classes/recommend", {secret: secret}),
            ("GET", f"/v1/members/{secret}?{secret}={secret}", None),
            ("GET", f"/{secret}", None),
        ):
            editor(method, path, json=body)
    shown = "".join(capfd.readouterr())
    assert shown.count('"event": "request"') == 7
    assert secret not in shown
    assert "m0001" not in shown
    assert editor.key.split("_", 2)[2] not in shown


def test_what_has_not_changed_is_304_without_a_body(reader: Caller, editor: Caller) -> None:
    first = reader("GET", "/v1/classes/menulis-0")
    kept = {"If-None-Match": first.headers["ETag"]}
    again = reader("GET", "/v1/classes/menulis-0", headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    editor("PATCH", "/v1/classes/menulis-0", json={"capacity": 9})
    changed = reader("GET", "/v1/classes/menulis-0", headers=kept)
    assert (changed.status_code, changed.json["capacity"]) == (200, 9)


def test_answers_may_not_be_kept_by_a_cache_between(reader: Caller) -> None:
    control = reader("GET", "/v1/members").headers["Cache-Control"]
    assert {"private", "no-cache"} <= set(control.split(", "))


@pytest.mark.parametrize("path", ["/", "/docs", "/v1/members", "/nowhere", "/static/site.css"])
def test_every_answer_carries_the_security_headers(path: str, reader: Caller) -> None:
    headers = reader("GET", path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    for name, value in requests.HEADERS.items():
        assert headers[name] == value


def test_beyond_the_limit_a_key_waits_and_others_do_not(site: Site) -> None:
    with service(site, rate_limit="3/minute") as app:
        reader, editor = (Caller(app, site.keys[r]) for r in (KeyRole.READER, KeyRole.EDITOR))
        statuses = [reader("GET", "/v1/classes").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = reader("GET", "/v1/members")
        assert refused.status_code == 429
        assert refused.json["title"] == "Too many requests"
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert editor("GET", "/v1/classes").status_code == 200


def test_made_up_keys_share_the_limit_of_their_address(site: Site) -> None:
    with service(site, rate_limit="3/minute") as app:
        guesses = [Caller(app, f"lk_{n:012x}_{'A' * 43}")("GET", "/v1/classes") for n in range(5)]
    assert [guess.status_code for guess in guesses] == [401, 401, 401, 429, 429]


def test_health_and_pages_have_no_limit(site: Site) -> None:
    with service(site, rate_limit="1/hour") as app:
        paths = ("/health/live", "/health/ready", "/metrics", "/", "/docs") * 3
        assert {Caller(app, "")("GET", path).status_code for path in paths} == {200}


ORIGIN = {"Origin": "https://forum.example"}
PREFLIGHT = ORIGIN | {"Access-Control-Request-Method": "GET"}


def test_by_default_no_web_page_elsewhere_may_call(reader: Caller) -> None:
    assert "Access-Control-Allow-Origin" not in reader("GET", "/v1/classes", headers=ORIGIN).headers


def test_a_listed_origin_may_call_and_another_may_not(site: Site) -> None:
    with service(site, cors_origins=("https://forum.example",)) as app:
        reader = Caller(app, site.keys[KeyRole.READER])
        allowed = reader("GET", "/v1/classes", headers=ORIGIN).headers
        assert allowed["Access-Control-Allow-Origin"] == "https://forum.example"
        preflight = Caller(app, "")("OPTIONS", "/v1/classes", headers=PREFLIGHT)
        assert preflight.status_code == 200
        assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
        other = reader("GET", "/v1/classes", headers={"Origin": "https://elsewhere.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


@given(st.text(max_size=80))
def test_a_request_id_that_is_kept_can_do_no_harm_in_a_header_or_log(text: str) -> None:
    if requests._SANE.fullmatch(text):
        assert text.isascii()
        assert not set(text) & set(' \r\n"<>\\')
