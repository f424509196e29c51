"""The file of domain pairs."""

from pathlib import Path

import pytest

from models.encoder.domain import domain_pairs
from models.encoder.files import CorpusMissing

HEADER = "id\tsplit\ttheme\tinformal\tformal\thard"


def test_each_part_gets_its_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(f"{HEADER}\n1\tdev\ttidur\ta\tb\tc\n2\ttest\tmakan\td\te\tf\n", "utf-8")
    dev, test = domain_pairs(path, "dev"), domain_pairs(path, "test")
    assert (dev.themes, dev.informal, dev.formal, dev.hard) == (["tidur"], ["a"], ["b"], ["c"])
    assert (len(dev), len(test), test.hard) == (1, 1, ["f"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing, match="the file of the domain pairs"):
        domain_pairs(tmp_path / "pairs.tsv", "test")


def test_other_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("id\ttext\n1\ta\n", "utf-8")
    with pytest.raises(CorpusMissing, match="has the columns id, text"):
        domain_pairs(path, "test")
