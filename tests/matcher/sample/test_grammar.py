"""Authored lines: alternatives, slots, and what is true of a life."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.sample.banks import frames, themes
from matcher.sample.dice import Dice
from matcher.sample.grammar import bank, parse, say, sentences, write


def dice(seed: int = 0) -> Dice:
    return Dice(np.random.default_rng(seed))


@given(st.integers(0, 10_000))
def test_every_alternative_of_a_line_can_be_written_and_nothing_else(seed: int) -> None:
    line = parse("[mau|pengen] [banget |]nulis")
    assert write(line, {}, dice(seed)) in {
        "mau nulis",
        "mau banget nulis",
        "pengen nulis",
        "pengen banget nulis",
    }


def test_a_slot_is_filled_from_her_life() -> None:
    assert write(parse("jualan {apa}"), {"apa": bank(["donat"])}, dice()) == "jualan donat"


@given(st.integers(0, 10_000))
def test_a_line_about_something_she_does_not_have_is_never_hers(seed: int) -> None:
    lines = bank(["sama {suami}", "{?kerja}pulang kerja", "{!bayi}tidur nyenyak", "di rumah"])
    life = {"bayi": bank(["si bayi"])}
    assert say(lines, life, dice(seed)) == "di rumah"


def test_a_condition_writes_nothing() -> None:
    life = {"kerja": bank(["guru"])}
    assert write(parse("{?kerja}{!bayi}pulang kerja"), life, dice()) == "pulang kerja"


def test_a_bracket_left_open_is_refused() -> None:
    with pytest.raises(ValueError, match="brackets do not match"):
        parse("[mau|pengen nulis")


def test_sentences_begin_with_a_capital_and_end() -> None:
    assert sentences(["mau nulis. pelan aja", "boleh?"]) == "Mau nulis. Pelan aja. Boleh?"


def test_every_theme_has_lines_for_all_that_is_written_about_it() -> None:
    for theme in themes():
        told = (theme.titles, theme.moments, theme.feelings, theme.turns, theme.asks)
        assert all(told), theme.name
        written = (theme.goals, theme.why, theme.background, theme.offers, theme.vision)
        assert all(written) or not theme.share, theme.name


def test_themes_name_only_themes_as_near() -> None:
    names = {theme.name for theme in themes()}
    assert all(set(theme.near) <= names for theme in themes())


def test_no_line_asks_for_a_slot_that_no_life_and_no_frame_has() -> None:
    lives = {"aku", "ku", "anak", "bayi", "balita", "kecil", "sekolah", "remaja", "suami", "mertua"}
    lives |= {"ldm", "sendiri", "nikah", "jumlah", "baru", "muslim", "kota", "negara", "kerja"}
    lives |= {"dulu", "jualan", "hamil", "bulan", "umur", "kelas", "jenjang"}
    written = {"tujuan", "tujuan2", "alasan", "alasan2", "latar", "hari", "visi", "bisa", "bisa2"}
    told = {"kejadian", "perasaan", "perasaan2", "belok", "belok2", "lanjut", "judul"}
    banks = [lines for theme in themes() for lines in (theme.goals, theme.why, theme.moments)]
    for lines in [*banks, *frames().values()]:
        for line in lines:
            assert line.needs | line.unless <= lives | written | told | frames().keys(), line
