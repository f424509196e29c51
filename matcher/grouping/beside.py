"""Searches side by side, each in a process of its own, under one watcher.

They are deaf to the interrupt of a terminal (Ctrl-C), which reaches all of its processes: whoever
watches ends them instead, so that the best they found is kept.
"""

import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from joblib.externals.loky.backend import resource_tracker as loky_tracker

from matcher.grouping.solution import Found, Watcher

GLANCE: Final = 0.1
"""Seconds between two looks at how the searches are getting on."""

Search = Callable[[int, Watcher], Found]
"""A search from a seed, under a watcher."""


class Board:
    """A small file that processes share: the best objective of each search, and a sign to end.

    Every number has one writer and eight bytes, so nothing needs a lock.
    """

    def __init__(self, path: Path, n_searches: int) -> None:
        """Open it; the file must be there, see `blank`."""
        self._numbers = np.memmap(path, np.float64, "r+", shape=(n_searches + 1,))

    @classmethod
    def blank(cls, path: Path, n_searches: int) -> "Board":
        """A new one, on which no search has found anything."""
        np.append(np.full(n_searches, -np.inf), 0.0).tofile(path)
        return cls(path, n_searches)

    def tell(self, search: int, objective: float) -> bool:
        """Write down the best of a search; returns whether to go on."""
        self._numbers[search] = objective
        return bool(self._numbers[-1] == 0)

    def end(self) -> None:
        """Ask every search to end."""
        self._numbers[-1] = 1

    def best(self) -> float:
        """The best objective of all; -inf before the first."""
        return float(self._numbers[:-1].max())


def side_by_side(search: Search, seeds: Sequence[int], watch: Watcher) -> list[Found]:
    """What a search finds from each seed.

    Args:
        search: it is sent to other processes.
        seeds: one process each.
        watch: told the best of all searches, -inf while there is none, about ten times a second;
            may end them.

    Raises:
        Exception: what a search or the watcher raised; the other searches are ended first.

    """
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(1, initializer=_deaf) as waiting,
    ):
        path = Path(folder) / "board"
        board = Board.blank(path, len(seeds))
        jobs = [delayed(_run)(search, path, k, seeds) for k in range(len(seeds))]
        runs: Future[list[Found]] = waiting.submit(Parallel(n_jobs=len(seeds)), jobs)
        try:
            return _watched(runs, board, watch)
        finally:
            board.end()


def _watched(runs: Future[list[Found]], board: Board, watch: Watcher) -> list[Found]:
    """Wait for the searches, telling the watcher."""
    began = time.monotonic()
    while True:
        try:
            return runs.result(timeout=GLANCE)
        except NotYet:
            if runs.done():
                raise
        if not watch(time.monotonic() - began, board.best()):
            board.end()
            return runs.result()


def _deaf() -> None:
    """Block interrupts in this thread, and so in the processes it starts, from their first moment.

    The trackers of resources that every process needs are started before, for a thread that starts
    one lets interrupts through again.
    """
    resource_tracker.ensure_running()
    loky_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _run(search: Search, path: Path, number: int, seeds: Sequence[int]) -> Found:
    """One search, in its process, which may be one that was there already."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    board = Board(path, len(seeds))
    return search(seeds[number], lambda _seconds, objective: board.tell(number, objective))
