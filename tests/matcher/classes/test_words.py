import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.profile import Profile
from features.text import is_heavy
from matcher.classes.words import LONGEST, quotable


def test_wishes_are_quoted_in_her_own_spelling() -> None:
    assert quotable(Profile(goals="pengen nulis lg dari rmh")) == ["pengen nulis lg dari rmh"]


@pytest.mark.parametrize(
    "trouble",
    [
        "tiap malam nangis sendiri",
        "suami suka mukul",
        "pinjol udah di tiga aplikasi",
        "habis cerai taun lalu",
        "mom guilt ga ilang-ilang",
        "kena baby blues",
        "ekonomi lagi berat",
        "I feel so alone",
    ],
)
def test_troubles_are_not_quoted(trouble: str) -> None:
    assert quotable(Profile(goals=f"{trouble}, pengen belajar masak")) == ["pengen belajar masak"]


def test_her_background_is_never_quoted() -> None:
    assert quotable(Profile(background="dulu guru TK", vision="punya toko kue")) == [
        "punya toko kue"
    ]


def test_a_phrase_that_says_nothing_is_not_quoted() -> None:
    assert quotable(Profile(goals="1, ya. 😊")) == []


@given(st.text(), st.text())
def test_quotes_are_short_once_each_and_never_heavy(goals: str, vision: str) -> None:
    quotes = quotable(Profile(goals=goals, vision=vision))
    assert len(set(quotes)) == len(quotes)
    assert all(len(quote) <= LONGEST and not is_heavy(quote) for quote in quotes)


def test_a_long_phrase_is_cut_between_words() -> None:
    (quote,) = quotable(Profile(goals=" ".join(["keterampilan"] * 9)))
    assert quote == " ".join(["keterampilan"] * 4) + "…"
