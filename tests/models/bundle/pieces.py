"""Small bundles for the tests, and a look at all their bytes."""

from pathlib import Path

import numpy as np
from sklearn.preprocessing import StandardScaler

from models.bundle import BundleWriter, activate

TABLE = np.arange(6, dtype=np.float32).reshape(2, 3)


def write_bundle(root: Path, weights: np.ndarray = TABLE, *, current: bool = True) -> str:
    """A bundle with an array, an estimator and a card; returns its version."""
    with BundleWriter(root) as writer:
        writer.array("weights", weights)
        writer.array("names", np.array(["k-1", "k-02"]))
        writer.estimator("scaler", StandardScaler().fit(TABLE))
        writer.settings("model", {"ridge": 3})
        writer.facts(data={"members": 2}, metrics={"lingkar": {"recall@10": 0.5}})
        writer.document("CARD.md", "# a bundle\n")
    if current:
        activate(root, writer.version)
    return writer.version


def files(root: Path) -> dict[str, bytes]:
    """Every file below `root`, locks aside."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
