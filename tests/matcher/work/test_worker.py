"""A worker does each job once, keeps what came of it with its end, and outlives what goes wrong."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import audit, privacy
from matcher.errors import DataError, NotFound
from matcher.store import jobs as kept
from matcher.store import people
from matcher.store.schema import AuditEntry, Job
from matcher.store.session import Store
from matcher.work import jobs
from matcher.work import task as tasks
from matcher.work.jobs import JobStatus
from matcher.work.task import Keep, Task
from matcher.work.worker import Worker

KIND = "circles.form"
STORY = "cerita yang panjang dan hanya untuk ibu itu sendiri, bukan untuk catatan siapa pun"


@pytest.fixture(autouse=True)
def whole_log() -> Iterator[None]:
    """Events of every level, whatever level a service of an earlier test was started with."""
    before = structlog.get_config()
    structlog.reset_defaults()
    yield
    structlog.configure(**before)


def ask(store: Store, subject: str = "plan:a") -> str:
    """The id of a new job."""
    with store.begin() as session:
        return jobs.add(session, KIND, subject, datetime.now(UTC), args={}, actor="cli").job_id


def read(store: Store, job_id: str) -> Job:
    with store.read() as session:
        return kept.get(session, job_id)


def noted(task: Task) -> Keep:
    """A result that can be counted: an entry of the audit trail."""

    def keep(session: Session, now: datetime) -> None:
        audit.record(session, task.actor, "test.kept", task.subject, now)

    return keep


def results(store: Store) -> list[str]:
    """What was kept, by subject."""
    with store.read() as session:
        query = select(AuditEntry.subject).where(AuditEntry.action == "test.kept")
        return sorted(session.scalars(query))


def worker(store: Store, handler: Callable[[Task], Keep]) -> Worker:
    return Worker(store, {KIND: handler}, poll=0.05)


def test_every_job_is_done_once_however_many_workers_there_are(any_store: Store) -> None:
    subjects = [f"plan:{n}" for n in range(8)]
    asked = [ask(any_store, subject) for subject in subjects]
    workers = [worker(any_store, noted) for _ in range(3)]
    threads = [threading.Thread(target=one.run) for one in workers]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(results(any_store)) == len(subjects))
    for one in workers:
        one.end()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    assert results(any_store) == subjects
    assert {read(any_store, job_id).status for job_id in asked} == {JobStatus.DONE}


def test_an_empty_queue_is_said_to_be_so(store: Store) -> None:
    assert not worker(store, noted).step()


def test_a_job_that_cannot_be_done_is_refused_with_the_reason(any_store: Store) -> None:
    def refuse(task: Task) -> Keep:
        raise DataError("A circle needs {least} members.", least=5)

    job_id = ask(any_store)
    assert worker(any_store, refuse).step()
    job = read(any_store, job_id)
    assert (job.status, job.message) == (JobStatus.REFUSED, "A circle needs {least} members.")
    assert job.facts == {"least": 5}


@pytest.mark.parametrize(
    "fact", [STORY, [STORY], float("nan"), object()], ids=["text", "list", "nan", "object"]
)
def test_a_reason_with_more_than_codes_in_it_is_told_in_general_words(
    any_store: Store, fact: object, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(task: Task) -> Keep:
        raise DataError("{story}", story=fact)

    job_id = ask(any_store)
    assert worker(any_store, refuse).step()
    job = read(any_store, job_id)
    assert (job.status, job.facts) == (JobStatus.REFUSED, {"kind": "DataError"})
    assert "DataError" in capsys.readouterr().out


@pytest.mark.parametrize("erased", [True, False])
def test_a_reason_that_names_a_member_is_kept_only_while_she_is_there(
    any_store: Store, tmp_path: Path, erased: bool
) -> None:
    with any_store.begin() as session:
        people.upsert(session, "ayu", {}, now=datetime.now(UTC))

    def refuse(task: Task) -> Keep:
        if erased:
            with any_store.begin() as session:
                privacy.erase_member(session, "ayu", "cli", datetime.now(UTC), bundles=tmp_path)
        raise NotFound("There is no member {member_id}.", member_id="ayu")

    job_id = ask(any_store)
    assert worker(any_store, refuse).step()
    job = read(any_store, job_id)
    assert job.status == JobStatus.REFUSED
    assert job.facts == ({"kind": "NotFound"} if erased else {"member_id": "ayu"})
    with pytest.raises(NotFound) if erased else nullcontext(), any_store.begin() as session:
        privacy.erase_member(session, "ayu", "cli", datetime.now(UTC), bundles=tmp_path)
    assert "ayu" not in json.dumps(read(any_store, job_id).facts)


def test_whatever_goes_wrong_the_worker_goes_on_and_the_log_holds_no_words_of_a_member(
    any_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(task: Task) -> Keep:
        if task.subject == "plan:a":
            raise RuntimeError(STORY)
        return noted(task)

    job_id = ask(any_store)
    ask(any_store, "plan:b")
    one = worker(any_store, fail)
    assert [one.step() for _ in range(3)] == [True, True, False]
    assert results(any_store) == ["plan:b"]
    job = read(any_store, job_id)
    assert (job.status, job.facts) == (JobStatus.REFUSED, {"job_id": job_id})
    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "test_worker.py" in logged
    assert STORY not in logged + job.message


def test_a_result_that_cannot_be_kept_leaves_nothing_behind(any_store: Store) -> None:
    def half(task: Task) -> Keep:
        def keep(session: Session, now: datetime) -> None:
            noted(task)(session, now)
            session.flush()
            raise DataError("Too late.")

        return keep

    job_id = ask(any_store)
    worker(any_store, half).step()
    assert results(any_store) == []
    assert read(any_store, job_id).message == "Too late."


def test_nothing_comes_of_a_job_that_is_cancelled_while_it_is_done(
    any_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[bool] = []

    def handler(task: Task) -> Keep:
        heard.append(task.watch({"seconds": 0.0}))
        with any_store.begin() as session:
            jobs.cancel(session, task.job_id, datetime.now(UTC), actor="cli")
        wait_until(lambda: not task.watch({"seconds": 1.0}))
        return noted(task)

    job_id = ask(any_store)
    worker(any_store, handler).step()
    assert heard == [True]
    assert results(any_store) == []
    assert read(any_store, job_id).status == JobStatus.CANCELLED
    logged = capsys.readouterr().out
    assert "job_let_go" in logged
    assert "job_refused" not in logged


def test_a_job_that_is_to_stop_ends_once_it_has_something_and_keeps_it(any_store: Store) -> None:
    def handler(task: Task) -> Keep:
        assert task.watch({"objective": 1.0})
        with any_store.begin() as session:
            jobs.stop(session, task.job_id, datetime.now(UTC), actor="cli")
        time.sleep(tasks.EVERY)
        assert task.watch({"objective": None})
        wait_until(lambda: not task.watch({"objective": 2.0}))
        return noted(task)

    job_id = ask(any_store)
    worker(any_store, handler).step()
    assert results(any_store) == ["plan:a"]
    job = read(any_store, job_id)
    assert (job.status, job.facts) == (JobStatus.DONE, {}), job.message


def test_a_worker_that_is_to_end_gives_its_job_back_also_where_the_handler_then_raises(
    any_store: Store,
) -> None:
    rooms: list[Worker] = []

    def handler(task: Task) -> Keep:
        rooms[0].end()
        assert not task.watch({"objective": 1.0})
        if task.subject == "plan:a":
            raise DataError("Nothing was found.")
        return noted(task)

    for subject in ("plan:a", "plan:b"):
        job_id = ask(any_store, subject)
        rooms[:] = [worker(any_store, handler)]
        assert rooms[0].step()
        job = read(any_store, job_id)
        assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)
        with any_store.begin() as session:
            jobs.cancel(session, job_id, datetime.now(UTC), actor="cli")
    assert results(any_store) == []


def test_a_silent_handler_keeps_its_lease(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BEAT", 0.05)
    monkeypatch.setattr(tasks, "EVERY", 0.05)
    leases: list[datetime | None] = []

    def handler(task: Task) -> Keep:
        leases.append(read(any_store, task.job_id).lease_until)
        wait_until(lambda: read(any_store, task.job_id).lease_until != leases[0])
        return noted(task)

    job_id = ask(any_store)
    worker(any_store, handler).step()
    assert read(any_store, job_id).status == JobStatus.DONE


def test_progress_is_kept_about_once_a_second(any_store: Store) -> None:
    told: list[Mapping[str, object]] = []

    def handler(task: Task) -> Keep:
        until = time.monotonic() + 1.5 * tasks.EVERY
        number = 0
        while time.monotonic() < until:
            assert task.watch({"seconds": float(number)})
            number += 1
            progress = read(any_store, task.job_id).progress
            if not told or told[-1] != progress:
                told.append(progress)
        assert number > 5
        return noted(task)

    ask(any_store)
    worker(any_store, handler).step()
    assert len(told) == 2


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until, "it did not happen within twenty seconds"
        time.sleep(0.02)
