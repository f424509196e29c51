"""The labelled texts keep what docs/safety-labels.md promises of them."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from tests.models.sensitivity.labelled import (
    CATEGORIES,
    FILES,
    MEASURED,
    ROOT,
    SHIPPED,
    Category,
    Labelled,
    Phenomenon,
    counts,
    part,
)
from tests.models.sensitivity.nearness import near_pairs

GUIDE = (ROOT / "docs" / "safety-labels.md").read_text(encoding="utf-8")
CRIES: tuple[Category, ...] = ("self_harm", "violence", "child_harm")
PHENOMENA: tuple[str, ...] = get_args(Phenomenon)
EVERY = tuple(row for name in FILES for row in part(name))

MEANS = re.compile(
    r"\b(silet|cutter|gantung|digantung|racun|meracun\w*|overdosis|pil|jembatan|loncat|lompat|"
    r"tali|rel|sayat\w*|menyayat|gores\w*|menggores|nyilet|balkon|knife|pills?|overdose|rope|"
    r"bridge|hang(?:ing)?|jump|razor|gun|poison)\b",
    re.IGNORECASE,
)
"""Words that name a means or a place of self-harm."""


def _raised(name: str, category: Category) -> int:
    return sum(row.grade(category) >= 2 for row in part(name))


def _explain(pairs: set[tuple[int, int]], rows: tuple[Labelled, ...]) -> str:
    return "\n".join(
        f"{rows[a].id}: {rows[a].text}\n{rows[b].id}: {rows[b].text}" for a, b in pairs
    )


@pytest.mark.parametrize(("name", "least"), [("train", 900), ("dev", 400), ("test", 700)])
def test_a_part_has_enough_texts(name: str, least: int) -> None:
    assert len(part(name)) >= least


@pytest.mark.parametrize("category", CRIES)
@pytest.mark.parametrize(("name", "least"), [("train", 120), ("dev", 50), ("test", 100)])
def test_each_of_the_three_that_must_not_be_missed_is_there_often_enough(
    name: str, least: int, category: Category
) -> None:
    assert _raised(name, category) >= least


@pytest.mark.parametrize("category", ["postpartum", "private_data", "shaming"])
@pytest.mark.parametrize(("name", "least"), [("train", 35), ("dev", 15), ("test", 25)])
def test_the_other_categories_are_there_too(name: str, least: int, category: Category) -> None:
    assert _raised(name, category) >= least


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("name", FILES)
def test_every_grade_of_every_category_occurs_in_every_part(name: str, category: Category) -> None:
    assert {row.grade(category) for row in part(name)} == {0, 1, 2, 3}


@pytest.mark.parametrize("name", FILES)
def test_two_in_five_texts_carry_no_label_and_half_ask_nothing_of_anybody(name: str) -> None:
    rows = part(name)
    quiet = sum(max(row.labels.values(), default=0) < 2 for row in rows)
    assert sum(not row.labels for row in rows) >= 0.4 * len(rows)
    assert 0.45 * len(rows) <= quiet <= 0.6 * len(rows)


@pytest.mark.parametrize("name", FILES)
def test_all_three_languages_are_there(name: str) -> None:
    share = Counter(row.language for row in part(name))
    assert share["id"] >= 0.6 * len(part(name))
    assert share["en"] >= 0.1 * len(part(name))
    assert share["mixed"] >= 0.04 * len(part(name))


@pytest.mark.parametrize("phenomenon", PHENOMENA)
@pytest.mark.parametrize("name", FILES)
def test_every_phenomenon_occurs_in_every_part(name: str, phenomenon: str) -> None:
    assert any(row.phenomenon == phenomenon for row in part(name))


@pytest.mark.parametrize(
    "phenomenon", ["negation", "joke", "slang", "regional", "typo", "masked", "hypothetical"]
)
def test_what_misleads_occurs_with_a_cry_and_without(phenomenon: str) -> None:
    for name in FILES:
        rows = [row for row in part(name) if row.phenomenon == phenomenon]
        cries = sum(any(row.grade(category) >= 2 for category in CRIES) for row in rows)
        assert cries > 0
        assert any(not row.labels for row in rows)


@pytest.mark.parametrize("category", CRIES)
@pytest.mark.parametrize("name", FILES)
def test_some_cries_are_told_without_any_listed_word(name: str, category: Category) -> None:
    hidden = [r for r in part(name) if r.phenomenon == "implicit" and r.grade(category) >= 2]
    assert len(hidden) >= 7


def test_the_guide_explains_every_category_and_phenomenon() -> None:
    assert [c for c in CATEGORIES if not re.search(rf"^### `{c}`", GUIDE, re.MULTILINE)] == []
    assert [p for p in PHENOMENA if f"| `{p}` |" not in GUIDE] == []


def test_identifiers_are_unique_and_say_their_part() -> None:
    assert len({row.id for row in EVERY}) == len(EVERY)
    for name in FILES:
        assert all(re.fullmatch(rf"{name}-\d{{4}}", row.id) for row in part(name))


def test_a_text_is_of_a_length_one_writes_on_a_forum() -> None:
    assert [row.id for row in EVERY if not 7 <= len(row.text.split()) <= 120] == []
    assert [row.id for row in EVERY if row.text != " ".join(row.text.split())] == []


def test_an_everyday_story_is_about_nobodys_trouble_and_has_no_label() -> None:
    everyday = [row for row in EVERY if row.about == "none"]
    assert [row.id for row in everyday if row.labels] == []
    assert [row.id for row in EVERY if row.phenomenon == "ordinary" and row.labels] == []


def test_a_matter_of_knowledge_is_never_a_concern_in_what_must_not_be_missed() -> None:
    far = [row for row in EVERY if row.about == "general"]
    assert [r.id for r in far if any(r.grade(category) > 1 for category in CRIES)] == []


def test_no_text_on_self_harm_names_a_means() -> None:
    assert [row.id for row in EVERY if row.grade("self_harm") and MEANS.search(row.text)] == []


def test_a_mail_address_is_in_the_domain_kept_for_examples() -> None:
    assert [r.id for r in EVERY if re.search(r"@[\w.-]+\.(?!example\b)\w+", r.text)] == []


def test_a_mobile_number_has_a_prefix_no_operator_was_given() -> None:
    found = [
        m for row in EVERY for m in re.findall(r"(?:\b0|\+62 ?)(8\d\d)(?=[ -]?\d{4})", row.text)
    ]
    assert len(found) >= 20
    assert set(found) <= {"804", "820", "834", "839", "854", "864", "874", "894"}


def test_no_text_of_any_part_is_near_another() -> None:
    near = near_pairs([row.text for row in EVERY])
    assert not near, _explain(near, EVERY)


def test_the_guide_shows_nothing_of_what_is_measured_on() -> None:
    shown = re.findall(r'"([^"\n]{12,})"', GUIDE)
    examples = [text for text in shown if " " in text]
    assert len(examples) >= 15
    rows = [row.text for row in part("test")]
    near = near_pairs([*examples, *rows])
    assert [(a, b) for a, b in near if a < len(examples) <= b] == []


def test_a_text_with_a_word_changed_or_written_in_slang_is_found_near() -> None:
    texts = [
        "Suami saya tidak pernah mau mengantar anak ke sekolah kalau hujan deras begini",
        "suami saya gak pernah mau nganter anak ke sekolah klo hujan deras begini",
        "Istri saya tidak pernah mau mengantar anak ke sekolah kalau hujan deras begini",
        "Kue cucur buatan bude selalu habis sebelum tamunya datang ke teras",
    ]
    assert near_pairs(texts) == {(0, 1), (0, 2), (1, 2)}


@pytest.mark.parametrize(
    "broken",
    [
        '"labels": {"violence": 0}',
        '"labels": {"violence": 4}',
        '"labels": {"crying": 2}',
        '"labels": {}, "note": "?"',
        '"labels": {}, "about": "nobody"',
    ],
)
def test_a_line_outside_the_guide_is_refused(broken: str) -> None:
    whole = '"id": "x", "language": "id", "text": "x", "phenomenon": "plain", "about": "self"'
    Labelled.model_validate_json("{" + whole + ', "labels": {"violence": 2}}')
    with pytest.raises(ValidationError):
        Labelled.model_validate_json("{" + whole + ", " + broken + "}")


@pytest.mark.parametrize(
    ("readme", "names"),
    [(SHIPPED / "README.md", ("train", "dev")), (MEASURED / "README.md", ("test",))],
)
def test_the_counts_beside_the_texts_are_their_own(readme: Path, names: tuple[str, ...]) -> None:
    told = readme.read_text(encoding="utf-8")
    assert [name for name in names if counts(name) not in told] == []


def test_the_measured_texts_are_no_part_of_what_is_shipped() -> None:
    packages = {"api", "matcher", "models", "features"}
    inside = {FILES[name].relative_to(ROOT).parts[0] in packages for name in ("train", "dev")}
    assert inside == {True}
    assert FILES["test"].relative_to(ROOT).parts[0] not in packages
