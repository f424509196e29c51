import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.text import normalise, tokens


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Pengeeeen  BANGETTTT", "pengen banget"),
        ("anak2 di rumah", "anak anak di rumah"),
        ("ibu2nya", "ibu ibunya"),
        ("anak²", "anak anak"),
        ("Ｋｅｌａｓ ﬁnansial", "kelas finansial"),
        ("maaf, kelas 2 untuk bayi", "maaf, kelas 2 untuk bayi"),
        ("\n baris\tbaru ", "baris baru"),
    ],
)
def test_informal_spellings_become_one(written: str, meant: str) -> None:
    assert normalise(written) == meant


def test_words_are_cut_at_everything_that_is_no_letter_or_number() -> None:
    assert tokens("Belajar-menulis, #IbuBisa! (umur 3)") == [
        "belajar",
        "menulis",
        "ibubisa",
        "umur",
        "3",
    ]


@given(st.text())
def test_tokens_hold_neither_blanks_nor_capitals(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not any(letter.isspace() for letter in token)
        assert token == token.casefold()


@given(st.text(alphabet="abcde ", max_size=40))
def test_normalising_plain_words_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
