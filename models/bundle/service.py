"""Which version is in service: switching and going back."""

from pathlib import Path

from models.bundle.errors import BundleError
from models.bundle.files import exclusive, replace_text
from models.bundle.reader import open_bundle
from models.bundle.versions import CURRENT, current_version, versions


def activate(root: Path, version: str) -> None:
    """Put `version` in service by one atomic rename.

    Raises:
        BundleError: there is no such version, or it is damaged; what is in service stays.

    """
    open_bundle(root, version)
    with exclusive(root):
        replace_text(root / CURRENT, version + "\n")


def rollback(root: Path) -> str:
    """Put the version before the current one back in service; returns its name.

    Raises:
        BundleError: there is none before it, or it is damaged; what is in service stays.

    """
    current = current_version(root)
    older = [version for version in versions(root) if current is not None and version < current]
    if not older:
        raise BundleError(
            "There is no bundle in {root} older than the current one to go back to. "
            "Train again instead: `lingkar train`.",
            root=root,
        )
    activate(root, older[-1])
    return older[-1]
