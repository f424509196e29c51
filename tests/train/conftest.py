"""A trained small community, made once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from features.vocabulary import Purpose
from matcher.settings import Settings
from matcher.store.session import open_store
from matcher.store.tables import Community, read_tables
from matcher.transfer import import_folder
from tests.train.community import write_community
from train import train


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CSV files of a small community."""
    return write_community(tmp_path_factory.mktemp("community"))


@pytest.fixture(scope="session")
def database(data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same community in a store."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'lingkar.db'}"
    store = open_store(url, migrate=True)
    import_folder(store, data, now=datetime.now(UTC))
    store.close()
    return url


@pytest.fixture(scope="session")
def community(database: str) -> Iterator[Community]:
    """The same community as tables."""
    store = open_store(database)
    with store.read() as session:
        yield read_tables(session, purpose=Purpose.RECOMMEND)
    store.close()


@pytest.fixture(scope="session")
def trained(community: Community, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one bundle of it in service: copy it before changing anything."""
    folder = tmp_path_factory.mktemp("bundles")
    train(community, Settings(bundles=folder))
    return folder
