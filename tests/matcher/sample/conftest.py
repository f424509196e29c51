"""One community of 2,000 members, generated once for all tests of this folder."""

import csv
from datetime import date
from pathlib import Path

import pytest

from matcher.sample import SampleCommunity, generate, write_sample

AS_OF = date(2026, 11, 24)
Rows = dict[str, list[dict[str, str]]]


def read(folder: Path) -> Rows:
    """The rows of every CSV file in `folder`, by its name without ending."""
    rows = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as text:
            rows[path.stem] = list(csv.DictReader(text))
    return rows


@pytest.fixture(scope="session")
def community() -> SampleCommunity:
    return generate(2_000, 0, AS_OF)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, members=2_000, seed=0, as_of=AS_OF, truth=folder / "truth.npz")
    return folder


@pytest.fixture(scope="session")
def rows(folder: Path) -> Rows:
    return read(folder)
