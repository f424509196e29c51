"""The report of a messy folder, word for word, in both languages."""

import json
from pathlib import Path

import pytest

from matcher.domain.advice import ADVICE
from matcher.i18n import catalogue
from matcher.store.session import Store
from tests.matcher.transfer.folders import load

HERE = Path(__file__).parent


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_messy_folder_is_reported_row_by_row(store: Store, language: str) -> None:
    report = load(store, HERE / "messy").to_json(language)
    golden = HERE / "golden" / f"messy.{language}.json"
    assert report == json.loads(golden.read_text(encoding="utf-8"))


def test_every_row_read_is_accounted_for(store: Store) -> None:
    for counts in load(store, HERE / "messy").files.values():
        assert min(counts.new, counts.changed, counts.unchanged, counts.refused) >= 0
        assert counts.read == counts.new + counts.changed + counts.unchanged + counts.refused


def test_a_problem_is_one_line_that_names_its_place(store: Store) -> None:
    report = load(store, HERE / "messy")
    line = next(p for p in report.problems if p.column == "province").text("en")
    assert line == (
        "members.csv:4 province: No province has exactly that name. "
        "Did you mean Jawa Barat (ID-JB)?"
    )


def test_every_advice_has_an_indonesian_sentence_with_the_same_facts() -> None:
    known = catalogue("id")
    for advice in ADVICE.values():
        for sentence in advice:
            assert sentence in known
            facts = {part.partition("}")[0] for part in sentence.split("{")[1:]}
            assert facts == {part.partition("}")[0] for part in known[sentence].split("{")[1:]}
