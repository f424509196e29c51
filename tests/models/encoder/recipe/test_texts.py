"""What is gathered to train on: every column of every source is held against what measures."""

from pathlib import Path

import pytest

from models.encoder import WEIGHTS
from models.encoder.domain import COLUMNS as PAIRED
from models.encoder.held_out import HeldOut
from models.encoder.recipe.texts import gather
from tests.models.encoder.public_data import write_public_data

PAIRS = WEIGHTS.parents[2] / "benchmarks" / "data" / "domain_pairs.tsv"
COLUMNS = {
    "parallel": 2,
    "social": 1,
    "quora": 2,
    "indonli": 3,
    "stif": 2,
    "facqa": 2,
    "glossary": 2,
    "domain": 3,
    "emotion": 1,
    "sentiment": 1,
}
EACH = [(name, column) for name, count in COLUMNS.items() for column in range(count)]


def test_the_sources_and_their_columns_are_these(tmp_path: Path) -> None:
    found = gather(write_public_data(tmp_path), PAIRS, 20)
    assert {name: len(source.columns) for name, source in found.items()} == COLUMNS


@pytest.mark.parametrize(("name", "column"), EACH)
def test_a_row_goes_when_any_of_its_texts_measures(tmp_path: Path, name: str, column: int) -> None:
    before = gather(write_public_data(tmp_path), PAIRS, 20)[name]
    text = before.columns[column][3]
    found = gather(write_public_data(tmp_path, [text.upper()]), PAIRS, 20)[name]
    assert found.touched > before.touched
    assert text not in found.columns[column]
    assert found.read == before.read
    left = zip(*found.columns, found.labels or found.columns[0], strict=True)
    assert set(left) < set(zip(*before.columns, before.labels or before.columns[0], strict=True))


def test_a_row_of_the_domain_goes_also_when_one_of_its_texts_is_near_a_measured_one(
    tmp_path: Path,
) -> None:
    data = write_public_data(tmp_path / "data")
    text = gather(data, PAIRS, 20)["domain"].columns[0][3]
    shuffled = " ".join([*text.split()[::-1], "kapal", "terbang"])
    pairs = tmp_path / "pairs.tsv"
    row = f"1\tdev\tx\t{shuffled}\tlampu\tsepeda"
    pairs.write_text("\n".join(["\t".join(PAIRED), row]) + "\n", encoding="utf-8")
    assert not HeldOut([shuffled]).touches([text]).any()
    found = gather(data, pairs, 20)["domain"]
    assert text not in found.columns[0]
    assert found.touched == 1
