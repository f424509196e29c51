"""What normalisation is worth, measured: it must go on helping, and harm nothing."""

import csv
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from benchmarks.normalise import measure, read_pairs
from features.text import words
from features.text.derive import derived
from features.text.folding import folded_words

pytestmark = pytest.mark.shared_data


def test_informal_texts_find_their_formal_ones_more_often(shared_data: Path) -> None:
    data = shared_data / "stif_informal_formal"
    informal, formal = read_pairs(data, "dev")
    others = read_pairs(data, "train")[1]
    before, after = (measure(cut, informal, formal, others) for cut in (folded_words, words))
    assert after["token_f1"] > before["token_f1"] + 0.15
    assert after["word.recall@1"] > before["word.recall@1"] + 0.04
    assert after["char.recall@1"] > before["char.recall@1"] + 0.01


def test_fewer_than_one_english_word_in_a_hundred_changes(shared_data: Path) -> None:
    seen = changed = 0
    for path in sorted((shared_data / "stories_en").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                written = Counter(folded_words(row["selftext"] or ""))
                seen += written.total()
                changed += (written - Counter(words(row["selftext"] or ""))).total()
    assert seen > 500_000
    assert changed / seen < 0.01


def test_the_shipped_lists_are_what_the_public_ones_give(shared_data: Path) -> None:
    for name, content in derived(shared_data).items():
        shipped = files("features.text") / "data" / name
        assert shipped.read_text(encoding="utf-8") == content, name
