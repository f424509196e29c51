import multiprocessing
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from matcher.errors import Conflict, NotFound, StoreError
from matcher.store import engine, people
from matcher.store.schema import Enrolment
from matcher.store.session import Store, open_store
from tests.matcher.store.community import NOW


def goals(store: Store) -> list[str]:
    with store.read() as session:
        return [member.goals for member in people.page(session)]


def test_a_block_that_raises_leaves_nothing(any_store: Store) -> None:
    def write_and_fail() -> None:
        with any_store.begin() as session:
            people.upsert(session, "m", {}, now=NOW)
            people.get(session, "n")

    with pytest.raises(NotFound):
        write_and_fail()
    assert goals(any_store) == []


def test_a_reader_sees_one_moment_while_a_writer_commits(any_store: Store) -> None:
    with any_store.read() as reader:
        assert people.page(reader) == []
        with any_store.begin() as writer:
            people.upsert(writer, "m", {"goals": "menulis"}, now=NOW)
        assert people.page(reader) == []
    assert goals(any_store) == ["menulis"]


def test_readers_beside_a_writer_always_see_whole_transactions(any_store: Store) -> None:
    stop = threading.Event()
    seen: list[set[str]] = []

    def watch() -> None:
        while not stop.is_set():
            seen.append(set(goals(any_store)))

    with any_store.begin() as session:
        for member_id in ("a", "b", "c"):
            people.upsert(session, member_id, {"goals": "0"}, now=NOW)
    readers = [threading.Thread(target=watch) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(1, 15):
        with any_store.begin() as session:
            for member_id in ("a", "b", "c"):
                people.update(session, member_id, {"goals": str(turn)}, now=NOW)
    stop.set()
    for reader in readers:
        reader.join()
    assert seen
    assert all(len(moment) == 1 for moment in seen)


def test_writers_that_read_first_do_not_overtake_each_other(any_store: Store) -> None:
    with any_store.begin() as session:
        people.upsert(session, "m", {"goals": "0"}, now=NOW)

    def add_one() -> None:
        for _ in range(10):
            with any_store.begin() as session:
                member = people.get(session, "m", for_update=True)
                member.goals = str(int(member.goals) + 1)

    writers = [threading.Thread(target=add_one) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert goals(any_store) == ["40"]


def test_a_reader_cannot_write(any_store: Store) -> None:
    with pytest.raises((SQLAlchemyError, StoreError)), any_store.read() as session:
        people.upsert(session, "m", {}, now=NOW)
    with any_store.begin() as session:
        people.upsert(session, "m", {"goals": "menulis"}, now=NOW)
    assert goals(any_store) == ["menulis"]


def test_no_connection_crosses_a_fork(any_store: Store) -> None:
    assert goals(any_store) == []
    before = any_store.engine.pool.checkedin()  # type: ignore[attr-defined]
    assert before > 0
    child = multiprocessing.get_context("fork").Process(target=_work_in_child, args=(any_store,))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert goals(any_store) == ["0", "1", "2"]


def _work_in_child(store: Store) -> None:
    assert store.engine.pool.checkedin() == 0  # type: ignore[attr-defined]
    for turn in range(3):
        with store.begin() as session:
            people.upsert(session, f"m{turn}", {"goals": str(turn)}, now=NOW)
    store.close()


def test_a_connection_in_use_at_a_fork_stays_the_parents(any_store: Store) -> None:
    with any_store.read() as session:
        mine = session.connection().connection.dbapi_connection
        pid = os.fork()
        if pid == 0:
            with any_store.engine.connect() as connection:
                os._exit(int(connection.connection.dbapi_connection is mine))
        assert os.waitpid(pid, 0)[1] == 0
        assert people.page(session) == []
        session.invalidate()  # its pool was given up before the fork: nobody else closes it


def test_a_locked_database_says_so_and_keeps_what_was_written_to_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    other = Store(str(store.engine.url))
    with store.begin() as session:
        people.upsert(session, "m", {"goals": "rahasia"}, now=NOW)
        with pytest.raises(StoreError, match="locked") as caught, other.begin() as late:
            people.upsert(late, "n", {"goals": "rahasia"}, now=NOW)
    other.close()
    assert "rahasia" not in f"{caught.value}{caught.value.__cause__}"


def test_a_broken_reference_is_a_conflict_that_quotes_no_row(any_store: Store) -> None:
    with pytest.raises(Conflict) as caught, any_store.begin() as session:
        session.add(Enrolment(member_id="nobody", class_id="nothing", enrolled_at=NOW))
    assert "nobody" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ibu:rahasia@localhost:1/lingkar",
        "postgresql://localhost:1/lingkar?user=ibu&password=rahasia",
        "rahasia@no address",
        "nosuch://ibu:rahasia@localhost/lingkar",
    ],
)
def test_no_error_shows_the_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(url)
    error: BaseException | None = caught.value
    while error is not None:
        assert "rahasia" not in f"{error!s}{error!r}"
        error = error.__cause__


def test_sqlite_is_set_up_for_many_readers_and_safe_deletes(store: Store) -> None:
    with store.read() as session:
        settings = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous")
        }
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": 1,
    }


def test_opening_creates_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "lingkar.db"
    open_store(f"sqlite:///{file}", migrate=True).close()
    assert file.is_file()


def test_two_changes_in_one_instant_get_two_times(any_store: Store) -> None:
    with any_store.begin() as session:
        people.upsert(session, "m", {}, now=NOW)
        people.update(session, "m", {"goals": "a"}, now=NOW)
        assert people.get(session, "m").updated_at == NOW + timedelta(microseconds=1)
