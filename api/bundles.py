"""The bundle in service: each worker notices a new one by itself and swaps without a pause.

A request looks at the pointer file at most once a second. When it names another version, a
thread loads that one completely while requests go on with the old one; then one assignment puts
it in service. A bundle that cannot be opened never replaces one that works, and a worker that
starts on such a bundle falls back to the newest older one.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from matcher.errors import LingkarError, NotReady
from models.bundle import current_version, open_bundle, versions
from models.engine import Engine

CHECK_EVERY = 1.0
"""Seconds between two looks at the pointer."""

Log = Callable[[str, str, str], None]
"""Told ``(event, version, reason)`` when a bundle goes into service or is refused."""


@dataclass(frozen=True, slots=True)
class InService:
    """A loaded version.

    Attributes:
        version: its name.
        engine: what answers.
        created_at: when it was trained.

    """

    version: str
    engine: Engine
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A version that the pointer names and that cannot be served.

    Attributes:
        version: its name.
        reason: why, as an error whose message can be translated.

    """

    version: str
    reason: LingkarError


def load(root: Path, version: str) -> InService:
    """Open and verify a version of the folder `root`.

    Raises:
        BundleError: it cannot be used.

    """
    bundle = open_bundle(root, version)
    created_at = datetime.fromisoformat(bundle.manifest.created_at)
    return InService(version, Engine.load(bundle), created_at.astimezone(UTC))


class BundleWatch:
    """Serves the current bundle of a folder; safe to use from many threads.

    Args:
        root: the folder of bundles.
        log: see `Log`.
        clock: monotonic seconds.

    """

    def __init__(
        self, root: Path, log: Log, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._root = root
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._next_look = float("-inf")
        self._in_service: InService | None = None
        self.refused: Refused | None = None

    def current(self) -> InService:
        """The bundle in service; the first call loads it and waits.

        Raises:
            NotReady: there is none that can be used.

        """
        found = self.peek()
        if found is None:
            raise NotReady(
                "No trained bundle is in service yet. Train one with `lingkar train`; it is "
                "picked up within a second."
            )
        return found

    def peek(self) -> InService | None:
        """As `current`, but None where there is none."""
        if self._in_service is None:
            with self._lock:
                if self._in_service is None:
                    self._look(self._begin)
        elif self._clock() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                self._look(self._swap_beside)
            finally:
                self._lock.release()
        return self._in_service

    def _look(self, swap: Callable[[str], None]) -> None:
        """Read the pointer, unless that was done within the last second; call under the lock."""
        if self._clock() < self._next_look:
            return
        self._next_look = self._clock() + CHECK_EVERY
        version = current_version(self._root)
        in_service = self._in_service.version if self._in_service else None
        refused = self.refused.version if self.refused else None
        if version == in_service:
            self.refused = None
        elif version is not None and version != refused:
            swap(version)

    def _swap_beside(self, version: str) -> None:
        """Load in a thread of its own, and look no further until that is done."""
        self._next_look = float("inf")
        threading.Thread(target=self._swap, args=(version,), name="bundle", daemon=True).start()

    def _begin(self, version: str) -> None:
        """Load the first bundle; where it cannot be used, the newest older one that can."""
        older = [other for other in versions(self._root) if other < version]
        self._swap(version, *reversed(older))

    def _swap(self, *candidates: str) -> None:
        """Put the first that can be loaded in service; the pointer names the first of all."""
        refused: Refused | None = None
        for version in candidates:
            found = self._opened(version)
            if isinstance(found, InService):
                self._in_service = found
                break
            refused = refused or found
        self.refused = refused
        self._next_look = self._clock() + CHECK_EVERY

    def _opened(self, version: str) -> InService | Refused:
        try:
            found = load(self._root, version)
        except Exception as error:  # noqa: BLE001 - whatever it is, answers must go on
            reason = error if isinstance(error, LingkarError) else _damaged(version, error)
            self._log("bundle_refused", version, str(reason))
            return Refused(version, reason)
        self._log("bundle_in_service", version, "")
        return found


def _damaged(version: str, error: Exception) -> LingkarError:
    return LingkarError(
        "The bundle {version} cannot be loaded ({kind}). Train again with `lingkar train`.",
        version=version,
        kind=type(error).__name__,
    )
