"""A training that is killed at any moment leaves the last good bundle in service."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from matcher.settings import Settings
from matcher.store.tables import Community
from models.bundle import current_version, open_bundle, versions
from models.engine import Engine
from tests.train.commands import ROOT
from train import train

TRAIN_AND_DIE = """
    import os, signal
    from importlib import import_module
    from pathlib import Path
    import train
    from features.vocabulary import Purpose
    from matcher.settings import Settings
    from matcher.store.session import open_store
    from matcher.store.tables import read_tables

    def die(*arguments, **named):
        os.kill(os.getpid(), signal.SIGKILL)

    def told(step, done, total):
        if "end of " + step == {moment!r} and done == total:
            die()

    if {moment!r}.startswith("call of "):
        module, _, name = {moment!r}.removeprefix("call of ").partition(" ")
        owner = import_module(module)
        while "." in name:
            part, _, name = name.partition(".")
            owner = getattr(owner, part)
        setattr(owner, name, die)
    store = open_store({database!r})
    with store.read() as session:
        community = read_tables(session, purpose=Purpose.RECOMMEND)
    train.train(community, Settings(bundles=Path({bundles!r})), progress=told)
"""

BEFORE_THE_SWITCH = (
    "end of embed members",
    "end of trial: ask",
    "end of fit",
    "call of joblib dump",  # arrays are written, estimators and manifest are not
    "call of os fsync",  # all is written, nothing on disk for sure
    "call of models.bundle.writer open_bundle",  # not read back yet
    "call of pathlib Path.rename",  # read back, still hidden
    "end of write",  # a whole new version, not in service
    "call of pathlib Path.replace",  # the new pointer lies beside the old one
)
AFTER_IT = ("call of train prune",)


@pytest.mark.parametrize("moment", [*BEFORE_THE_SWITCH, *AFTER_IT])
def test_whoever_is_killed_leaves_a_good_bundle_in_service(
    database: str, community: Community, trained: Path, tmp_path: Path, moment: str
) -> None:
    shutil.copytree(trained, tmp_path, dirs_exist_ok=True)
    old = current_version(tmp_path)
    code = TRAIN_AND_DIE.format(moment=moment, database=database, bundles=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    version = current_version(tmp_path)
    assert version is not None
    assert (version == old) == (moment in BEFORE_THE_SWITCH)
    Engine.load(open_bundle(tmp_path, version))

    train(community, Settings(bundles=tmp_path))
    assert {path.name for path in tmp_path.glob(".*")} == {".lock"}
    for one in versions(tmp_path):
        open_bundle(tmp_path, one)
