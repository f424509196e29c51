"""An import that is killed with -9, at whatever moment, leaves the store as it was."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matcher.store.session import open_store
from tests.conftest import ROOT
from tests.matcher.transfer.folders import ENROLMENTS, contents, load, write_files

IMPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from matcher.store.session import open_store
from matcher.transfer import import_folder

def progress(step, done, total):
    print(step, done, total, flush=True)
    sys.stdin.readline()

store = open_store(sys.argv[1])
import_folder(store, Path(sys.argv[2]), now=datetime.now(UTC), progress=progress)
print("committed", flush=True)
"""
MEMBERS, CLASSES = 300, 40


def old_and_new(tmp_path: Path) -> tuple[Path, Path]:
    """A small folder that is in the store before, and a large one that changes and adds."""
    old = write_files(
        tmp_path / "old",
        members="member_id,goals,consent\nm0,lama,match\n",
        classes="class_id,title\nc0,Lama\n",
        enrolments=ENROLMENTS + "m0,c0,2026-01-01,\n",
    )
    rows = (f"m{i % MEMBERS},c{i // MEMBERS},2026-02-01,\n" for i in range(MEMBERS * CLASSES))
    new = write_files(
        tmp_path / "new",
        members="member_id,goals,consent\n" + "".join(f"m{i},baru,\n" for i in range(MEMBERS)),
        classes="class_id,title\n" + "".join(f"c{i},Baru\n" for i in range(CLASSES)),
        enrolments=ENROLMENTS + "".join(rows),
        stories="story_id,title,body\ns1,Judul,Isi\n",
    )
    return old, new


def start(url: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, url, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def step(process: subprocess.Popen[str]) -> str:
    """Where the import stands; it goes on when told to."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "moment",
    [
        "import members.csv 301 301",
        "import enrolments.csv 6001 12001",
        "import enrolments.csv 12001 12001",
        "import stories.csv 2 2",
    ],
)
def test_an_import_killed_on_the_way_leaves_the_store_as_it_was(
    database_url: str, tmp_path: Path, moment: str
) -> None:
    old, new = old_and_new(tmp_path)
    store = open_store(database_url, migrate=True)
    load(store, old)
    before = contents(store)

    process = start(database_url, new)
    while (here := step(process)) != moment:
        assert here, "the import ended before the moment came"
        go_on(process)
    kill(process)

    assert contents(store) == before
    report = load(store, new)
    assert report.committed
    assert report.files["enrolments.csv"].new == MEMBERS * CLASSES - 1
    assert report.files["members.csv"].changed == 1
    store.close()


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.1, 0.3])
def test_an_import_killed_around_its_commit_is_there_entirely_or_not_at_all(
    tmp_path: Path, delay: float
) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    old, new = old_and_new(tmp_path)
    store = open_store(url, migrate=True)
    load(store, old)
    before = contents(store, times=False)

    process = start(url, new)
    while not step(process).startswith("import stories.csv"):
        go_on(process)
    go_on(process)
    step(process)
    go_on(process)
    time.sleep(delay)
    kill_or_find_done(process)

    after = contents(store, times=False)
    if after != before:
        assert [len(after[name]) for name in ("members", "enrolments", "stories")] == [
            MEMBERS,
            MEMBERS * CLASSES,
            1,
        ]
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.close()


def kill_or_find_done(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
    assert process.returncode in {-signal.SIGKILL, 0}
