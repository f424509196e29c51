"""One community of 3,000 members, generated once, for all tests that look at it."""

import csv
from datetime import date

import pytest

from matcher.sample import SampleCommunity, generate, write_sample

AS_OF = date(2026, 11, 24)
SEED = 7
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="session")
def community() -> SampleCommunity:
    """3,000 members as of 24 November 2026; not to be changed."""
    return generate(3000, SEED, AS_OF)


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The same community as its files tell it: rows by file name without ending."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, members=3000, seed=SEED, as_of=AS_OF)
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as text:
            found[path.stem] = list(csv.DictReader(text))
    return found
