"""The guard: what measures is kept out of training, also when it is written a little otherwise."""

import time
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.text import words
from models.encoder import corpora
from models.encoder.held_out import HeldOut

LONG = (
    "Sejak pindah ke kota baru aku belum punya teman untuk bercerita soal anak, padahal setiap "
    "malam rasanya ingin sekali didengar sebentar saja oleh orang yang mengerti"
)
MIDDLE = "Anak bungsu kami suka sekali menggambar kapal"
BRIEF = "Bunda sedang apa?"


@pytest.fixture(scope="module")
def held_out() -> HeldOut:
    return HeldOut([LONG, MIDDLE, BRIEF])


def touched(held_out: HeldOut, text: str) -> bool:
    return bool(held_out.touches([text])[0])


@pytest.mark.parametrize("text", [LONG, MIDDLE, BRIEF])
def test_a_held_out_text_is_touched_whatever_its_case_and_punctuation(
    held_out: HeldOut, text: str
) -> None:
    assert touched(held_out, text)
    assert touched(held_out, f"  “{text.upper().replace(' ', ' - ')}” !!!")


@pytest.mark.parametrize(
    ("held", "text"),
    [
        ("Bunda sedang apa?", "bund sdg apaaa"),
        ("anakku gtm trs", "Anak saya menolak makan terus."),
        (
            "Ingin berhenti bekerja tetapi takut tidak bisa bantu keuangan keluarga",
            "pgn resign tp takut ga bs bantu keuangan keluarga",
        ),
    ],
)
def test_slang_is_no_disguise(held: str, text: str) -> None:
    assert touched(HeldOut([held]), text)
    assert touched(HeldOut([text]), held)


FIVE = "Kapal besar berlayar menuju pulau"
SIX = "Kapal besar berlayar pelan menuju pulau"


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (FIVE, SIX),
        (FIVE, "Kapal besar berlayar pulau"),
        (FIVE, "Kapal besar mendekat menuju pulau"),
        (SIX, "Kapal besar berlayar cepat menuju pulau"),
    ],
)
def test_one_word_is_no_disguise_either_in_a_short_text(held: str, text: str) -> None:
    assert touched(HeldOut([held]), text)
    assert touched(HeldOut([text]), held)


def test_twelve_words_in_another_order_are_touched() -> None:
    said = LONG.split()[:12]
    assert len(set(words(LONG)[:12])) == 12
    assert touched(HeldOut([" ".join(said)]), " ".join(said[::-1]))


@pytest.mark.parametrize("text", [LONG, MIDDLE])
@pytest.mark.parametrize("word", range(7))
def test_it_is_touched_with_any_one_word_changed_added_or_left_out(
    held_out: HeldOut, text: str, word: int
) -> None:
    words = text.split()
    assert touched(held_out, " ".join([*words[:word], "sepeda", *words[word + 1 :]]))
    assert touched(held_out, " ".join([*words[:word], "sepeda", *words[word:]]))
    if len(words) > 7:
        assert touched(held_out, " ".join([*words[:word], *words[word + 1 :]]))


def test_half_of_a_long_text_is_touched_and_so_is_what_contains_it(held_out: HeldOut) -> None:
    half = " ".join(LONG.split()[6:18])
    assert touched(held_out, half)
    assert touched(held_out, f"Begini ceritanya ya bun, panjang sekali. {LONG} Begitulah akhirnya.")


@pytest.mark.parametrize(
    "text",
    [
        "Resep kue bolu kukus untuk dijual di pasar pagi",
        "Anak sulung kami tidak suka menggambar rumah",
        "Anak bungsu kami suka",
        "Bunda sedang di mana?",
        "Bunda sedang membaca apa?",
        "Sedang apa?",
        "",
        "?!",
    ],
)
def test_what_tells_of_something_else_is_left_alone(held_out: HeldOut, text: str) -> None:
    assert not touched(held_out, text)


def test_each_text_gets_an_answer_of_its_own(held_out: HeldOut) -> None:
    found = held_out.touches(["Pagi, bun", BRIEF, "", MIDDLE, LONG, "Beli beras dua kilo"])
    assert found.tolist() == [False, True, False, True, True, False]
    assert held_out.touches([]).shape == (0,)


def test_nothing_is_touched_by_nothing() -> None:
    assert not HeldOut([]).touches([LONG, BRIEF, ""]).any()


WORDS = ["hujan", "kapal", "kue", "meja", "pasar", "pintu", "rumah", "tomat"]
texts = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)


@given(st.lists(texts, max_size=8), st.lists(texts, max_size=8))
def test_answers_are_those_of_the_definition(known: list[str], asked: list[str]) -> None:
    found = HeldOut(known).touches(asked)
    assert found.tolist() == [any(alike(text, other) for other in known) for text in asked]


def alike(text: str, other: str) -> bool:
    """The three rules, one pair at a time."""
    left, right = text.split(), other.split()
    one, two = set(left), set(right)
    if left and right and max(len(left), len(right)) <= 12:
        if one == two:
            return True
        if len(one & two) >= 4 and len(one - two) <= 1 and len(two - one) <= 1:
            return True
    if min(len(left), len(right)) < 6:
        return False
    runs = [{tuple(words[i : i + 4]) for i in range(len(words) - 3)} for words in (left, right)]
    return len(runs[0] & runs[1]) >= 0.5 * min(len(runs[0]), len(runs[1]))


def test_three_hundred_thousand_sentences_take_less_than_a_minute() -> None:
    random = Random(0)
    words = [f"kata{'abcdefghij'[i % 10]}{i}" for i in range(20_000)]
    known = [" ".join(random.choices(words, k=15)) for _ in range(40_000)]
    asked = [" ".join(random.choices(words, k=15)) for _ in range(10_000)]
    guard = HeldOut(known)
    start = time.process_time()
    found = guard.touches([*asked, *known[:100]])
    assert (time.process_time() - start) * 30 < 60
    assert np.flatnonzero(found).tolist() == list(range(10_000, 10_100))


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    header = "id\tsplit\ttheme\tinformal\tformal\thard\n"
    dev = "p1\tdev\ttidur\tanakku blm mau bobo sendiri\tAnak saya\tanakku bobo di bus\n"
    test = "p2\ttest\tmakan\tgtm lg nih bun seharian penuh\tAnak menolak makan\tgtm ga jadi\n"
    path = tmp_path / "pairs.tsv"
    path.write_text(header + dev + test, encoding="utf-8")
    return path


@pytest.mark.shared_data
def test_every_text_that_measures_is_held_out(shared_data: Path, pairs_file: Path) -> None:
    guard = HeldOut.read(shared_data, pairs_file)
    posts = corpora.stories(shared_data)
    measured = [
        "gtm lg nih bun seharian penuh",
        "anakku bobo di bus",
        *corpora.stsb(shared_data, "dev").left,
        *corpora.stsb(shared_data, "test").right,
        *corpora.semrel(shared_data, "test").left,
        *corpora.quora(shared_data, "test").right,
        *corpora.sib200(shared_data, "eng", "train").texts,
        *corpora.emot(shared_data, "test").texts,
        *corpora.smsa(shared_data, "dev").texts,
        *corpora.facqa(shared_data, "test").right,
        *corpora.stif(shared_data, "test").left,
        *corpora.tatoeba(shared_data).left,
        *posts.texts[:500],
    ]
    spoken = [text for text in measured if any(letter.isalnum() for letter in text)]
    assert guard.touches(spoken).all()
    assert guard.touches(corpora.sentences(shared_data)[:20_000]).mean() < 0.01
