"""The grammar of authored lines: alternatives, slots, and lines that are not hers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.sample.banks import frames, themes
from matcher.sample.dice import Dice
from matcher.sample.grammar import (
    bank,
    choose,
    fitting,
    parse,
    say,
    say_several,
    sentences,
    tidy,
    write,
)
from matcher.sample.lives import draw


@pytest.fixture
def dice() -> Dice:
    return Dice(np.random.default_rng(1))


def told(text: str, dice: Dice, times: int = 300, **life: str) -> set[str]:
    """All that an authored line comes out as."""
    slots = {name: bank([line]) for name, line in life.items()}
    return {tidy(write(parse(text), slots, dice)) for _ in range(times)}


def test_alternatives_all_occur_and_nothing_else(dice: Dice) -> None:
    assert told("[pengen|mau] nulis[ lagi|]", dice) == {
        "pengen nulis",
        "pengen nulis lagi",
        "mau nulis",
        "mau nulis lagi",
    }


def test_alternatives_may_be_nested(dice: Dice) -> None:
    assert told("a [b [c|d]|e]", dice) == {"a b c", "a b d", "a e"}


def test_alternatives_without_brackets_are_whole_lines(dice: Dice) -> None:
    assert told("pagi|malam", dice) == {"pagi", "malam"}


def test_slots_are_filled_from_the_life_and_may_hold_slots(dice: Dice) -> None:
    assert told("ngurus {anak}", dice, anak="[si kecil|anak{ku}]", ku=" saya") == {
        "ngurus si kecil",
        "ngurus anak saya",
    }


def test_a_line_names_the_slots_it_needs_wherever_they_stand() -> None:
    assert parse("[{suami} [dan {anak}|]|rumah]").needs == {"suami", "anak"}


@pytest.mark.parametrize("text", ["[a|b", "a]", "{anak", "anak}", "{}", "[[a]"])
def test_brackets_that_do_not_match_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="brackets do not match"):
        parse(text)


def test_a_line_that_is_not_true_of_her_is_never_chosen(dice: Dice) -> None:
    lines = bank(["bareng {suami}", "sendiri"])

    assert {say(lines, {}, dice) for _ in range(50)} == {"sendiri"}
    assert fitting(lines, {}) == [lines[1]]


def test_nothing_is_said_where_no_line_is_true_of_her(dice: Dice) -> None:
    assert choose(bank(["bareng {suami}"]), {}, dice) is None
    assert say(bank(["bareng {suami}"]), {}, dice) == ""
    assert say((), {}, dice) == ""


def test_several_lines_are_different_ones(dice: Dice) -> None:
    lines = bank(["a", "b", "c", "{suami}"])

    assert sorted(say_several(lines, 5, {}, dice)) == ["a", "b", "c"]
    assert len(set(say_several(lines, 2, {}, dice))) == 2


def test_spaces_are_single_and_none_stands_before_punctuation() -> None:
    assert tidy("  mau  nulis , lagi . ") == "mau nulis, lagi."


def test_sentences_get_a_capital_and_an_end() -> None:
    assert sentences(["mau nulis. pelan-pelan", "", "bisa?"]) == "Mau nulis. Pelan-pelan. Bisa?"


def test_every_slot_in_the_authored_banks_is_one_that_somebody_has() -> None:
    """A slot nobody ever has would silence its line for good."""
    dice = Dice(np.random.default_rng(3))
    lives = {slot for _ in range(2000) for slot in draw(dice).life}
    lines = [
        line
        for theme in themes()
        for key in (
            "goals",
            "why",
            "background",
            "offers",
            "vision",
            "titles",
            "moments",
            "feelings",
            "turns",
            "asks",
        )
        for line in getattr(theme, key)
    ]
    needed = {slot for line in lines for slot in line.needs | line.unless}

    assert needed <= lives
    for name, one in frames().items():
        for line in one:
            own = {slot for slot in line.needs if slot not in lives}
            assert own <= FILLED, name


FILLED = set(frames()) | {
    "tujuan", "tujuan2", "alasan", "alasan2", "latar", "bisa", "bisa2", "visi", "hari",
    "kejadian", "kejadian2", "kejadian3", "perasaan", "perasaan2", "belok", "belok2",
    "judul", "lanjut",
}  # fmt: skip
"""What `telling` fills in."""


@given(st.integers(0, 10_000))
def test_conditions_write_nothing_and_keep_a_line_to_those_it_is_true_of(seed: int) -> None:
    lines = bank(["{?kerja}pulang kerja", "{!bayi}tidur nyenyak", "di rumah"])
    draw = Dice(np.random.default_rng(seed))

    assert say(lines, {"bayi": bank(["si bayi"])}, draw) == "di rumah"
    assert say(lines[:2], {"kerja": bank(["guru"]), "bayi": bank([""])}, draw) == "pulang kerja"


def test_themes_name_only_themes_as_near() -> None:
    names = {theme.name for theme in themes()}

    assert all(set(theme.near) <= names for theme in themes())


def test_every_theme_has_lines_for_all_that_is_written_about_it() -> None:
    for theme in themes():
        told = (theme.titles, theme.moments, theme.feelings, theme.turns, theme.asks)
        written = (theme.goals, theme.why, theme.background, theme.offers, theme.vision)
        assert all(told), theme.name
        assert all(written) or not theme.share, theme.name
