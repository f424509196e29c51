"""The worker: takes the jobs of the store one by one, and keeps what came of each with its end.

Any number of workers may run beside each other, on any machine that reaches the store. One that is
asked to end gives its job back; one that is lost lets the lease of its job run out.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from secrets import SystemRandom
from typing import Final

import structlog
from sqlalchemy.orm import Session

from matcher.circles.forgetting import without
from matcher.errors import LingkarError, StoreError, where
from matcher.i18n import N_
from matcher.store import circles, people
from matcher.store.column_types import ID_LENGTH
from matcher.store.schema import Job
from matcher.store.session import Store
from matcher.work import jobs
from matcher.work.task import Handler, Task, kept_alive

POLL: Final = 1.0
"""Seconds between two looks into an empty queue, on average."""
UNFORESEEN: Final = N_(
    "Something went wrong here while this was worked on. Tell whoever runs Lingkar the id "
    "{job_id}; the log of the worker has more."
)
UNTOLD: Final = N_(
    "This cannot be done as it was asked for ({kind}). Look at what it asks, then ask anew."
)
MEMBER: Final = "member_id"
"""The fact of an error that names a member."""
MEMBERS: Final = "members"
"""The key under which a fact lists members by id."""


class Worker:
    """Does jobs until it is asked to end.

    Args:
        store: with the queue.
        handlers: by the kind of the jobs they do; jobs of other kinds are left to other workers.
        poll: seconds between two looks into an empty queue, on average.
        before: done before each look into the queue.

    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        poll: float = POLL,
        before: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._handlers, self._poll = store, handlers, poll
        self._before = before
        self._ending = False
        self._dice = SystemRandom()

    def end(self, *_: object) -> None:
        """Have the worker end soon: what it works on goes back. Good as a signal handler."""
        self._ending = True

    def run(self) -> None:
        """Do what is due, and look again every now and then, until asked to end."""
        while not self._ending:
            try:
                busy = self.step()
            except StoreError as error:
                structlog.get_logger().warning("store_out_of_reach", kind=type(error).__name__)
                busy = False
            if not busy and not self._ending:
                time.sleep(self._poll * self._dice.uniform(0.5, 1.5))

    def step(self) -> bool:
        """Do the job that is due first; returns whether there was one.

        Raises:
            StoreError: the queue is out of reach.

        """
        if self._before is not None:
            self._before()
        job = self._take()
        if job is None:
            return False
        task = Task(self._store, job, lambda: self._ending)
        _log("job_taken", task)
        with kept_alive(task):
            try:
                self._do(task)
            except StoreError:  # nothing was kept: when the lease has run out, it is due again
                _log("job_left", task)
        return True

    def _take(self) -> Job | None:
        """The next job, on a lease; an empty queue costs nobody the lock of a writer."""
        kinds = sorted(self._handlers)
        with self._store.read() as session:
            if not jobs.any_due(session, kinds, datetime.now(UTC)):
                return None
        with self._store.begin() as session:
            return jobs.take(session, kinds, datetime.now(UTC))

    def _do(self, task: Task) -> None:
        """Do it, and end it: done, refused, or given back where the worker is to end.

        Raises:
            StoreError: the store is out of reach.

        """
        try:
            keep = self._handlers[task.kind](task)
            if not task.left:
                with self._store.begin() as session:
                    now = datetime.now(UTC)
                    keep(session, now)
                    jobs.finish(session, task.job_id, task.attempt, now)
                _log("job_done", task)
        except StoreError:
            raise
        except LingkarError as error:
            if not task.left:
                self._refuse(task, _told(error), error)
        except Exception as error:  # noqa: BLE001 (the worker outlives whatever a handler does)
            if not task.left:
                self._refuse(task, LingkarError(UNFORESEEN, job_id=task.job_id), error)
        if task.left:
            with self._store.begin() as session:
                jobs.give_back(session, task.job_id, task.attempt, datetime.now(UTC))
            _log("job_given_back", task)

    def _refuse(self, task: Task, told: LingkarError, error: Exception) -> None:
        """End it with a reason. The log tells where it happened, never what was said."""
        with self._store.begin() as session:
            told = _without_the_gone(session, told)
            held = jobs.refuse(session, task.job_id, task.attempt, told, datetime.now(UTC))
        if not held:
            _log("job_let_go", task)
            return
        facts = {"error": type(error).__name__, "trace": where(error)}
        if isinstance(error, LingkarError):
            _log("job_refused", task, **facts)
        else:
            structlog.get_logger().error("surprise", job_id=task.job_id, kind=task.kind, **facts)


def _log(event: str, task: Task, **facts: object) -> None:
    structlog.get_logger().info(event, job_id=task.job_id, kind=task.kind, **facts)


def _told(error: LingkarError) -> LingkarError:
    """The error as it may be kept: one whose facts are more than numbers, codes and ids is not."""
    if all(_plain(fact) for fact in error.facts.values()):
        return error
    return LingkarError(UNTOLD, kind=type(error).__name__)


def _without_the_gone(session: Session, told: LingkarError) -> LingkarError:
    """The error as it may be kept: one that names a member who was erased meanwhile is not.

    Whoever is erased later is taken out by that.
    """
    named = {fact for key, fact in told.facts.items() if key == MEMBER and isinstance(fact, str)}
    listed = set(_listed(told.facts))
    circles.lock_members(session, named | listed)
    if not named <= people.present(session, named):
        return LingkarError(UNTOLD, kind=type(told).__name__)
    gone = frozenset(listed - circles.agreeing(session, listed))
    return LingkarError(told.message, **without(told.facts, gone)) if gone else told


def _listed(fact: object) -> Iterator[str]:
    """The ids under `MEMBERS`, however deep in a fact."""
    if isinstance(fact, Mapping):
        yield from fact.get(MEMBERS, ())
    parts = fact.values() if isinstance(fact, Mapping) else fact
    if isinstance(parts, Iterable) and not isinstance(parts, str):
        for part in parts:
            yield from _listed(part)


def _plain(fact: object) -> bool:
    if isinstance(fact, str):
        return len(fact) <= ID_LENGTH
    if isinstance(fact, Mapping):
        return all(_plain(part) for part in (*fact, *fact.values()))
    if isinstance(fact, list | tuple):
        return all(_plain(part) for part in fact)
    return fact is None or (isinstance(fact, int | float) and math.isfinite(fact))
