"""Opening a bundle: nothing is used before its hash was checked."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from models.bundle.errors import BundleError
from models.bundle.files import sha256
from models.bundle.manifest import Manifest, damaged, installed

ESTIMATORS = "estimators.joblib"


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle.

    Attributes:
        folder: where it lies; its memory maps stay usable when the folder is pruned.
        manifest: what it holds.
        arrays: by name without ``.npy``, memory-mapped and read-only.
        estimators: by name.

    """

    folder: Path
    manifest: Manifest
    arrays: Mapping[str, NDArray[Any]]
    estimators: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The name of its folder."""
        return self.manifest.version


def open_bundle(root: Path, version: str) -> Bundle:
    """Check every hash of a version, then open it.

    Raises:
        BundleError: it is missing, damaged, of another format, or its estimators cannot be loaded
            with the libraries installed here.

    """
    folder = root / version
    manifest = Manifest.load(folder)
    for name, facts in manifest.files.items():
        path = folder / name
        if not path.is_file() or sha256(path) != facts.sha256:
            raise damaged(folder, name)
    arrays = {
        Path(name).stem: np.load(folder / name, mmap_mode="r", allow_pickle=False)
        for name, facts in manifest.files.items()
        if facts.dtype is not None
    }
    return Bundle(folder, manifest, arrays, _estimators(folder, manifest))


def _estimators(folder: Path, manifest: Manifest) -> Mapping[str, Any]:
    from sklearn.exceptions import InconsistentVersionWarning  # noqa: PLC0415 (heavy to import)

    try:
        with warnings.catch_warnings():
            # Another scikit-learn is no harm by itself: `Engine.load` compares what it computes.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            estimators: Mapping[str, Any] = joblib.load(folder / ESTIMATORS)
    except (ImportError, AttributeError, TypeError, ValueError, KeyError, EOFError) as error:
        raise BundleError(
            "The bundle {version} was made with {made_with} and cannot be loaded with {here}. "
            "Install those versions, or train again: `lingkar train`.",
            version=folder.name,
            made_with=_named(manifest.libraries),
            here=_named(installed()),
        ) from error
    return estimators


def _named(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
