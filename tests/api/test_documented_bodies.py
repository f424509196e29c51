"""The bodies that docs/http-api.md shows for circles work as they stand there."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from api.services import EXTENSION
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import kept
from matcher.store.session import Store
from tests.api.service import NOW, Caller
from tests.matcher.circles.drafted import SMALL, small_plan

DOCS = Path(__file__).parents[2] / "docs" / "http-api.md"
CURL = re.compile(r"-d '(\{[^`]*\})'[ \\\n]+http://[^/]+(/v1/plans\S*)")
SHOWN = CURL.findall(DOCS.read_text(encoding="utf-8"))


def test_all_that_are_shown_are_tried() -> None:
    ends = [path.rpartition("/")[2] for _, path in SHOWN]
    assert ends == ["plans", "moves", "moves", "circles", "improve", "repair"]


@pytest.mark.parametrize(("body", "path"), SHOWN, ids=[path for _, path in SHOWN])
def test_a_shown_body_is_taken(body: str, path: str, app: Flask, editor: Caller) -> None:
    kept.let_go()
    store: Store = app.extensions[EXTENSION].store
    with store.begin() as session:
        for number in range(6):
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
        wishes = {**SMALL, "languages": None, "meeting": None}
        plan = small_plan(session, "m0000 m0001 m0003", "m0002 m0004", wishes=wishes)
    body = body.replace("'$PLAN'", plan).replace("sample-0", "m")
    answer = editor("POST", path.replace("$PLAN", plan), json=json.loads(body))
    assert answer.status_code in {200, 201}


def test_a_ranking_may_be_about_a_long_sentence_but_not_about_a_page(editor: Caller) -> None:
    for length, status in ((500, 201), (501, 422)):
        wishes = {"kind": "cohorts", "ranking": {"places": 20, "about": "a" * length}}
        asked = {"request_id": f"r{length}", "wishes": wishes}
        answer = editor("POST", "/v1/plans", json=asked)
        assert answer.status_code == status
    pointers = [one["pointer"] for one in answer.json["errors"]]
    assert pointers == ["/body/wishes/ranking/about"]
