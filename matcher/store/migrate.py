"""Schema versions: Alembic, driven from code so that no configuration file is needed."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from matcher.errors import StoreError
from matcher.store.engine import database_file, make_engine, read_url, shown
from matcher.store.failures import plain_errors


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema at `url` up to `revision`, creating the database file if there is none.

    One transaction: whoever is killed here leaves the schema as it was.

    Raises:
        StoreError: the database cannot be reached, or a newer Lingkar wrote it.

    """
    file = database_file(read_url(url))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    _migrate(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Take the schema at `url` back to `revision` ("base": no tables at all).

    Raises:
        StoreError: as `upgrade`.

    """
    _migrate(url, lambda config: command.downgrade(config, revision))


def check(engine: Engine) -> None:
    """Make sure that the database has the schema this program works with.

    Raises:
        StoreError: it is missing, older or newer; the message says which command mends it.

    """
    file = database_file(engine.url)
    if file is not None and not file.exists():
        raise StoreError(
            "There is no database at {database} yet. Create it with: lingkar db upgrade",
            database=shown(engine.url),
        )
    with engine.connect() as connection:
        _refuse_newer(connection)
        current = MigrationContext.configure(connection).get_current_revision()
    if current != ScriptDirectory.from_config(_config()).get_current_head():
        raise StoreError(
            "The database {database} is not set up for this version of Lingkar. "
            "Bring it up to date with: lingkar db upgrade",
            database=shown(engine.url),
        )


def _migrate(url: str, step: Callable[[Config], None]) -> None:
    parsed = read_url(url)
    # SQLite changes a table by copying it: with keys enforced, dropping the old one would
    # delete the rows that refer to it.
    engine = make_engine(parsed, foreign_keys=False)
    try:
        with plain_errors(parsed), engine.begin() as connection:
            _refuse_newer(connection)
            config = _config()
            config.attributes["connection"] = connection
            step(config)
    finally:
        engine.dispose()


def _refuse_newer(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise StoreError(
            "The database {database} was written by a newer Lingkar (schema {revision}). "
            "Install that version or a later one, then run: lingkar db upgrade",
            database=shown(connection.engine.url),
            revision=current,
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "matcher.store:migrations")
    return config
