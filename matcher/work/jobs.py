"""The life of a job: asked for, taken by a worker on a lease, done, cancelled or refused.

The queue is a table of the store, so that a job is asked for in the very transaction that needs it
and no crash loses it: a worker that dies lets its lease run out, and the job is due again. (Queues
that hand a task out by deleting it, such as huey's, lose what was running when a worker is killed.)
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any, Final

from sqlalchemy.orm import Session

from features.errors import LingkarError
from matcher import audit
from matcher.errors import Conflict
from matcher.i18n import N_
from matcher.store import jobs
from matcher.store.schema import Job

LEASE: Final = timedelta(seconds=60)
"""How long a worker may be silent before its job is due again."""
SOON: Final = timedelta(seconds=3)
"""Within which a worker that has nothing else to do takes a job that is due."""
MOST_ATTEMPTS: Final = 3
"""Workers that may be lost over a job before it is refused."""
OBJECTIVE: Final = "objective"
"""Key in the progress of a job: what its best so far is worth, null while there is none."""
STOP: Final = "stop"
"""Key in the args of a job that is to end early, with its best so far."""
LOST: Final = N_("The worker was lost {attempts} times over this. Look into its log.")


class JobStatus(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"


OPEN: Final = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
"""A job that something may still come of."""


def add(
    session: Session,
    kind: str,
    subject: str,
    now: datetime,
    *,
    args: Mapping[str, Any],
    actor: str,
) -> Job:
    """Ask for work.

    Args:
        session: a transaction for changes; whoever asks holds the subject's row for update.
        kind: what is to be done: a key of the worker's handlers.
        subject: what it is about.
        now: when.
        args: numbers, codes and ids.
        actor: who asks, for the audit trail.

    Raises:
        Conflict: a job about the same subject is open.

    """
    before = jobs.latest(session, subject)
    if before is not None and before.status in OPEN:
        raise Conflict(N_("This is being worked on already. Wait for it, or cancel it first."))
    job = Job(
        job_id=token_hex(8),
        kind=kind,
        subject=subject,
        status=JobStatus.QUEUED.value,
        args=dict(args),
        progress={},
        created_at=now,
        updated_at=now,
        actor=actor,
    )
    session.add(job)
    session.flush()
    audit.record(session, actor, "job.add", subject, now, kind=kind)
    return job


def any_due(session: Session, kinds: Collection[str], now: datetime) -> bool:
    """Whether there is anything for `take`; a reader may ask."""
    return jobs.any_due(session, kinds, JobStatus.QUEUED, JobStatus.RUNNING, now)


def unheard(session: Session, now: datetime) -> bool:
    """Whether jobs wait for longer than a worker that is there would let them, and none is busy."""
    long_ago = now - SOON
    waits = jobs.oldest(session, JobStatus.QUEUED)
    late = waits is not None and waits < long_ago
    return late and not jobs.held(session, JobStatus.RUNNING, now)


def take(session: Session, kinds: Collection[str], now: datetime) -> Job | None:
    """The oldest job that is due, now running on a lease; None where nothing is.

    One whose workers were lost too often is refused instead, and the next one looked at.
    """
    while job := jobs.due(session, kinds, JobStatus.QUEUED, JobStatus.RUNNING, now):
        if job.attempt >= MOST_ATTEMPTS:
            _end(session, job, JobStatus.REFUSED, now, message=LOST, attempts=job.attempt)
            continue
        job.status, job.attempt = JobStatus.RUNNING.value, job.attempt + 1
        job.lease_until, job.updated_at = now + LEASE, now
        session.flush()
        return job
    return None


def note(
    session: Session, job_id: str, attempt: int, progress: Mapping[str, Any], now: datetime
) -> bool:
    """Keep how far a job is, and its lease going.

    Returns:
        whether it is still this attempt's: if not, whoever works on it stops.

    """
    job = jobs.get(session, job_id, for_update=True)
    if not _held(job, attempt):
        return False
    job.progress, job.lease_until, job.updated_at = dict(progress), now + LEASE, now
    session.flush()
    return True


def finish(session: Session, job_id: str, attempt: int, now: datetime) -> None:
    """End a job whose result is kept in the same transaction.

    Raises:
        Conflict: it was cancelled, or another worker has it: nothing may be kept then.

    """
    job = jobs.get(session, job_id, for_update=True)
    if not _held(job, attempt):
        raise Conflict(N_("This job was cancelled, or another worker has taken it over."))
    _end(session, job, JobStatus.DONE, now)


def refuse(session: Session, job_id: str, attempt: int, error: LingkarError, now: datetime) -> bool:
    """End a job that cannot be done, with the reason; nothing happens if it is not held any more.

    Args:
        session: a transaction for changes.
        job_id: which.
        attempt: whose it is.
        error: its facts are numbers, codes and ids.
        now: when.

    Returns:
        whether it was held: not where it was cancelled, or another worker has it.

    """
    job = jobs.get(session, job_id, for_update=True)
    if not _held(job, attempt):
        return False
    _end(session, job, JobStatus.REFUSED, now, message=error.message, **error.facts)
    return True


def give_back(session: Session, job_id: str, attempt: int, now: datetime) -> None:
    """Put a job back into the queue, as a worker that is asked to stop does: it was not lost."""
    job = jobs.get(session, job_id, for_update=True)
    if _held(job, attempt):
        job.status, job.attempt = JobStatus.QUEUED.value, job.attempt - 1
        job.lease_until, job.updated_at = None, now
        session.flush()


def cancel(session: Session, job_id: str, now: datetime, *, actor: str) -> Job:
    """Have nothing come of a job; nothing happens if it was cancelled before.

    Raises:
        NotFound: there is no such job.
        Conflict: it is over.

    """
    job = jobs.get(session, job_id, for_update=True)
    if job.status == JobStatus.CANCELLED:
        return job
    if job.status not in OPEN:
        raise Conflict(N_("This job is over: there is nothing to cancel."))
    _end(session, job, JobStatus.CANCELLED, now)
    audit.record(session, actor, "job.cancel", job.subject, now, kind=job.kind)
    return job


def stop(session: Session, job_id: str, now: datetime, *, actor: str) -> Job:
    """Have a job end early and keep its best so far; nothing happens if that was asked before.

    Raises:
        NotFound: there is no such job.
        Conflict: nobody works on it, or there is nothing to keep yet.

    """
    job = jobs.get(session, job_id, for_update=True)
    if job.status != JobStatus.RUNNING:
        raise Conflict(N_("Nobody is working on this now: there is nothing to stop."))
    if job.progress.get(OBJECTIVE) is None:
        raise Conflict(N_("There is nothing to keep yet. Wait a little, or cancel it."))
    if not job.args.get(STOP):
        job.args, job.updated_at = {**job.args, STOP: True}, now
        session.flush()
        audit.record(session, actor, "job.stop", job.subject, now, kind=job.kind)
    return job


def is_to_stop(session: Session, job_id: str) -> bool:
    """Whether somebody asked for the best so far."""
    return bool(jobs.get(session, job_id).args.get(STOP))


def _held(job: Job, attempt: int) -> bool:
    return job.status == JobStatus.RUNNING and job.attempt == attempt


def _end(
    session: Session, job: Job, status: JobStatus, now: datetime, *, message: str = "", **facts: Any
) -> None:
    job.status, job.lease_until, job.updated_at = status.value, None, now
    job.message, job.facts = message, facts
    session.flush()
