from hypothesis import given
from hypothesis import strategies as st

from features.profile import Profile, class_text, phrases


def test_goals_come_first_and_empty_parts_leave_no_trace() -> None:
    profile = Profile(goals="ingin menulis", background="guru TK", vision=" ")
    assert profile.text() == "ingin menulis. guru TK"
    assert Profile().text() == ""
    assert class_text("Menulis", "", "Jika Ibu") == "Menulis. Jika Ibu"


def test_free_text_is_cut_where_a_reader_would_pause() -> None:
    text = "Pengen nulis buku, tapi takut; dan mau jualan kue karena butuh uang"
    assert phrases(text) == ["Pengen nulis buku", "takut", "mau jualan kue", "butuh uang"]


def test_a_word_that_only_begins_like_a_conjunction_is_not_cut() -> None:
    assert phrases("dandan anak pakai bahan katun") == ["dandan anak pakai bahan katun"]


def test_a_phrase_said_twice_is_quoted_once() -> None:
    assert phrases("menulis, menulis, menulis") == ["menulis"]


@given(st.text())
def test_no_phrase_is_empty_or_too_long_to_quote_and_no_word_is_invented(text: str) -> None:
    words = text.split()
    for phrase in phrases(text):
        assert 1 <= len(phrase.split()) <= 9
        assert phrase.split()[0] in text
    assert len(phrases(text)) <= max(len(text), 1)
    assert words or not phrases(text)
