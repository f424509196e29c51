"""A job in the hands of a worker: what its handler sees of it, and its lease kept going."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import structlog
from sqlalchemy.orm import Session

from matcher.errors import StoreError
from matcher.store.schema import Job
from matcher.store.session import Store
from matcher.work import jobs

EVERY: Final = 1.0
"""Seconds between two notes of how far a job is."""
BEAT: Final = jobs.LEASE.total_seconds() / 4
"""Seconds after which a silent handler's lease is kept going for it."""

Keep: TypeAlias = Callable[[Session, datetime], None]
"""Keeps the result of a job, in the transaction in which the job ends."""


class Task:
    """A job that a worker does, as its handler sees it.

    Args:
        store: where it is.
        job: as it was taken.
        ending: whether the worker has been asked to end.

    Attributes:
        store: to read from; what came of the job is not written through it, but by what the
            handler hands back.
        job_id: which.
        kind: what is to be done; attempt: whose turn it is.
        subject: what it is about; args: numbers, codes and ids; actor: who asked.
        left: whether the handler was stopped because the worker ends: the job goes back then.

    """

    def __init__(self, store: Store, job: Job, ending: Callable[[], bool]) -> None:
        self.store = store
        self.job_id, self.kind, self.attempt = job.job_id, job.kind, job.attempt
        self.subject, self.args, self.actor = job.subject, dict(job.args), job.actor
        self.left = False
        self._ending, self._held, self._stopped = ending, True, False
        self._progress: Mapping[str, Any] = {}
        self._noted = -EVERY
        self._lock = threading.Lock()

    def watch(self, progress: Mapping[str, Any]) -> bool:
        """Tell how far the job is; kept once a second at most.

        Args:
            progress: numbers and codes. `objective` is null until there is something to keep.

        Returns:
            whether to go on. If not, the handler hands back what it has, or raises.

        """
        with self._lock:
            self._progress = progress
            if time.monotonic() - self._noted >= EVERY:
                self._note()
            if not self._held or self._to_stop():
                return False
            self.left = self._ending()
            return not self.left

    def beat(self) -> None:
        """Keep the lease going for a handler that has been silent for long."""
        with self._lock:
            if time.monotonic() - self._noted >= EVERY:
                self._note()

    def _to_stop(self) -> bool:
        return self._stopped and self._progress.get(jobs.OBJECTIVE) is not None

    def _note(self) -> None:
        """Keep progress and lease; a store that does not answer now is asked again next time."""
        now = datetime.now(UTC)
        try:
            with self.store.begin() as session:
                self._held = jobs.note(session, self.job_id, self.attempt, self._progress, now)
                self._stopped = self._held and jobs.is_to_stop(session, self.job_id)
        except StoreError:
            structlog.get_logger().warning("job_not_noted", job_id=self.job_id)
        self._noted = time.monotonic()


Handler: TypeAlias = Callable[[Task], Keep]
"""Does the jobs of one kind, and hands back what keeps the result; raises
`features.errors.LingkarError` where a job cannot be done."""


@contextmanager
def kept_alive(task: Task) -> Iterator[None]:
    """Keep the lease of a task going during the block, whatever its handler does."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            task.beat()

    thread = threading.Thread(target=beat, name=f"beat-{task.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
