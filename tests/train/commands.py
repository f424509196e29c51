"""Running train.py: as a process of its own, or quicker inside this one."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from models.bundle import current_version
from train import main

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run train.py as a person would."""
    return subprocess.run(
        [sys.executable, "train.py", "--lang", "en", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"COLUMNS": "200", "OMP_NUM_THREADS": "1"} | environment,
    )  # fmt: skip


def invoke(*arguments: str | Path) -> Result:
    """Call the same command in this process; an error that nobody foresaw is raised."""
    result = CliRunner().invoke(main, ["--lang", "en", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def arrays(root: Path) -> dict[str, bytes]:
    """The bytes of every array of the bundle in service."""
    version = current_version(root)
    assert version is not None
    return {p.name: p.read_bytes() for p in sorted((root / version).glob("*.npy"))}
