"""The store: one database, opened once a process, handing out transactions."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakSet

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.store.engine import READ_ONLY, make_engine, read_url, reading, truncate_wal
from matcher.store.failures import plain_errors
from matcher.store.migrate import check, upgrade

_SCRUB = "scrub"
_AFTER = "after"


class Store:
    """A database of this program's schema version.

    Safe to share between threads, and to open before a fork (gunicorn's ``--preload``): no
    connection crosses over to the child.

    Args:
        url: SQLAlchemy address.

    Raises:
        StoreError: it cannot be reached, or its schema is of another version.

    """

    def __init__(self, url: str) -> None:
        self._url = read_url(url)
        self.engine = make_engine(self._url)
        self._reading = reading(self.engine)
        self._scrub = False
        _open_stores.add(self)
        try:
            with plain_errors(self._url):
                check(self.engine)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction for changes: all of the block is kept, or nothing if it raises.

        Writers on SQLite queue up from their first statement on, so use `read` for whatever only
        reads. Objects stay usable after the block.

        Raises:
            StoreError: the database is locked or out of reach.
            Conflict: what is there by now does not allow the change.
            LingkarError: all is kept, but what was to follow (see `after_commit`) went wrong.

        """
        with self._transaction(self.engine) as session:
            yield session
        self._scrub |= _SCRUB in session.info
        if self._scrub:
            self._scrub = not truncate_wal(self.engine)
        for do in session.info.get(_AFTER, ()):
            do()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that sees one moment, never waits for writers, and cannot write.

        Raises:
            StoreError: the database is out of reach.

        """
        with self._transaction(self._reading) as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        _open_stores.discard(self)
        self.engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with (
            plain_errors(self._url),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session


def open_store(url: str, *, migrate: bool = False) -> Store:
    """Open the store at `url`, bringing its schema up to date first if `migrate`.

    Raises:
        StoreError: as `Store`.

    """
    if migrate:
        upgrade(url)
    return Store(url)


def reads_only(session: Session) -> bool:
    """Whether it is of `Store.read`: what it sees is in the store for good."""
    return bool(session.connection().get_execution_options().get(READ_ONLY, False))


def scrub_after_commit(session: Session) -> None:
    """Have SQLite's write-ahead log emptied once this transaction is in, erased text with it.

    Where a reader still holds the log, the store tries again after its next change.
    """
    session.info[_SCRUB] = True


def after_commit(session: Session, do: Callable[[], None]) -> None:
    """Have `do` called once this transaction is in; never, where it is rolled back."""
    session.info.setdefault(_AFTER, []).append(do)


_open_stores: WeakSet[Store] = WeakSet()


def _before_fork() -> None:
    """Close idle connections: SQLite's locks and a server's sockets must not be inherited."""
    for store in list(_open_stores):
        store.engine.dispose()


def _in_child() -> None:
    """Forget, without touching, connections that another thread was using at the fork."""
    for store in list(_open_stores):
        store.engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_child=_in_child)
