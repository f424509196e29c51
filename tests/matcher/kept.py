"""What training keeps beside the bundles: vectors of members' texts, in a file as it makes them."""

from pathlib import Path

from benchmarks.vectors import Hashing
from features.encoder import VectorCache
from models.bundle import VECTORS


def keep_vectors(bundles: Path) -> Path:
    """Have vectors of a few texts kept in `bundles`; returns the file."""
    before = set((bundles / VECTORS).rglob("members.query"))
    texts = ["ingin menulis lagi", "mau jualan kue dari rumah"]
    VectorCache(bundles / VECTORS).embed(Hashing(), texts, table="members", kind="query")
    (file,) = set((bundles / VECTORS).rglob("members.query")) - before
    assert file.stat().st_size > 0
    return file


def kept_files(bundles: Path) -> list[Path]:
    """All files in which vectors are kept."""
    return [path for path in (bundles / VECTORS).rglob("*") if path.is_file()]
