"""A job is done once, whatever happens to the workers, and tells why where it cannot be done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from matcher.errors import Conflict, DataError, NotFound
from matcher.store import jobs as kept
from matcher.store.schema import AuditEntry, Job
from matcher.store.session import Store
from matcher.work import jobs
from matcher.work.jobs import LEASE, MOST_ATTEMPTS, JobStatus

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KINDS = ("circles.form",)


def ask(store: Store, subject: str = "plan:a", at: datetime = NOW) -> str:
    """The id of a new job."""
    with store.begin() as session:
        return jobs.add(session, *KINDS, subject, at, args={"seconds": 3}, actor="cli").job_id


def take(store: Store, at: datetime = NOW) -> Job | None:
    """The next job, taken in a transaction of its own."""
    with store.begin() as session:
        return jobs.take(session, KINDS, at)


def test_jobs_are_taken_oldest_first_and_each_by_one_worker(any_store: Store) -> None:
    asked = [ask(any_store, f"plan:{n}", NOW + timedelta(seconds=n)) for n in range(6)]
    with ThreadPoolExecutor(3) as threads:
        taken = list(threads.map(lambda _: take(any_store), range(6)))
    assert sorted(one.job_id for one in taken if one) == sorted(asked)
    assert take(any_store) is None


def test_a_job_of_another_kind_is_left_to_a_worker_that_knows_it(any_store: Store) -> None:
    ask(any_store)
    with any_store.begin() as session:
        assert jobs.take(session, ["train"], NOW) is None


def test_only_one_job_about_a_subject_is_open(any_store: Store) -> None:
    job_id = ask(any_store)
    with pytest.raises(Conflict, match="worked on already"):
        ask(any_store)
    with any_store.begin() as session:
        jobs.cancel(session, job_id, NOW, actor="cli")
    again = ask(any_store, at=NOW + timedelta(seconds=1))
    with any_store.read() as session:
        latest = kept.latest(session, "plan:a")
        assert latest is not None
        assert latest.job_id == again != job_id


def test_a_job_whose_worker_was_lost_is_due_again_and_the_lost_worker_can_keep_nothing(
    any_store: Store,
) -> None:
    job_id = ask(any_store)
    assert take(any_store) is not None
    assert take(any_store, NOW + LEASE) is None
    second = take(any_store, NOW + LEASE + timedelta(seconds=1))
    assert second is not None
    assert (second.job_id, second.attempt) == (job_id, 2)
    with any_store.begin() as session:
        assert not jobs.note(session, job_id, 1, {"seconds": 1.0}, NOW)
        with pytest.raises(Conflict, match="taken it over"):
            jobs.finish(session, job_id, 1, NOW)
        jobs.finish(session, job_id, 2, NOW)
        assert kept.get(session, job_id).status == JobStatus.DONE


def test_who_works_on_a_job_keeps_its_lease_by_telling_how_far_it_is(any_store: Store) -> None:
    job_id = ask(any_store)
    take(any_store)
    with any_store.begin() as session:
        assert jobs.note(session, job_id, 1, {"seconds": 2.5}, NOW + LEASE)
    assert take(any_store, NOW + LEASE + LEASE / 2) is None
    with any_store.read() as session:
        assert kept.get(session, job_id).progress == {"seconds": 2.5}


def test_a_job_that_kills_its_workers_is_refused_in_the_end(any_store: Store) -> None:
    job_id, now = ask(any_store), NOW
    for _ in range(MOST_ATTEMPTS):
        assert take(any_store, now) is not None
        now += LEASE + timedelta(seconds=1)
    assert take(any_store, now) is None
    with any_store.read() as session:
        job = kept.get(session, job_id)
        assert (job.status, job.facts) == (JobStatus.REFUSED, {"attempts": MOST_ATTEMPTS})


def test_a_worker_that_is_asked_to_stop_gives_its_job_back_uncounted(any_store: Store) -> None:
    job_id = ask(any_store)
    take(any_store)
    with any_store.begin() as session:
        jobs.give_back(session, job_id, 1, NOW)
    again = take(any_store)
    assert again is not None
    assert (again.job_id, again.attempt) == (job_id, 1)


def test_nothing_comes_of_a_cancelled_job(any_store: Store) -> None:
    job_id = ask(any_store)
    take(any_store)
    with any_store.begin() as session:
        for _ in range(2):
            jobs.cancel(session, job_id, NOW, actor="cli")
        assert not jobs.note(session, job_id, 1, {}, NOW)
        jobs.refuse(session, job_id, 1, DataError("Too late."), NOW)
        assert kept.get(session, job_id).status == JobStatus.CANCELLED
        with pytest.raises(Conflict, match="cancelled"):
            jobs.finish(session, job_id, 1, NOW)


def test_a_job_that_is_over_cannot_be_cancelled(any_store: Store) -> None:
    job_id = ask(any_store)
    take(any_store)
    with any_store.begin() as session:
        jobs.finish(session, job_id, 1, NOW)
        with pytest.raises(Conflict, match="nothing to cancel"):
            jobs.cancel(session, job_id, NOW, actor="cli")
        with pytest.raises(NotFound, match="no job nothing"):
            jobs.cancel(session, "nothing", NOW, actor="cli")


def test_a_refused_job_tells_why_and_never_in_a_members_own_words(any_store: Store) -> None:
    job_id = ask(any_store)
    take(any_store)
    error = DataError("A circle needs {least} members.", least=5)
    with any_store.begin() as session:
        jobs.refuse(session, job_id, 1, error, NOW)
    with any_store.read() as session:
        job = kept.get(session, job_id)
        assert job.message.format(**job.facts) == "A circle needs 5 members."
    other = ask(any_store, "plan:b")
    take(any_store)
    words = DataError("{story}", story="cerita yang panjang " * 5)
    with pytest.raises(StatementError, match="at most 64"), any_store.begin() as session:
        jobs.refuse(session, other, 1, words, NOW)


def test_a_job_is_stopped_once_there_is_something_to_keep(any_store: Store) -> None:
    job_id = ask(any_store)
    with any_store.begin() as session:
        with pytest.raises(Conflict, match="nothing to stop"):
            jobs.stop(session, job_id, NOW, actor="cli")
        jobs.take(session, KINDS, NOW)
        with pytest.raises(Conflict, match="nothing to keep yet"):
            jobs.stop(session, job_id, NOW, actor="cli")
        assert not jobs.is_to_stop(session, job_id)
        jobs.note(session, job_id, 1, {"objective": 1.5}, NOW)
        for _ in range(2):
            jobs.stop(session, job_id, NOW, actor="cli")
    with any_store.read() as session:
        assert jobs.is_to_stop(session, job_id)
        assert kept.get(session, job_id).args == {"seconds": 3, "stop": True}
        stops = [one for one in session.query(AuditEntry) if one.action == "job.stop"]
        assert len(stops) == 1


def test_only_what_is_due_wakes_a_worker(any_store: Store) -> None:
    with any_store.read() as session:
        assert not jobs.any_due(session, KINDS, NOW)
    ask(any_store)
    with any_store.read() as session:
        assert jobs.any_due(session, KINDS, NOW)
        assert not jobs.any_due(session, ["train"], NOW)
    take(any_store)
    with any_store.read() as session:
        assert not jobs.any_due(session, KINDS, NOW + LEASE)
        assert jobs.any_due(session, KINDS, NOW + 2 * LEASE)
        assert kept.counts(session) == {"running": 1}
