"""The domain pairs are what their README says: whole, balanced, and hard for word overlap."""

import csv
import re
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

DATA = Path(__file__).resolve().parents[2] / "benchmarks" / "data"
COLUMNS = ["id", "split", "theme", "informal", "formal", "hard"]
SENTENCES = ("informal", "formal", "hard")
THEMES = 20


def words(sentence: str) -> set[str]:
    return set(re.findall(r"\w+", sentence.lower()))


FUNCTION_WORDS = words(
    """
    ada agar aja akan aku apa apakah atau bagaimana bagi baru bgt biar bisa bs buat bun bund bunda
    cm dalam dan dari dengan dgn di doang dong dr dua eh ga gmn harus hrs ini itu jadi jd jg juga
    kah kalo kami karena kata katanya ke kita klo kok krn kyk lagi lbh lebih lg mah malah masih mau
    moms msh mulu namun nih oleh pada padahal pas pdhl pgn sama sampai sampe saya sebagai sedangkan
    sehingga sementara setelah si sih skrg sm smp sudah tanpa tapi terus tetapi tidak tp trs ttp
    tuh udh untuk ya yang yg
    """
)
SLANG = words("aja bgt bs bund ga gmn jd klo krn lg mau pgn skrg sm tp trs udh yg")


def overlap(first: str, second: str) -> float:
    """Jaccard similarity of the content words of two sentences."""
    one, other = words(first) - FUNCTION_WORDS, words(second) - FUNCTION_WORDS
    return len(one & other) / len(one | other)


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    with (DATA / "domain_pairs.tsv").open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


def test_every_row_is_whole_and_numbered_in_order(pairs: list[dict[str, str]]) -> None:
    assert [row["id"] for row in pairs] == [f"P{number:03}" for number in range(1, 261)]
    for row in pairs:
        assert None not in row, f"{row['id']} has more fields than columns"
        assert all(value and value == value.strip() for value in row.values()), row["id"]


def test_odd_rows_are_for_tuning_and_even_rows_for_the_test(pairs: list[dict[str, str]]) -> None:
    for number, row in enumerate(pairs, start=1):
        assert row["split"] == ("dev" if number % 2 else "test")


def test_every_theme_is_in_both_halves_in_the_same_measure(pairs: list[dict[str, str]]) -> None:
    split_of_theme = Counter((row["theme"], row["split"]) for row in pairs)
    themes = {row["theme"] for row in pairs}
    assert len(themes) == THEMES
    for theme in themes:
        dev, test = split_of_theme[theme, "dev"], split_of_theme[theme, "test"]
        assert dev + test == len(pairs) // THEMES
        assert abs(dev - test) <= 1


def test_no_sentence_is_there_twice(pairs: list[dict[str, str]]) -> None:
    sentences = [" ".join(sorted(words(row[column]))) for row in pairs for column in SENTENCES]
    assert [text for text, times in Counter(sentences).items() if times > 1] == []


def test_no_two_formal_sentences_say_nearly_the_same(pairs: list[dict[str, str]]) -> None:
    formal = [row["formal"] for row in pairs]
    alike = [
        (one, other)
        for place, one in enumerate(formal)
        for other in formal[place + 1 :]
        if overlap(one, other) > 0.3
    ]
    assert alike == []


def test_what_a_mother_types_is_five_to_twenty_five_words(pairs: list[dict[str, str]]) -> None:
    for row in pairs:
        assert 5 <= len(row["informal"].split()) <= 25, row["id"]
        assert 5 <= len(row["hard"].split()) <= 25, row["id"]


def test_formal_sentences_are_whole_sentences_without_slang(pairs: list[dict[str, str]]) -> None:
    for row in pairs:
        assert row["formal"][0].isupper(), row["id"]
        assert row["formal"][-1] in ".?", row["id"]
        assert not words(row["formal"]) & SLANG, row["id"]
        assert not re.search(r"\d", row["formal"]), row["id"]


def test_the_hard_negative_shares_more_words_than_the_right_one(
    pairs: list[dict[str, str]],
) -> None:
    harder = [
        overlap(row["informal"], row["hard"]) > overlap(row["informal"], row["formal"])
        for row in pairs
    ]
    assert mean(harder) >= 0.9


def test_the_readme_gives_the_overlaps_of_the_data(pairs: list[dict[str, str]]) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| informal ↔ (formal|hard) \| (\.\d{3}) \|", readme, re.M))
    for column in ("formal", "hard"):
        measured = mean(overlap(row["informal"], row[column]) for row in pairs)
        assert told[column] == f"{measured:.3f}".removeprefix("0")


def test_the_readme_counts_every_theme(pairs: list[dict[str, str]]) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    told = {
        theme: int(rows)
        for theme, rows in re.findall(r"^\| `(\w+)` \| .* \| (\d+) \|$", readme, re.M)
    }
    assert told == Counter(row["theme"] for row in pairs)
