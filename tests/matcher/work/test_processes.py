"""Real workers that are killed, told to end, and run beside each other: no plan is ever lost."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.store import circles
from matcher.store import jobs as kept
from matcher.store.session import Store, open_store
from matcher.work.jobs import JobStatus
from tests.matcher.work.processes import (
    ask,
    found_something,
    job_of,
    settle,
    wait_until,
    working,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def community(database_url: str, tmp_path: Path) -> Iterator[Store]:
    store = open_store(database_url, migrate=True)
    settle(store, tmp_path)
    yield store
    store.close()


def is_done(store: Store, plan_id: str) -> bool:
    job = job_of(store, plan_id)
    assert job.status != JobStatus.REFUSED, job.message
    return job.status == JobStatus.DONE


def test_what_a_killed_worker_had_begun_another_one_finishes(
    community: Store, database_url: str, tmp_path: Path
) -> None:
    plan_id = ask(community, seconds=2)
    with working(database_url, tmp_path / "log") as first:
        wait_until(lambda: found_something(community, plan_id))
        first.send_signal(signal.SIGKILL)
        assert first.wait(10) == -signal.SIGKILL
    lost = job_of(community, plan_id)
    assert lost.status == JobStatus.RUNNING
    with community.begin() as session:  # as it is a minute later
        kept.get(session, lost.job_id).lease_until = datetime.now(UTC) - timedelta(seconds=1)
    with working(database_url, tmp_path / "log"):
        wait_until(lambda: is_done(community, plan_id))
    assert job_of(community, plan_id).attempt == 2
    with community.read() as session:
        assert circles.of_plan(session, plan_id)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_gives_back_what_it_works_on(
    community: Store, database_url: str, tmp_path: Path, ending: signal.Signals
) -> None:
    plan_id = ask(community, seconds=600)
    with working(database_url, tmp_path / "log") as worker:
        wait_until(lambda: found_something(community, plan_id))
        worker.send_signal(ending)
        assert worker.wait(20) == 0
    job = job_of(community, plan_id)
    assert (job.status, job.attempt, job.lease_until) == (JobStatus.QUEUED, 0, None)
    log = (tmp_path / "log").read_text()
    assert "job_given_back" in log
    assert "Traceback" not in log


def test_workers_beside_each_other_share_the_plans(
    community: Store, database_url: str, tmp_path: Path
) -> None:
    asked = [ask(community, seconds=0.5, request=f"r{n}") for n in range(4)]
    with working(database_url, tmp_path / "log"), working(database_url, tmp_path / "log"):
        wait_until(lambda: all(is_done(community, one) for one in asked))
    assert (tmp_path / "log").read_text().count("job_taken") == 4
    with community.read() as session:
        assert all(circles.of_plan(session, one) for one in asked)
