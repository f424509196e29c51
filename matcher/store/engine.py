"""SQLAlchemy engines as Lingkar wants them, on SQLite and on a database server.

SQLite's Python driver begins transactions late and silently; here SQLAlchemy begins them itself
(its documented recipe), so that a reader sees one moment and a writer holds the write lock from
its first statement: "read, decide, write" cannot be overtaken.
"""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from matcher.errors import StoreError

BUSY_SECONDS = 30
"""How long a connection waits for another process's write before it gives up."""

READ_ONLY = "lingkar_read_only"
"""The execution option that marks a reader's connection."""


def read_url(text: str) -> URL:
    """The parsed address; ``postgresql://`` means the psycopg 3 driver.

    Raises:
        StoreError: it is no address. What was given is not repeated: it may hold a password.

    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(
            "The address of the database cannot be read. Write it like "
            "sqlite:///var/lingkar.db or postgresql://name:password@host/database."
        ) from None
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    return url


def shown(url: URL) -> str:
    """The address as it may stand in a message: without password and options."""
    return url.set(query={}).render_as_string(hide_password=True)


def database_file(url: URL) -> Path | None:
    """The file of a SQLite address; None in memory or on a server."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def make_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine that never shows what is written through it in a log or an error.

    Args:
        url: where the database is.
        foreign_keys: whether SQLite enforces references; migrations switch it off.

    Raises:
        StoreError: the address names a kind of database whose driver is not installed.

    """
    pool: dict[str, Any] = {}
    if url.get_backend_name() != "sqlite":
        pool = {"pool_pre_ping": True, "pool_recycle": 1800, "pool_size": 5, "max_overflow": 10}
    try:
        engine = create_engine(url, hide_parameters=True, **pool)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(
            "There is no driver for the database {database} ({cause}). "
            "For PostgreSQL: pip install 'lingkar[postgresql]'.",
            database=shown(url),
            cause=str(error),
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", partial(_set_up_sqlite, foreign_keys))
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same pool for readers: one unchanging moment, and writes are refused."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READ_ONLY: True})
    return engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True, **{READ_ONLY: True}
    )


def truncate_wal(engine: Engine) -> bool:
    """Move SQLite's write-ahead log into the file and cut it to nothing, old pages with it.

    Returns:
        False where a reader still needs the log; true where it is done or there is no such log.

    """
    if engine.dialect.name != "sqlite":
        return True
    with closing(engine.raw_connection()) as connection:  # a checkpoint runs in no transaction
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 1000")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((busy, _, _),) = cursor.fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    return not busy


def _set_up_sqlite(foreign_keys: bool, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"foreign_keys = {int(foreign_keys)}",
        "secure_delete = ON",  # what is erased is overwritten, not left in free pages
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
