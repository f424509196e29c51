"""Files that are written under a hidden name: whoever is killed leaves one that can be told apart.

The kernel lets go of a lock when a process dies, however it dies, so a hidden file that nobody has
locked is nobody's.
"""

import fcntl
import os
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_HIDDEN = ".partial-"


@contextmanager
def hidden_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in `folder`, locked while it is written; it is gone after an error."""
    with _locked(folder):
        descriptor, name = tempfile.mkstemp(prefix=_HIDDEN, dir=folder)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield Path(name), file
    finally:
        Path(name).unlink(missing_ok=True)


def sweep(folder: Path, keep: Container[Path] = ()) -> None:
    """Remove all files in `folder` but those to `keep` and those that somebody is writing."""
    with _locked(folder):
        for path in folder.iterdir():
            if path in keep:
                continue
            with suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from making or sweeping hidden files in `folder` meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
