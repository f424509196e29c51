"""A small generated community in a store, with ties added so that each rule has work to do."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from features.vocabulary import Purpose
from matcher.sample import write_sample
from matcher.store.schema import MemberTie
from matcher.store.session import Store, open_store
from matcher.store.tables import read_tables
from matcher.transfer import import_folder

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a community of 150, made once."""
    folder = tmp_path_factory.mktemp("circles")
    write_sample(folder / "csv", members=150, seed=3, as_of=date(2026, 11, 1))
    store = open_store(f"sqlite:///{folder / 'lingkar.db'}", migrate=True)
    import_folder(store, folder / "csv", now=NOW)
    with store.begin() as session:
        ids = read_tables(session, Purpose.MATCH).members.ids
        for kind, a, b in (("apart", 0, 1), ("apart", 2, 9), ("together", 3, 8), ("met", 4, 5)):
            tie = MemberTie(member_a=ids[a], member_b=ids[b], kind=kind)
            session.merge(tie)
    store.close()
    return folder / "lingkar.db"


@pytest.fixture(scope="session")
def generated_store(generated: Path) -> Iterator[Store]:
    """The community itself; not to be changed."""
    store = open_store(f"sqlite:///{generated}")
    yield store
    store.close()


@pytest.fixture
def store(generated: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy that a test may change."""
    shutil.copy(generated, tmp_path / "lingkar.db")
    store = open_store(f"sqlite:///{tmp_path / 'lingkar.db'}")
    yield store
    store.close()
