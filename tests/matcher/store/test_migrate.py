import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from matcher.errors import StoreError
from matcher.store import migrate
from matcher.store.engine import make_engine, read_url
from matcher.store.schema import Base
from matcher.store.session import Store, open_store

KILLED_INSIDE = """
import os, signal, sys
from alembic import op
real = op.create_index
def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
op.create_index = die
from matcher.store.migrate import upgrade
upgrade(sys.argv[1])
"""

FIRST_CIRCLE = (
    "insert into members values ('m', '', null, '', '', '', '', '', '', '', '', 'member', null, "
    ":now)",
    "insert into circles values ('c', 'Lingkar Satu', 'circle', 'draft', :now)",
    "insert into circle_members values ('c', 'm', 'member', :now, null)",
)


def test_the_migrations_give_exactly_the_schema(any_store: Store) -> None:
    with any_store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_downgrade_takes_everything_away_and_an_upgrade_brings_it_back(
    database_url: str,
) -> None:
    migrate.upgrade(database_url)
    migrate.downgrade(database_url, "base")
    with pytest.raises(StoreError, match="lingkar db upgrade"):
        Store(database_url)
    store = open_store(database_url, migrate=True)
    assert set(inspect(store.engine).get_table_names()) > {"members", "audit_trail"}
    store.close()


def test_circles_of_the_first_schema_are_kept_by_the_second_and_on_the_way_back(
    database_url: str,
) -> None:
    migrate.upgrade(database_url, "0001")
    engine = make_engine(read_url(database_url))
    with engine.begin() as connection:
        for statement in FIRST_CIRCLE:
            connection.execute(text(statement), {"now": "2026-11-24 03:00:00"})
    for step, rows in (
        (
            migrate.upgrade,
            "select name, locked, plan_id from circles join circle_members using (circle_id)",
        ),
        (
            lambda url: migrate.downgrade(url, "0001"),
            "select name from circles join circle_members using (circle_id)",
        ),
    ):
        step(database_url)
        with engine.begin() as connection:
            assert connection.execute(text(rows)).one()[0] == "Lingkar Satu"
    engine.dispose()


def test_an_upgrade_of_a_current_store_changes_nothing(any_store: Store, database_url: str) -> None:
    migrate.upgrade(database_url)
    with any_store.read() as session:
        assert session.execute(text("select count(*) from alembic_version")).scalar_one() == 1


def test_a_store_of_a_newer_program_is_refused_and_left_alone(
    any_store: Store, database_url: str
) -> None:
    with any_store.begin() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    for attempt in (Store, migrate.upgrade):
        with pytest.raises(StoreError, match=r"newer Lingkar .*lingkar db upgrade"):
            attempt(database_url)


def test_a_missing_database_is_named_and_not_created(tmp_path: Path) -> None:
    file = tmp_path / "no" / "lingkar.db"
    with pytest.raises(StoreError, match=r"no database at .*lingkar.db.*lingkar db upgrade"):
        Store(f"sqlite:///{file}")
    assert not file.parent.exists()


def test_an_upgrade_killed_half_way_leaves_no_half_schema(database_url: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_INSIDE, database_url],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    store = open_store(database_url, migrate=True)
    store.close()
