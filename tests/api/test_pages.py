"""The landing page and the API reference, without a browser."""

import re
from datetime import date
from pathlib import Path

import pytest

from api.openapi import document
from api.pages.examples import IDS
from matcher.sample import write_sample
from tests.api.service import Caller

PAGES = ("/", "/docs")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("header", "language"), [("id", "id"), ("en", "en"), ("fr", "id")])
def test_a_page_speaks_the_browsers_language_else_indonesian(
    path: str, header: str, language: str, nobody: Caller
) -> None:
    answer = nobody("GET", path, headers={"Accept-Language": header})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.text


def test_the_language_that_was_chosen_is_remembered(nobody: Caller) -> None:
    client = nobody.app.test_client()
    first = client.get("/?lang=en", headers={"Accept-Language": "id"})
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/docs", headers={"Accept-Language": "id"}).text


def test_a_language_nobody_speaks_is_ignored(nobody: Caller) -> None:
    answer = nobody("GET", "/?lang=%22%3E%3Cscript%3E")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "script" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_no_inline_style_and_no_other_host(
    path: str, nobody: Caller
) -> None:
    text = nobody("GET", path).text
    assert "<script" not in text
    assert "style=" not in text
    assert "<style" not in text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


def test_everything_a_page_links_to_is_there(nobody: Caller) -> None:
    for path in PAGES:
        text = nobody("GET", path).text
        for target in set(re.findall(r'(?:src|href)="([^"?#][^"]*)"', text)):
            assert nobody("GET", target).status_code == 200, target
        anchors = set(re.findall(r'id="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= anchors
    style = nobody("GET", "/static/site.css").text
    for target in re.findall(r'url\("([^"]+)"\)', style):
        assert nobody("GET", f"/static/{target}").status_code == 200, target


def test_ids_on_the_reference_are_unique(nobody: Caller) -> None:
    ids = re.findall(r'id="([^"]+)"', nobody("GET", "/docs").text)
    assert sorted(ids) == sorted(set(ids))


def test_the_reference_shows_every_endpoint_and_every_field(nobody: Caller) -> None:
    text = nobody("GET", "/docs").text
    for path, methods in document()["paths"].items():
        assert path.replace("/", "/<wbr>") in text
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    for schema in document()["components"]["schemas"].values():
        for field in schema.get("properties", {}):
            assert f"<code>{field}</code>" in text


def test_every_sentence_of_the_pages_has_an_indonesian_form(
    nobody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matcher.i18n import catalogue

    shown: set[str] = set()

    def noted(text: str) -> str:
        shown.add(text)
        return text

    monkeypatch.setattr("api.pages.translator", lambda language: noted)
    for path in PAGES:
        nobody("GET", path)
    assert len(shown) > 100
    assert shown - catalogue("id").keys() == set()


def test_the_landing_page_says_since_when_the_bundle_is_in_service(nobody: Caller) -> None:
    text = nobody("GET", "/", headers={"Accept-Language": "id"}).text
    assert re.search(r"\w+, \d+ \w+ 20\d\d, \d\d\.\d\d WIB", text)
    assert "curl" in text


def test_every_problem_leads_to_its_explanation(nobody: Caller) -> None:
    problem = nobody("GET", "/v1/members").json
    page, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in nobody("GET", page).text


def test_the_first_request_names_a_member_of_the_sample(nobody: Caller, tmp_path: Path) -> None:
    write_sample(tmp_path, members=10, seed=0, as_of=date(2026, 11, 1))
    for path in PAGES:
        named = set(re.findall(r"/v1/members/([^/{\s]+)/classes", nobody("GET", path).text))
        assert named == {IDS["member_id"]}
    assert f"\n{IDS['member_id']}," in (tmp_path / "members.csv").read_text("utf-8")
    assert f"\n{IDS['class_id']}," in (tmp_path / "classes.csv").read_text("utf-8")
