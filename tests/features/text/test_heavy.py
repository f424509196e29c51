"""What is heavy or private is not repeated, however it is spelt; what is light may be."""

from importlib.resources import files

import pytest

from features.text import is_heavy


@pytest.mark.parametrize(
    "said",
    [
        "suami suka mukul",
        "habis CERAAAI taun lalu",
        "pengen bundir",
        "dulu korban KDRT",
        "anakku autis",
        "teman curhat soal mertua",
        "sering di-bully soal badan",
        "ga nyalahin diri",
        "cicilan menumpuk",
        "gak kuat, putus  asa",
        "single mom dua anak",
        "he hit me and I want to end my life",
        "my son was diagnosed",
    ],
)
def test_what_is_heavy_or_private_is_known(said: str) -> None:
    assert is_heavy(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "resep mpasi",
        "belajar menulis novel",
        "desain feed instagram",
        "teman olahraga pagi",
        "info daycare",
        "ikut beasiswa bisnis",
        "learn to bake at home",
    ],
)
def test_what_is_light_may_be_said(said: str) -> None:
    assert not is_heavy(said)


def test_entries_are_folded_each_once_under_their_letter() -> None:
    lines = (files("features.text") / "data" / "heavy.txt").read_text("utf-8").splitlines()
    entries = [entry.strip() for line in lines for entry in line.split(",")]
    assert len(set(entries)) == len(entries) > 200
    assert all(entry == entry.lower() and entry.strip("* ") for entry in entries)
