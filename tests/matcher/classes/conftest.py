"""A small community in a store, trained on."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import train
from features.vocabulary import Purpose
from matcher.settings import Settings
from matcher.store.session import Store, open_store
from matcher.store.tables import read_tables
from matcher.transfer import import_folder
from models.bundle import current_version, open_bundle
from models.engine import Engine
from tests.matcher.classes.shelf import NOW
from tests.train.community import write_community


@dataclass(frozen=True)
class Town:
    """A store and the engine trained on it."""

    store: Store
    engine: Engine


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store and a bundle in service, made once."""
    folder = tmp_path_factory.mktemp("town")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'lingkar.db'}", bundles=folder / "bundles"
    )
    store = open_store(settings.database_url, migrate=True)
    import_folder(store, write_community(folder / "csv", members=90), now=NOW)
    with store.read() as session:
        train.train(read_tables(session, Purpose.RECOMMEND), settings)
    store.close()
    return folder


@pytest.fixture(scope="session")
def engine(trained: Path) -> Engine:
    bundles = trained / "bundles"
    return Engine.load(open_bundle(bundles, current_version(bundles) or ""))


@pytest.fixture
def town(trained: Path, engine: Engine, tmp_path: Path) -> Iterator[Town]:
    """A copy that a test may change."""
    shutil.copy(trained / "lingkar.db", tmp_path / "lingkar.db")
    store = open_store(f"sqlite:///{tmp_path / 'lingkar.db'}")
    yield Town(store, engine)
    store.close()
