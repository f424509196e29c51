"""A service on a small trained community."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from api import create_app
from api.services import EXTENSION
from matcher.access import KeyRole
from tests.api.service import Caller, Site, make_site


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Made once; use `site` for a copy to change."""
    return make_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(trained: Site, tmp_path: Path) -> Site:
    return trained.copy(tmp_path / "site")


@pytest.fixture
def app(site: Site) -> Iterator[Flask]:
    made = create_app(site.settings())
    yield made
    made.extensions[EXTENSION].store.close()


@pytest.fixture
def nobody(app: Flask) -> Caller:
    return Caller(app, "")


@pytest.fixture
def reader(app: Flask, site: Site) -> Caller:
    return Caller(app, site.keys[KeyRole.READER])


@pytest.fixture
def editor(app: Flask, site: Site) -> Caller:
    return Caller(app, site.keys[KeyRole.EDITOR])


@pytest.fixture
def admin(app: Flask, site: Site) -> Caller:
    return Caller(app, site.keys[KeyRole.ADMIN])
