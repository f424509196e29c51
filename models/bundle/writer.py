"""Writing a bundle: beside the others, checked, then renamed into place."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import joblib
import numpy as np

from features.arrays import AnyArray
from models.base import JsonValue
from models.bundle.errors import BundleError
from models.bundle.files import claim, exclusive, sha256, sync
from models.bundle.manifest import FileFacts, Manifest
from models.bundle.reader import ESTIMATORS, open_bundle
from models.bundle.versions import HIDDEN, sweep


class BundleWriter:
    """Collects the parts of a bundle; leaving the `with` block without an error completes it.

    ::

        with BundleWriter(root) as writer:
            engine.save(writer)
            writer.document("CARD.md", text)
        activate(root, writer.version)

    An error inside the block removes what was written. Several may write to one root at once.

    Args:
        root: the folder of bundles; made when missing.

    Raises:
        BundleError: on entering or leaving the block: the folder cannot be written.

    """

    def __init__(self, root: Path) -> None:
        self.root = root
        now = datetime.now(UTC)
        self.created_at = now.isoformat(timespec="seconds")
        self.version = f"{now:%Y%m%dT%H%M%S-%f}-{secrets.token_hex(2)}"
        self._folder = root / f"{HIDDEN}{self.version}"
        self._claim = -1
        self._arrays: dict[str, AnyArray] = {}
        self._estimators: dict[str, object] = {}
        self._settings: dict[str, JsonValue] = {}
        self._facts: dict[str, Mapping[str, JsonValue]] = {"data": {}, "encoder": {}, "metrics": {}}

    def __enter__(self) -> Self:
        with _said_kindly(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with exclusive(self.root):
                sweep(self.root)
                self._folder.mkdir()
                self._claim = claim(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if error is None:
                with _said_kindly(self.root):
                    self._complete()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            os.close(self._claim)

    def array(self, name: str, array: AnyArray) -> None:
        """Keep `array` as ``NAME.npy``, row by row; no Python objects inside."""
        self._arrays[name] = np.ascontiguousarray(array)

    def estimator(self, name: str, estimator: object) -> None:
        """Keep a small scikit-learn object."""
        self._estimators[name] = estimator

    def settings(self, part: str, values: Mapping[str, JsonValue]) -> None:
        """Record what was set or chosen in one part of the system."""
        self._settings[part] = dict(values)

    def facts(
        self,
        *,
        data: Mapping[str, JsonValue] | None = None,
        encoder: Mapping[str, JsonValue] | None = None,
        metrics: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Record what was learned from, with which encoder, and how well."""
        given = {"data": data, "encoder": encoder, "metrics": metrics}
        self._facts |= {name: fact for name, fact in given.items() if fact is not None}

    def document(self, name: str, text: str) -> None:
        """Put a text for people into the bundle."""
        (self._folder / name).write_text(text, encoding="utf-8")

    def _complete(self) -> None:
        for name, array in self._arrays.items():
            np.save(self._folder / f"{name}.npy", array, allow_pickle=False)
        joblib.dump(self._estimators, self._folder / ESTIMATORS)
        self._manifest().save(self._folder)
        for path in [*self._folder.iterdir(), self._folder]:
            sync(path)
        open_bundle(self.root, self._folder.name)
        self._folder.rename(self.root / self.version)
        sync(self.root)

    def _manifest(self) -> Manifest:
        return Manifest(
            version=self.version,
            created_at=self.created_at,
            settings=json.loads(json.dumps(self._settings)),
            files={path.name: self._file(path) for path in sorted(self._folder.iterdir())},
            data=self._facts["data"],
            encoder=self._facts["encoder"],
            metrics=self._facts["metrics"],
        )

    def _file(self, path: Path) -> FileFacts:
        array = self._arrays.get(path.stem) if path.suffix == ".npy" else None
        size = path.stat().st_size
        if array is None:
            return FileFacts(sha256(path), size)
        return FileFacts(sha256(path), size, array.dtype.str, array.shape)


@contextmanager
def _said_kindly(root: Path) -> Iterator[None]:
    """A full disk or a folder of somebody else is not a fault of the program."""
    try:
        yield
    except OSError as error:
        raise BundleError(
            "The bundle cannot be written to {root}: {reason}. Make room or give access, then "
            "train again; what was in service stays there.",
            root=root,
            reason=error.strerror,
        ) from error
