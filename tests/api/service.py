"""A small trained community, and clients that speak to its service."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

import train
from features.vocabulary import Purpose
from matcher.access import KeyRole, create_key
from matcher.settings import Settings
from matcher.store.session import open_store
from matcher.store.tables import read_tables
from matcher.transfer import import_folder
from tests.train.community import write_community

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """A folder with a store, a bundle in service, and a key of each role."""

    folder: Path
    keys: Mapping[KeyRole, str]

    def settings(self, **more: Any) -> Settings:
        values = {"rate_limit": "", "log_level": "error"} | more
        return Settings(
            database_url=f"sqlite:///{self.folder / 'lingkar.db'}",
            bundles=self.folder / "bundles",
            **values,
        )

    def copy(self, folder: Path) -> "Site":
        shutil.copytree(self.folder, folder)
        return Site(folder, self.keys)


def make_site(folder: Path) -> Site:
    """Import 60 made-up members and train on them."""
    site = Site(folder, {})
    store = open_store(site.settings().database_url, migrate=True)
    import_folder(store, write_community(folder / "csv", members=60), now=NOW)
    with store.begin() as session:
        keys = {role: create_key(session, role, role.value, NOW) for role in KeyRole}
        community = read_tables(session, purpose=Purpose.RECOMMEND)
    train.train(community, site.settings())
    store.close()
    return Site(folder, keys)


@dataclass(frozen=True)
class Caller:
    """A test client with a key; `key` is empty for nobody."""

    app: Flask
    key: str

    def __call__(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Any:
        """The werkzeug response; typed loosely because tests know what its JSON holds."""
        authorization = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent = {"Accept-Language": "en"} | authorization | dict(headers or {})
        return self.app.test_client().open(path, method=method, headers=sent, buffered=True, **more)
