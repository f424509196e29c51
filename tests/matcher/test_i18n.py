"""Every sentence people read is Indonesian where Indonesian is asked for, and sounds like us."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from features.regions import Zone
from matcher.errors import DataError
from matcher.i18n import LANGUAGES, catalogue, clock, day, message, number, say, translator
from tests.matcher.sentences import ROOT, Sentence, placeholders, sentences, texts

FORBIDDEN = re.compile(r"\b(anda|kamu|user|pengguna|gagal|salah)\b", re.IGNORECASE)
"""Cold words, and words that put the fault on the reader."""
EVENING = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def found() -> list[Sentence]:
    return sentences()


def test_sentences_are_found_in_every_room(found: list[Sentence]) -> None:
    rooms = {sentence.place.split("/")[0].split(":")[0] for sentence in found}
    assert rooms == {"api", "matcher", "models", "features", "train.py"}


def test_every_sentence_has_an_indonesian_translation(found: list[Sentence]) -> None:
    known = catalogue("id")
    assert [one for one in found if one.text not in known] == []


def test_no_translation_is_left_over_from_a_sentence_that_went() -> None:
    used = texts()
    assert [
        sentence for sentence in catalogue("id") if " ".join(sentence.split()) not in used
    ] == []


def test_translations_fill_the_same_placeholders() -> None:
    differ = [k for k, v in catalogue("id").items() if placeholders(k) != placeholders(v)]
    assert differ == []


def test_no_translation_is_cold_or_blames_the_reader() -> None:
    assert [text for text in catalogue("id").values() if FORBIDDEN.search(text)] == []


def test_a_circle_has_one_name_in_indonesian() -> None:
    assert [text for text in catalogue("id").values() if "lingkaran" in text.lower()] == []


def test_a_sentence_is_translated_alike_wherever_it_stands() -> None:
    folder = ROOT / "matcher" / "locale" / "id" / "LC_MESSAGES"
    pairs = set()
    for file in folder.glob("*.po"):
        with file.open("rb") as lines:
            entries = [entry for entry in read_po(lines, locale="id") if entry.id]
        assert not any(entry.fuzzy for entry in entries)
        pairs |= {(entry.id, entry.string) for entry in entries}
    assert [one for one, times in Counter(key for key, _ in pairs).items() if times > 1] == []


@given(st.text())
def test_what_has_no_translation_stays_as_it_is(text: str) -> None:
    assert translator("en")(text) == text
    assert translator("id")(f"{text} ~") == f"{text} ~"


def test_an_error_speaks_the_language_asked_for() -> None:
    error = DataError("There is no member {member_id}.", member_id="m1")
    assert message(error, "en") == str(error) == "There is no member m1."
    assert message(error, "id") == "Tidak ada anggota m1."


def test_what_a_fact_holds_is_never_read_as_a_placeholder() -> None:
    assert say("It is {what}.", "en", what="{sentence} {0}") == "It is {sentence} {0}."


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (15_000, "15.000", "15,000"),
        (79.4, "79,4", "79.4"),
        (EVENING, "Rabu, 2 Desember 2026, 19.00 WIB", "Wednesday, 2 December 2026, 19:00 WIB"),
        (("a", "b", "c"), "a, b, dan c", "a, b, and c"),
        ("15000", "15000", "15000"),
        (True, "True", "True"),
    ],
)
def test_facts_are_written_as_people_there_write_them(
    value: object, indonesian: str, english: str
) -> None:
    assert say("{value}", "id", value=value) == indonesian
    assert say("{value}", "en", value=value) == english


def test_numbers_keep_the_form_that_the_sentence_asks_for() -> None:
    assert say("{share:.2f}", "id", share=0.5) == "0.50"


def test_a_late_meeting_in_the_west_is_the_next_day_in_the_east() -> None:
    late = datetime(2026, 12, 2, 15, 30, tzinfo=UTC)
    assert (day(late, "id"), clock(late, "id")) == ("Rabu, 2 Desember 2026", "22.30 WIB")
    assert clock(late, "en", Zone.WITA) == "23:30 WITA"
    assert (day(late, "id", Zone.WIT), clock(late, "id", Zone.WIT)) == (
        "Kamis, 3 Desember 2026",
        "00.30 WIT",
    )


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_keep_their_digits(value: int) -> None:
    for language in LANGUAGES:
        assert int(re.sub(r"[.,]", "", number(value, language))) == value
