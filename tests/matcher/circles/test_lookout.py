"""What a process keeps of members goes once one of them withdrew or was erased in another one."""

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from weakref import ref

import pytest
from flask import Flask

from api import create_app
from matcher.circles import kept, standing
from matcher.circles.lookout import Lookout
from matcher.settings import Settings
from matcher.store.session import Store
from matcher.work.worker import Worker
from models.encoder import shipped
from tests.conftest import ROOT
from tests.matcher.circles.drafted import small_plan
from tests.matcher.circles.women import agree

ELSEWHERE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from features.vocabulary import Purpose
from matcher import privacy
from matcher.store import people
from matcher.store.session import open_store
now = datetime.now(UTC)
with open_store(sys.argv[1]).begin() as session:
    if sys.argv[2] == "erase":
        privacy.erase_member(session, "bela", "cli", now, bundles=Path("no-such-folder"))
    elif sys.argv[2] == "withdraw":
        privacy.withdraw(session, "bela", Purpose.MATCH, now)
    else:
        people.update(session, "bela", {"goals": "menulis"}, now=now)
"""


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept.let_go()
    yield
    kept.let_go()


def elsewhere(address: str, what: str) -> None:
    """Have another process change what it is about bela."""
    command = [sys.executable, "-c", ELSEWHERE, address, what]
    subprocess.run(command, check=True, cwd=ROOT, timeout=60)


def address(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def keep_something(store: Store) -> Callable[[], bool]:
    """Have this process keep the circles of a plan; tells whether they are in its memory yet."""
    with store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela cici")
    with store.read() as session:
        found = ref(standing.standing(session, plan_id, shipped()))

    def there() -> bool:
        gc.collect()
        return found() is not None

    assert there()
    return there


@pytest.mark.parametrize(("what", "left"), [("erase", False), ("withdraw", False), ("edit", True)])
def test_the_next_look_empties_what_is_kept_of_who_withdrew_or_was_erased(
    any_store: Store, what: str, left: bool
) -> None:
    lookout = Lookout(any_store)
    lookout.look()
    there = keep_something(any_store)
    lookout.look()
    assert there()
    elsewhere(address(any_store), what)
    assert there()
    lookout.look()
    assert there() == left


def _worker(store: Store, _: Path) -> Callable[[], object]:
    return Worker(store, {}, before=Lookout(store).look).step


def _service(store: Store, folder: Path) -> Callable[[], object]:
    app: Flask = create_app(Settings(database_url=address(store), bundles=folder))
    return lambda: app.test_client().get("/health/ready")


@pytest.mark.parametrize("made", [_worker, _service])
def test_an_idle_worker_and_any_request_of_the_service_look(
    store: Store, tmp_path: Path, made: Callable[[Store, Path], Callable[[], object]]
) -> None:
    look = made(store, tmp_path / "bundles")
    look()
    there = keep_something(store)
    look()
    assert there()
    elsewhere(address(store), "erase")
    look()
    assert not there()
