import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from models.bundle import (
    BundleError,
    BundleWriter,
    activate,
    current_version,
    open_bundle,
    prune,
    rollback,
    versions,
)
from tests.models.bundle.pieces import TABLE, files, write_bundle

ROOT = Path(__file__).resolve().parents[3]


def test_before_the_first_bundle_there_is_none(tmp_path: Path) -> None:
    assert current_version(tmp_path / "nowhere") is None
    assert versions(tmp_path / "nowhere") == []


def test_names_sort_by_time_and_never_repeat(tmp_path: Path) -> None:
    written = [write_bundle(tmp_path) for _ in range(4)]
    assert written == sorted(set(written)) == versions(tmp_path)


def test_a_new_bundle_waits_until_it_is_activated(tmp_path: Path) -> None:
    first, second = write_bundle(tmp_path), write_bundle(tmp_path, current=False)
    assert current_version(tmp_path) == first
    activate(tmp_path, second)
    assert current_version(tmp_path) == second


def test_a_damaged_bundle_cannot_be_activated_and_the_old_one_stays(tmp_path: Path) -> None:
    first, second = write_bundle(tmp_path), write_bundle(tmp_path, current=False)
    (tmp_path / second / "weights.npy").write_bytes(b"")
    with pytest.raises(BundleError, match="damaged"):
        activate(tmp_path, second)
    assert current_version(tmp_path) == first


def test_rollback_goes_back_one_at_a_time_and_says_when_there_is_none(tmp_path: Path) -> None:
    first, second, _ = (write_bundle(tmp_path) for _ in range(3))
    assert rollback(tmp_path) == second == current_version(tmp_path)
    assert rollback(tmp_path) == first == current_version(tmp_path)
    with pytest.raises(BundleError, match=r"no bundle in .* older than the current one"):
        rollback(tmp_path)
    assert current_version(tmp_path) == first


def test_pruning_keeps_the_newest_and_the_one_in_service(tmp_path: Path) -> None:
    old = [write_bundle(tmp_path) for _ in range(5)]
    activate(tmp_path, old[0])
    assert prune(tmp_path, keep=2) == old[1:3]
    assert versions(tmp_path) == [old[0], *old[3:]]
    open_bundle(tmp_path, old[0])


def test_open_arrays_survive_the_pruning_of_their_bundle(tmp_path: Path) -> None:
    reader = open_bundle(tmp_path, write_bundle(tmp_path))
    write_bundle(tmp_path, TABLE + 1)
    prune(tmp_path, keep=1)
    assert not reader.folder.exists()
    np.testing.assert_array_equal(reader.arrays["weights"], TABLE)


def test_an_error_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    write_bundle(tmp_path)
    before = files(tmp_path)

    def break_off() -> None:
        with BundleWriter(tmp_path) as writer:
            writer.document("CARD.md", "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert files(tmp_path) == before


def test_objects_cannot_hide_in_arrays(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays"), BundleWriter(tmp_path) as writer:
        writer.array("weights", np.array([object()]))
    assert versions(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said_kindly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(BundleError, match="cannot be written"):
        write_bundle(tmp_path / "file" / "bundles")


def test_two_writers_at_once_both_finish(tmp_path: Path) -> None:
    with BundleWriter(tmp_path) as first, BundleWriter(tmp_path) as second:
        first.array("weights", TABLE)
        second.array("weights", TABLE + 1)
    for writer, weights in ((first, TABLE), (second, TABLE + 1)):
        found = open_bundle(tmp_path, writer.version).arrays["weights"]
        np.testing.assert_array_equal(found, weights)


WRITE_ONE = """
    from pathlib import Path
    from tests.models.bundle.pieces import write_bundle
    print("ready", flush=True)
    while True:
        write_bundle(Path({root!r}))
        from models.bundle import prune
        prune(Path({root!r}), 2)
"""


def test_whoever_is_killed_while_switching_leaves_a_good_bundle_in_service(tmp_path: Path) -> None:
    last = write_bundle(tmp_path)
    half_written = 0
    for milliseconds in range(0, 60, 6):
        with _python(WRITE_ONE.format(root=str(tmp_path))) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(milliseconds / 1000)
            process.send_signal(signal.SIGKILL)
        version = current_version(tmp_path)
        assert version is not None
        assert version >= last
        open_bundle(tmp_path, version)
        last = version
        half_written += len(list(tmp_path.glob(".partial-*")))
    assert half_written, "no kill hit a writer at work: the test has shown nothing"


def test_what_killed_writers_left_is_swept_by_the_next_one_but_not_a_living_ones(
    tmp_path: Path,
) -> None:
    code = f"""
        import time
        from pathlib import Path
        from models.bundle import BundleWriter
        with BundleWriter(Path({str(tmp_path)!r})):
            print("ready", flush=True)
            time.sleep(60)
    """
    with _python(code) as living, _python(code) as killed:
        for process in (living, killed):
            assert process.stdout is not None
            process.stdout.readline()
        killed.kill()
        killed.wait()
        assert len(list(tmp_path.glob(".partial-*"))) == 2
        write_bundle(tmp_path)
        assert len(list(tmp_path.glob(".partial-*"))) == 1
        living.kill()
        living.wait()
    write_bundle(tmp_path)
    assert not list(tmp_path.glob(".partial-*"))


def _python(code: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
