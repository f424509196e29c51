"""Running the console as a person does: in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.store.session import open_store
from tests.conftest import ROOT
from tests.matcher.circles.drafted import small_plan
from tests.matcher.circles.women import NOW, agree

Finished: TypeAlias = "subprocess.CompletedProcess[str]"
Console: TypeAlias = Callable[..., Finished]
LINGKAR = (sys.executable, "-W", "error", "-c", "from api.cli import main; main()")
EN = ("--lang", "en")
FLASK = (sys.executable, "-m", "flask", "--app", "api")


def environment(**settings: str) -> dict[str, str]:
    """That of this process, without settings of Lingkar but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINGKAR_")}
    return kept | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "COLUMNS": "200"} | settings


@pytest.fixture
def lingkar(tmp_path: Path) -> Console:
    """Runs `lingkar` with the given arguments in `tmp_path`; settings as keywords."""

    def run(*arguments: str, program: tuple[str, ...] = LINGKAR, **settings: str) -> Finished:
        return subprocess.run(
            [*program, *arguments],
            cwd=tmp_path,
            env=environment(**settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def plan_id(tmp_path: Path) -> str:
    """A plan in the store of the console: a full circle, one with room, and fitri in neither."""
    store = open_store(f"sqlite:///{tmp_path / 'var/lingkar.db'}", migrate=True)
    with store.begin() as session:
        agree(session)
        made = small_plan(session, "ayu bela cici", "dewi eka")
        privacy.grant(session, "fitri", Purpose.MATCH, NOW)
    store.close()
    return made


def told(done: Finished, code: int = 0) -> str:
    """What a command said on both ways out, if it ended with that code."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generated community of 60; not to be changed."""
    folder = tmp_path_factory.mktemp("community") / "sample"
    subprocess.run(
        [*LINGKAR, "sample", str(folder), "--members", "60", "--as-of", "2026-11-01"],
        env=environment(),
        check=True,
        capture_output=True,
        timeout=60,
    )
    return folder
