"""Workers as processes of their own, on a small community that agreed to be matched."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from matcher.circles import plans
from matcher.circles.wishes import read_wishes
from matcher.store import jobs as kept
from matcher.store.schema import Job
from matcher.store.session import Store
from matcher.transfer import import_folder
from tests.conftest import ROOT
from tests.train.community import write_community

EASY: dict[str, object] = {
    "least": 3,
    "most": 4,
    "facilitator": None,
    "provinces": None,
    "beginners": None,
    "languages": None,
}
"""Wishes that the made-up members can meet."""


def settle(store: Store, folder: Path, members: int = 24) -> None:
    """Import members who agreed to be matched."""
    import_folder(
        store,
        write_community(folder / "csv", members=members, consent="match"),
        now=datetime.now(UTC),
    )


def ask(store: Store, seconds: float, request: str = "r") -> str:
    """The id of a plan that may be worked on for so long."""
    wishes = read_wishes({**EASY, "seconds": seconds}).model_dump(mode="json")
    with store.begin() as session:
        made = plans.create(
            session, request, datetime.now(UTC), kind="circles", wishes=wishes, actor="cli"
        )
    return made.plan_id


def job_of(store: Store, plan_id: str) -> Job:
    with store.read() as session:
        job = kept.latest(session, plans.subject(plan_id))
    assert job is not None
    return job


def found_something(store: Store, plan_id: str) -> bool:
    """Whether the search has a legal plan by now."""
    return job_of(store, plan_id).progress.get("objective") is not None


@contextmanager
def working(database_url: str, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker, which the block may end as it likes; it is killed if it does not."""
    environment = os.environ | {
        "LINGKAR_DATABASE_URL": database_url,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", "from api.cli import main; main()", "worker"],
            env=environment,
            cwd=log.parent,
            stdout=out,
            stderr=out,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"it did not happen within {seconds} seconds"
        time.sleep(0.05)
