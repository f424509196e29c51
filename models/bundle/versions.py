"""Which versions there are, which is current, and which may go."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from models.bundle.files import claim, exclusive

HIDDEN = ".partial-"
"""A folder whose name starts so is being written or removed: it is no version."""

CURRENT = "current"

VECTORS = "vectors"
"""The folder beside the versions in which training keeps vectors of texts: it is no version."""


def versions(root: Path) -> list[str]:
    """The complete versions in `root`, oldest first."""
    if not root.is_dir():
        return []
    names = (path.name for path in root.iterdir() if path.is_dir())
    return sorted(name for name in names if name != VECTORS and not name.startswith("."))


def current_version(root: Path) -> str | None:
    """The version in service, None when there is none yet."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def prune(root: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` versions and the current one; returns what went.

    A process that has a removed version open goes on using its memory maps.
    """
    with exclusive(root):
        current = current_version(root)
        gone = [version for version in versions(root)[: -max(keep, 1)] if version != current]
        for version in gone:
            (root / version).rename(root / f"{HIDDEN}{version}")
        sweep(root)
    return gone


def sweep(root: Path) -> None:
    """Remove what killed runs left behind; call it under `exclusive`.

    A folder that a living process is writing is locked by it and stays.
    """
    for folder in root.glob(f"{HIDDEN}*"):
        with suppress(BlockingIOError):
            descriptor = claim(folder)
            shutil.rmtree(folder)
            os.close(descriptor)
    for file in root.glob(f".{CURRENT}.*"):
        file.unlink()
