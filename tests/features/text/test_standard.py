"""Informal words written out: what mothers write, what must stay, and what always holds.

The messages of `golden.tsv` were written for the project with a language model.
"""

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.text import standard, words
from features.text.lexicon import Lexicon, glossary, lexicon
from features.text.standard import Standardiser

GOLDEN = Path(__file__).parent / "golden.tsv"
MESSAGES = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
WRITTEN = st.sampled_from([*lexicon().meanings, *(part for row in MESSAGES for part in row)])
LETTERS = st.text(alphabet="aiueonghkmyrst23 -'", max_size=30)


@pytest.mark.parametrize(("written", "meant"), MESSAGES, ids=[row[0][:40] for row in MESSAGES])
def test_a_message_reads_in_standard_indonesian(written: str, meant: str) -> None:
    assert standard(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "i feel so tired after work but my baby always makes me smile",
        "she will begin again within a certain time and keep the book on the bed",
        "my husband let me sleep later because he saw how red my eyes were",
        "good food and cool weather need less money than all those bills",
        "the asap deadline is still on my calendar for the next meeting",
        "looking for a room with a big garden near the train station",
        "he makes art and sells it in the mall every summer",
        "breakfast soon then school call the doctor if the fever comes back",
    ],
)
def test_english_passes_unharmed(text: str) -> None:
    assert standard(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ibu yang tinggal jauh dari keluarga besar sering merasa sendiri",
        "kepala sekolah menunggu tanggapan orang tua tentang kegiatan sore",
        "semakin tinggi langkah semakin besar masalah setelah menikah",
        "kami bermain di taman dekat masjid lalu keluar membeli buah",
        "pengantin perempuan itu perawat di rumah sakit",
    ],
)
def test_standard_indonesian_stays_as_it_is(text: str) -> None:
    assert standard(text) == text


def test_english_and_indonesian_in_one_sentence_are_told_apart() -> None:
    assert standard("my husband is supportive tp mertua toxic bgt") == (
        "my husband is supportive tetapi mertua menyakiti hati sekali"
    )


def test_a_word_that_is_also_english_counts_only_in_a_phrase() -> None:
    assert standard("modern art") == "modern art"
    assert standard("gaada art di rumah") == "tanpa asisten rumah tangga di rumah"


def test_a_phrase_is_found_however_its_words_are_spelt() -> None:
    assert standard("Baby   BLUES") == standard("babyyy blues") == "sedih setelah melahirkan"
    assert standard("me-time") == standard("Me Time!") == "waktu untuk diri sendiri"


def test_the_longest_phrase_counts() -> None:
    assert standard("full time") == "penuh waktu"
    assert standard("full time mom") == "ibu rumah tangga"


def test_a_phrase_that_completes_another_is_followed_to_the_end() -> None:
    known = Lexicon({"a b": ("c",), "c d": ("e", "f")}, frozenset())
    assert Standardiser(known, {}).words("a b d") == ["e", "f"]


def test_lists_that_lead_in_a_circle_end_all_the_same() -> None:
    known = Lexicon({"a": ("b",), "b": ("a",), "x y": ("x", "y")}, frozenset())
    assert Standardiser(known, {}).words("a x y")[1:] == ["x", "y"]


def test_nothing_is_remembered_of_what_nobody_would_write_twice() -> None:
    shipped, long = Standardiser(lexicon()), "kah" * 5000
    assert shipped.words(f"trs {long}") == ["terus", long]
    assert shipped._remembered.keys() == {"trs"}


def test_however_many_words_are_read_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("features.text.standard"), "_MAX_REMEMBERED", 7)
    shipped = Standardiser(lexicon())
    for number in range(50):
        assert shipped.words(f"trs kata{number}") == ["terus", *words(f"kata{number}")]
        assert 0 < len(shipped._remembered) <= 7


@given(st.text())
def test_any_text_becomes_folded_words(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.casefold()
        assert not any(letter.isspace() for letter in word)


@given(st.one_of(st.text(), LETTERS, st.lists(WRITTEN, max_size=6).map(" ".join)))
def test_writing_out_twice_changes_nothing_more(text: str) -> None:
    once = standard(text)
    assert standard(once) == once


@given(st.lists(WRITTEN, max_size=6).map(" ".join))
def test_case_and_full_width_letters_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert words(text.upper()) == words(wide) == words(text)


def test_what_a_list_says_is_final() -> None:
    of = Standardiser(lexicon()).standard_words
    said = {term: " ".join(of(term)) for term in lexicon().meanings}
    assert all(said.values())
    assert {term: meant for term, meant in said.items() if standard(meant) != meant} == {}


def test_the_glossary_holds_every_theme_and_no_term_twice() -> None:
    terms = [entry.term for entry in glossary()]
    assert len(terms) == len(set(terms)) >= 400
    assert {entry.theme for entry in glossary()} == {
        *("feeding", "growth", "birth", "mind", "family", "identity"),
        *("work", "business", "money", "children", "learning"),
    }
    assert all(entry.english and entry.standard for entry in glossary())


def test_the_glossary_knows_the_words_of_the_forum() -> None:
    asked = """gtm mpasi asi asip dbf sufor bb tb tumbang dsa obgyn sc vbac hpl nifas ppd irt sahm
        wm wfh wfo ldm ldr kdrt va hrd phk loker umkm reseller dropship po cod nib pirt omset hpp
        kpr pinjol paylater dp bpjs bansos thr umr boncos paud tk sd abk adhd tantrum sapih wag"""
    known = {entry.term for entry in glossary()}
    assert not set(asked.split()) - known
    assert {"baby blues", "mom guilt", "me time", "self love", "speech delay"} <= known
