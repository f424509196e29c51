import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.text import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Satu. Dua! Tiga? Empat…", ["Satu.", "Dua!", "Tiga?", "Empat…"]),
        ('Katanya "sabar." Aku diam', ['Katanya "sabar."', "Aku diam"]),
        ("tanpa titik\n\nbaris kedua\r\nketiga", ["tanpa titik", "baris kedua", "ketiga"]),
        ("Uang 3.500 dan www.contoh.id", ["Uang 3.500 dan www.contoh.id"]),
        ("Lelah... sekali", ["Lelah...", "sekali"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text())
def test_cutting_loses_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text())
def test_a_sentence_is_never_empty_and_has_no_blanks_around(text: str) -> None:
    for sentence in sentences(text):
        assert sentence
        assert sentence == sentence.strip()
