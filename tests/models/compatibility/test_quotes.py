"""What is quoted of a member is whole, says something, and is fit for others to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.text import is_heavy
from models.compatibility.quotes import offered, wanted
from models.compatibility.themes import subjects_of


def test_politeness_around_an_offer_is_left_out() -> None:
    said = "Kalau ada yang butuh bisa ajarin bikin kue kering, terima kasih, boleh tanya ya"
    assert offered(said) == ["ajarin bikin kue kering"]


def test_a_phrase_that_turns_the_meaning_stays_whole() -> None:
    assert offered("tips biar gak kena php pembeli") == ["gak kena php pembeli"]


@pytest.mark.parametrize(
    "said",
    [
        "terima kasih",
        "malem aja 😊",
        "Maaf kalau curhat ya",
        "doa dan semangat",
        "masih perlu dibantu dulu soal jualan online",
        "belum bisa bikin kue kering",
        "curhat soal mertua saat jualan kue",
        "wa aja 0812 3456 7890 jualan kue kering",
        "jualan kue kering di Klaten",
        "kue",
        "",
    ],
)
def test_what_is_no_help_or_not_for_others_is_not_quoted(said: str) -> None:
    assert offered(said) == []


def test_what_she_lacks_is_not_told_as_a_goal() -> None:
    said = "belum punya dana darurat, pengen nyiapin dana darurat"
    assert wanted(said) == ["nyiapin dana darurat"]


@given(
    st.lists(st.sampled_from(["jualan", "kue", "mpasi", "resep", "bisa", "12345", "Ani", "nangis"]))
)
def test_quotes_speak_of_a_subject_and_are_never_heavy(said: list[str]) -> None:
    for quote in wanted(" ".join(said)):
        assert subjects_of(quote)
        assert not is_heavy(quote)
        assert len(quote.split()) >= 2
        assert not any(letter.isdigit() for letter in quote)
