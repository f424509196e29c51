"""Each rule by itself, with a small lexicon of its own."""

import pytest

from features.text.lexicon import Lexicon
from features.text.rules import RULES

KNOWN = Lexicon(
    meanings={"makasih": ("terima", "kasih"), "oke": ("oke",)},
    roots=frozenset(
        [
            "maaf",
            "siap",
            "anak",
            "cari",
            "ajar",
            "beli",
            "bawa",
            "lihat",
            "tulis",
            "kerja",
            "desain",
            "kampus",
            "keperluan",
        ]
    ),
)


@pytest.mark.parametrize(
    ("rule", "word", "meant"),
    [
        ("elongation", "siaaap", "siap"),
        ("elongation", "maaaf", "maaf"),
        ("elongation", "makasiiiih", "makasih"),
        ("elongation", "seruuu", "seru"),
        ("doubling", "siaap", "siap"),
        ("doubling", "anakk", "anak"),
        ("reduplication", "anak2", "anak anak"),
        ("reduplication", "anak2nya", "anak anaknya"),
        ("amount", "3bln", "3 bulan"),
        ("amount", "50rb", "50 ribu"),
        ("amount", "2x", "2 kali"),
        ("laughter", "wkwkwk", "haha"),
        ("laughter", "hihihi", "haha"),
        ("glued", "dirumah", "di rumah"),
        ("glued", "kekampus", "ke kampus"),
        ("clitic", "anakku", "anak saya"),
        ("clitic", "anakmu", "anak kamu"),
        ("clitic", "anaknya", "anak"),
        ("affix", "nyari", "mencari"),
        ("affix", "nyariin", "mencarikan"),
        ("affix", "ngajar", "mengajar"),
        ("affix", "ngelihat", "melihat"),
        ("affix", "ngerjain", "mengerjakan"),
        ("affix", "ngebawa", "membawa"),
        ("affix", "nulisin", "menuliskan"),
        ("affix", "dibeliin", "dibelikan"),
        ("affix", "beliin", "belikan"),
    ],
)
def test_a_rule_writes_a_word_out(rule: str, word: str, meant: str) -> None:
    assert RULES[rule](word, KNOWN) == tuple(meant.split())


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("elongation", "iii"),
        ("elongation", "www"),
        ("elongation", "xviii"),
        ("elongation", "1000000"),
        ("doubling", "maaf"),
        ("doubling", "keperluaan"),
        ("doubling", "book"),
        ("doubling", "tell"),
        ("reduplication", "km2"),
        ("amount", "401a"),
        ("laughter", "haha"),
        ("laughter", "hawk"),
        ("glued", "dibaca"),
        ("clitic", "ilmu"),
        ("clitic", "sekolah"),
        ("affix", "didesain"),
        ("affix", "again"),
        ("affix", "mail"),
        ("affix", "ngantuk"),
    ],
)
def test_a_rule_leaves_other_words_alone(rule: str, word: str) -> None:
    assert RULES[rule](word, KNOWN) is None
