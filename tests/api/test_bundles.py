"""Watching the pointer: swap when a new bundle is whole, stay when it is not."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bundles import BundleWatch
from matcher.errors import NotReady
from models.bundle import versions
from tests.api.service import Site

Events = list[tuple[str, str]]


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def events() -> Events:
    return []


@pytest.fixture
def root(site: Site) -> Path:
    return site.folder / "bundles"


@pytest.fixture
def watch(root: Path, events: Events, clock: Clock) -> BundleWatch:
    return BundleWatch(root, lambda event, version, _: events.append((event, version)), clock=clock)


def second_version(root: Path) -> str:
    """A whole bundle beside the first, under a later name."""
    first = versions(root)[-1]
    later = "9" + first[1:]
    shutil.copytree(root / first, root / later)
    return later


def point_at(root: Path, version: str) -> None:
    beside = root / ".current.test"
    beside.write_text(version + "\n")
    beside.replace(root / "current")


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until, "it did not happen within thirty seconds"
        time.sleep(0.01)


def test_the_first_call_loads_what_the_pointer_names(watch: BundleWatch, root: Path) -> None:
    assert watch.current().version == (root / "current").read_text().strip()


def test_it_looks_at_the_pointer_once_a_second_at_most(
    watch: BundleWatch, root: Path, clock: Clock, events: Events
) -> None:
    first = watch.current().version
    later = second_version(root)
    point_at(root, later)
    clock.now = 0.9
    assert watch.current().version == first
    assert len(events) == 1
    clock.now = 1.1
    watch.current()
    wait_until(lambda: watch.current().version == later)
    assert events[-1] == ("bundle_in_service", later)


def test_while_the_new_one_is_loaded_the_old_one_serves(
    watch: BundleWatch, root: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    import api.bundles

    first = watch.current().version
    later = second_version(root)
    go = threading.Event()
    load = api.bundles.load

    def slow(folder: Path, version: str) -> api.bundles.InService:
        assert go.wait(10)
        return load(folder, version)

    monkeypatch.setattr("api.bundles.load", slow)
    point_at(root, later)
    clock.now = 2
    assert [watch.current().version for _ in range(100)] == [first] * 100
    go.set()
    wait_until(lambda: watch.current().version == later)


def test_a_damaged_bundle_is_refused_once_and_the_old_one_serves(
    watch: BundleWatch, root: Path, clock: Clock, events: Events
) -> None:
    first = watch.current().version
    later = second_version(root)
    array = next((root / later).glob("*.npy"))
    array.write_bytes(array.read_bytes()[:-1] + b"x")
    point_at(root, later)
    clock.now = 2
    watch.current()
    wait_until(lambda: watch.refused is not None)
    for clock.now in (4, 6, 8):
        assert watch.current().version == first
    assert [event for event in events if event[0] == "bundle_refused"] == [
        ("bundle_refused", later)
    ]


def test_after_a_refusal_a_good_pointer_is_followed_again(
    watch: BundleWatch, root: Path, clock: Clock
) -> None:
    first = watch.current().version
    point_at(root, "no-such-version")
    clock.now = 2
    watch.current()
    wait_until(lambda: watch.refused is not None)
    point_at(root, first)
    clock.now = 4
    assert watch.current().version == first
    assert watch.refused is None


def test_a_pointer_that_is_gone_leaves_the_old_one_in_service(
    watch: BundleWatch, root: Path, clock: Clock
) -> None:
    first = watch.current().version
    (root / "current").unlink()
    clock.now = 2
    assert watch.current().version == first


def test_a_worker_that_starts_on_a_damaged_bundle_falls_back_to_the_one_before(
    watch: BundleWatch, root: Path
) -> None:
    first = (root / "current").read_text().strip()
    later = second_version(root)
    (root / later / "manifest.json").unlink()
    point_at(root, later)
    assert watch.current().version == first
    assert watch.refused is not None
    assert watch.refused.version == later


def test_without_any_bundle_it_says_so_until_there_is_one(
    watch: BundleWatch, root: Path, clock: Clock
) -> None:
    version = (root / "current").read_text().strip()
    (root / "current").unlink()
    with pytest.raises(NotReady, match="lingkar train"):
        watch.current()
    point_at(root, version)
    clock.now = 2
    assert watch.current().version == version


def test_many_threads_load_the_first_bundle_once(watch: BundleWatch, events: Events) -> None:
    threads = [threading.Thread(target=watch.current) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(events) == 1
