"""Jobs: read them one by one, by what they are about, or the next that is due."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.store.schema import Job


def get(session: Session, job_id: str, *, for_update: bool = False) -> Job:
    """The job with that id, locked until the transaction ends if `for_update`.

    Raises:
        NotFound: there is none.

    """
    found = session.get(
        Job, job_id, with_for_update=for_update or None, populate_existing=for_update
    )
    if found is None:
        raise NotFound("There is no job {job_id}.", job_id=job_id)
    return found


def latest_of(session: Session, subjects: Collection[str]) -> dict[str, Job]:
    """`latest` for each of the subjects that has one."""
    query = select(Job).where(Job.subject.in_(subjects))
    found = session.scalars(query.order_by(Job.created_at, Job.job_id.desc()))
    return {job.subject: job for job in found}


def latest(session: Session, subject: str) -> Job | None:
    """The job about a subject that was asked for last; None if none ever was."""
    query = select(Job).where(Job.subject == subject)
    return session.scalars(query.order_by(Job.created_at.desc(), Job.job_id).limit(1)).first()


def due(
    session: Session, kinds: Collection[str], waiting: str, taken: str, now: datetime
) -> Job | None:
    """The job to do next, locked; those that another worker is just taking are passed over.

    Args:
        session: a transaction for changes.
        kinds: of jobs to look for.
        waiting: status of jobs that nobody works on.
        taken: status of jobs that somebody works on: due again when the lease has run out.
        now: when.

    """
    query = select(Job).where(Job.kind.in_(kinds), _open_to_all(waiting, taken, now))
    first = query.order_by(Job.created_at, Job.job_id).limit(1)
    return session.scalars(first.with_for_update(skip_locked=True)).first()


def any_due(
    session: Session, kinds: Collection[str], waiting: str, taken: str, now: datetime
) -> bool:
    """Whether there is a job to do, as `due` has it; nothing is locked."""
    query = select(Job.job_id).where(Job.kind.in_(kinds), _open_to_all(waiting, taken, now))
    return session.scalars(query.limit(1)).first() is not None


def oldest(session: Session, status: str) -> datetime | None:
    """Since when the job of a status that was heard of least recently is so; None without one."""
    return session.scalar(select(func.min(Job.updated_at)).where(Job.status == status))


def last_taken(session: Session) -> datetime | None:
    """When a job that some worker took was last heard of; None if none ever was."""
    return session.scalar(select(func.max(Job.updated_at)).where(Job.attempt > 0))


def held(session: Session, taken: str, now: datetime) -> bool:
    """Whether a worker holds a job on a lease that has not run out."""
    query = select(Job.job_id).where(Job.status == taken, Job.lease_until >= now)
    return session.scalars(query.limit(1)).first() is not None


def counts(session: Session) -> dict[str, int]:
    """How many jobs there are of each status that occurs."""
    query = select(Job.status, func.count()).group_by(Job.status)
    return dict(session.execute(query).all())


def _open_to_all(waiting: str, taken: str, now: datetime) -> ColumnElement[bool]:
    return or_(Job.status == waiting, and_(Job.status == taken, Job.lease_until < now))
