"""Provinces by code, name and the way people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.regions import INDEX, PROVINCES, Province, Zone, find_province, suggest_province


def test_there_are_38_provinces_each_with_its_own_code_and_name() -> None:
    assert len({province.code for province in PROVINCES}) == 38
    assert len({province.name for province in PROVINCES}) == 38
    assert [INDEX[province.code] for province in PROVINCES] == list(range(38))


def test_18_provinces_keep_western_12_central_and_8_eastern_time() -> None:
    zones = [province.zone for province in PROVINCES]
    assert [zones.count(zone) for zone in Zone] == [18, 12, 8]
    assert [zone.utc_offset for zone in Zone] == [7, 8, 9]


def test_every_centroid_lies_in_indonesia_and_zones_follow_longitude() -> None:
    for province in PROVINCES:
        assert -11 < province.lat < 6
        assert 95 < province.lon < 141.1
        assert abs(province.lon / 15 - province.utc_offset) < 1.1


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Jabar", "ID-JB"),
        ("West Java", "ID-JB"),
        ("prov. jawa barat", "ID-JB"),
        ("32", "ID-JB"),
        ("DKI", "ID-JK"),
        ("jakarta", "ID-JK"),
        ("Jogja", "ID-YO"),
        ("DIY", "ID-YO"),
        ("D.I. Yogyakarta", "ID-YO"),
        ("NTT", "ID-NT"),
        ("Sumut", "ID-SU"),
        ("Kaltim", "ID-KI"),
        ("Bangka Belitung", "ID-BB"),
        ("Babel", "ID-BB"),
        ("Kep. Riau", "ID-KR"),
        ("Kepri", "ID-KR"),
        ("Papua", "ID-PA"),
        ("Papua Barat Daya", "ID-PD"),
        ("id_pe", "ID-PE"),
    ],
)
def test_usual_ways_of_writing_a_province_are_understood(written: str, code: str) -> None:
    found = find_province(written)
    assert found is not None
    assert found.code == code


@given(st.sampled_from(PROVINCES), st.data())
def test_case_spaces_and_punctuation_do_not_matter(province: Province, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([province.code, province.name, *province.aliases]))
    noise = st.sampled_from(["", " ", ".", "-", "\u00a0", "/"])
    written = "".join(
        data.draw(noise) + (c.upper() if data.draw(st.booleans()) else c.lower()) for c in name
    )
    assert find_province(written) is province


@pytest.mark.parametrize("written", ["Kalimantan", "Jawa", "Sulawesi", "Jawa Barta"])
def test_a_name_that_is_no_single_province_is_not_guessed_but_suggested(written: str) -> None:
    assert find_province(written) is None
    assert suggest_province(written) is not None


@pytest.mark.parametrize("number", ["91", "92", "93", "94", "95", "96", "97"])
def test_numbers_on_which_the_official_registers_disagree_are_refused(number: str) -> None:
    assert find_province(number) is None


def test_what_is_close_to_nothing_gets_no_suggestion() -> None:
    assert suggest_province("London") is None
    assert find_province("") is None
