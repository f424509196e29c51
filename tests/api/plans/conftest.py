"""A site of which 24 members agreed to be matched, a worker for it, and a plan that is formed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from api.services import EXTENSION
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles.jobs import handlers
from matcher.store.session import Store, open_store
from matcher.work.worker import Worker
from tests.api.plans.planned import ASKED
from tests.api.service import NOW, Caller, Site, make_site


@pytest.fixture(scope="session")
def agreeing(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of whose members 24 agreed to be matched."""
    site = make_site(tmp_path_factory.mktemp("agreeing"))
    store = open_store(site.settings().database_url)
    with store.begin() as session:
        for number in range(24):
            privacy.grant(session, f"m{number:04d}", Purpose.MATCH, NOW)
    store.close()
    return site


@pytest.fixture
def site(agreeing: Site, tmp_path: Path) -> Site:
    return agreeing.copy(tmp_path / "site")


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions[EXTENSION].store
    return found


@pytest.fixture
def work(store: Store) -> Callable[[], bool]:
    """Does the next job, as a worker would."""
    return Worker(store, handlers("lingkar")).step


@pytest.fixture
def formed(editor: Caller, work: Callable[[], bool]) -> str:
    """The address of a plan whose circles are there."""
    plan_id = editor("POST", "/v1/plans", json=ASKED).json["plan_id"]
    assert work()
    return f"/v1/plans/{plan_id}"
