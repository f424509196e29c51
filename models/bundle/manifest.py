"""The manifest: what a bundle holds, what made it, and the hash of every file."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from models.base import JsonValue
from models.bundle.errors import BundleError

FORMAT = 2
"""Rises when a bundle of the old kind can no longer be read."""

MANIFEST = "manifest.json"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "joblib")
_EXTRAS = ("sentence-transformers", "transformers", "tokenizers", "torch")


def installed() -> dict[str, str]:
    """Versions of what computes here."""
    lingkar = _version("lingkar") or "unreleased"  # run from a checkout
    extras = {name: here for name in _EXTRAS if (here := _version(name))}
    base = {"python": platform.python_version(), "lingkar": lingkar}
    return base | {name: version(name) for name in _LIBRARIES} | extras


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of one file.

    Attributes:
        sha256: of all its bytes.
        size: in bytes.
        dtype: of an array, else None; so is `shape`.

    """

    sha256: str
    size: int
    dtype: str | None = None
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is to be known of a bundle without opening its arrays.

    Attributes:
        version: the name of its folder.
        created_at: ISO 8601, UTC.
        settings: what was set or chosen, by part ("engine", "model", "train").
        data: fingerprint and counts of what was learned from.
        encoder: name, dim and identity.
        metrics: of the evaluation on a time split.
        files: by name.
        libraries: versions of Python, Lingkar and the libraries at work.
        format: see `FORMAT`.

    """

    version: str
    created_at: str
    settings: Mapping[str, JsonValue]
    data: Mapping[str, JsonValue]
    encoder: Mapping[str, JsonValue]
    metrics: Mapping[str, JsonValue]
    files: Mapping[str, FileFacts]
    libraries: Mapping[str, str] = field(default_factory=installed)
    format: int = FORMAT

    def save(self, folder: Path) -> None:
        """Write `manifest.json`, with a hash of itself."""
        facts = asdict(self)
        facts["sha256"] = _digest(facts)
        text = json.dumps(facts, indent=1, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Manifest":
        """Read and check `manifest.json`.

        Raises:
            BundleError: it is missing, damaged, or of another format.

        """
        facts = _read(folder)
        _check_format(facts, folder)
        if facts.pop("sha256", None) != _digest(facts):
            raise damaged(folder, MANIFEST)
        facts["files"] = {name: _file_facts(file) for name, file in facts["files"].items()}
        return cls(**facts)


def damaged(folder: Path, file: str) -> BundleError:
    """The error for a file that is not what the manifest says."""
    return BundleError(
        "The bundle {version} is damaged: {file} is missing or was changed after it was written. "
        "Go back to the one before it with `lingkar train rollback`, or train again.",
        version=folder.name,
        file=file,
    )


def _read(folder: Path) -> dict[str, Any]:
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BundleError(
            "There is no bundle {version} in {folder}. Train one with `lingkar train`.",
            version=folder.name,
            folder=folder.parent,
        ) from error
    except ValueError as error:
        raise damaged(folder, MANIFEST) from error
    if not isinstance(facts, dict):
        raise damaged(folder, MANIFEST)
    return facts


def _check_format(facts: Mapping[str, Any], folder: Path) -> None:
    if facts.get("format") != FORMAT:
        raise BundleError(
            "The bundle {version} has format {found}, and this Lingkar reads format {expected}. "
            "Train again with this version: `lingkar train`.",
            version=folder.name,
            found=facts.get("format"),
            expected=FORMAT,
        )


def _file_facts(facts: Mapping[str, Any]) -> FileFacts:
    shape = facts["shape"]
    return FileFacts(
        facts["sha256"], facts["size"], facts["dtype"], None if shape is None else tuple(shape)
    )


def _digest(facts: Mapping[str, Any]) -> str:
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
