"""Bundles: what a training run learned, one immutable folder a version.

::

    bundles/
        current                          the name of the version in service; one line
        20261124T104012-123456-9f3a/
            manifest.json                format, libraries, settings, data, metrics, hashes
            NAME.npy                     arrays, opened as read-only memory maps
            estimators.joblib            small scikit-learn objects; hashed before it is opened
            CARD.md, report.html         for people
        vectors/                         what a transformer said; see features.encoder

A version is written beside the others under a hidden name, read back, and renamed; it comes into
service by one atomic rename of `current`. Whoever is killed on the way leaves a hidden folder that
the next run removes, and the version that was in service stays there.
"""

from models.bundle.errors import BundleError
from models.bundle.manifest import FORMAT, FileFacts, Manifest
from models.bundle.reader import Bundle, open_bundle
from models.bundle.service import activate, rollback
from models.bundle.versions import VECTORS, current_version, prune, versions
from models.bundle.writer import BundleWriter

__all__ = [
    "FORMAT",
    "VECTORS",
    "Bundle",
    "BundleError",
    "BundleWriter",
    "FileFacts",
    "Manifest",
    "activate",
    "current_version",
    "open_bundle",
    "prune",
    "rollback",
    "versions",
]
