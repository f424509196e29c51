"""Database errors as Lingkar's own: what to do about it, and no word of what was written."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from matcher.errors import Conflict, StoreError
from matcher.store.engine import shown


@contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Translate what the block's statements raise.

    Raises:
        StoreError: the database is missing, locked or out of reach.
        Conflict: a key or a reference does not fit what is there.

    """
    try:
        yield
    except DatabaseError as error:
        # The plain class itself is what SQLite raises for a damaged file or one of another kind.
        if isinstance(error, IntegrityError):
            # Not chained: PostgreSQL's own message quotes the row.
            raise Conflict(
                "The change does not fit what is in the database by now: something it names is "
                "gone or exists already. Nothing was changed. Read it again, then repeat the "
                "change."
            ) from None
        if type(error) not in {OperationalError, DatabaseError}:
            raise
        raise StoreError(
            "The database {database} cannot be used now: {cause}. Nothing was changed. Check "
            "that it is there, that it is running and that no other program holds it, then try "
            "again.",
            database=shown(url),
            cause=str(error.orig).strip().partition("\n")[0],
        ) from error
