"""What sets a circle apart is what its members share and others seldom say."""

from importlib.resources import files
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.text import is_heavy, words
from models.compatibility.themes import Theme, stopwords, subjects, themes

OTHERS = [
    ["ingin jualan kue", "jualan kue kering", "anak susah makan", "anak belum tidur"],
    ["anak susah makan", "mau jualan baju", "cari kerja kantor", "anak tantrum"],
] * 10
WRITERS = ["pgn nulis novel", "ingin menulis novel remaja", "menulis blog", "anak susah makan"]
WORDS = ["kue", "novel", "anak", "makan", "menulis", "ingin", "dan", "jualan", "tidak"]
told = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
groups = st.lists(st.lists(told, max_size=5), max_size=6)


def of(circle: list[str], top: int = 5) -> list[Theme]:
    return themes([circle, *OTHERS], top)[0]


def test_what_several_members_share_and_others_do_not_comes_first() -> None:
    best = of(WRITERS)[0]
    assert "menulis" in best.phrase or "novel" in best.phrase
    assert best.members >= 2


def test_informal_spelling_counts_with_the_standard_one() -> None:
    assert of(["pgn nulis novel", "ingin menulis novel"])[0] == Theme(
        "menulis novel", 2, of(["pgn nulis novel", "ingin menulis novel"])[0].deviation
    )


def test_what_everybody_says_is_no_theme() -> None:
    assert "makan" not in " ".join(theme.phrase for theme in of(WRITERS))


def test_what_only_one_member_said_is_never_told() -> None:
    assert of(["cerai", "menulis novel", "menulis novel"])[0].phrase == "menulis novel"
    assert not any("cerai" in theme.phrase for theme in of(["cerai", "menulis", "menulis"]))


def test_who_repeats_herself_does_not_speak_for_all() -> None:
    assert of(["dongeng, dongeng lagi, dongeng terus", "masak", "jahit"]) == []


def test_a_word_said_twice_in_a_row_is_read_as_one() -> None:
    assert of(["suka jalan-jalan", "mau jalan jalan"])[0].phrase == "jalan-jalan"


def test_the_longer_term_is_told_where_as_many_speak_of_it() -> None:
    assert [theme.phrase for theme in of(["jual kue kering", "bikin kue kering"])] == ["kue kering"]
    assert of(["jual kue kering", "bikin kue kering", "jual kue"])[0].phrase == "kue"


def test_a_theme_is_spelt_as_the_list_has_it_however_members_type() -> None:
    assert of(["jualan daring", "jualan olshop, jualan online"])[0].phrase == "jualan online"


@pytest.mark.parametrize(
    "said", ["menyalahkan", "terusan", "Namira", "08123456789", "suami", "cerai"]
)
def test_what_is_no_subject_is_never_a_theme(said: str) -> None:
    assert of([said, said, said]) == []


def test_subjects_are_listed_once_are_light_and_say_something() -> None:
    lines = (files("models.compatibility") / "data" / "subjects.txt").read_text("utf-8")
    listed = [entry.strip() for line in lines.splitlines() for entry in line.split(",")]
    assert len(listed) == len(set(subjects().values())) > 250
    assert [subject for subject in listed if is_heavy(subject)] == []
    assert [subject for subject in listed if set(words(subject)) <= stopwords()] == []


def test_communities_of_nobody_have_no_themes() -> None:
    assert themes([]) == []
    assert themes([[], ["menulis"]]) == [[], []]


@given(groups, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_themes_are_few_shared_and_share_no_word(circles: list[list[str]], top: int) -> None:
    found = themes(circles, top)
    assert len(found) == len(circles)
    for circle, own in zip(circles, found, strict=True):
        assert len(own) <= top
        said = [word for theme in own for word in set(theme.phrase.split()) - stopwords()]
        assert len(said) == len(set(said))
        for theme in own:
            assert 2 <= theme.members <= len(circle)
            assert theme.deviation > 0


@given(groups, st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_members_and_circles_changes_no_theme(
    circles: list[list[str]], random: Random
) -> None:
    before = themes(circles)
    order = list(range(len(circles)))
    random.shuffle(order)
    moved = [random.sample(circles[c], len(circles[c])) for c in order]
    assert themes(moved) == [before[c] for c in order]
