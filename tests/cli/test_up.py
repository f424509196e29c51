"""`lingkar up`: from an empty folder to a service that answers, and back to nothing running."""

import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import LINGKAR, Console, environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def group_is_gone(group: int) -> bool:
    """Whether no process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def up(tmp_path: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`lingkar up` in a process group of its own, ended after the test whatever happens."""
    with (tmp_path / "told.txt").open("w", encoding="utf-8") as told:
        process = subprocess.Popen(
            [*LINGKAR, "--lang", "en", "up", "--members", "200", "--port", str(port)],
            cwd=tmp_path,
            env=environment(),
            stdout=told,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        yield process
        if not group_is_gone(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def told(folder: Path, process: "subprocess.Popen[str]", last: str) -> str:
    """What it printed, once `last` is among it."""
    until = time.monotonic() + 75
    text = ""
    while last not in text:
        assert process.poll() is None, text
        assert time.monotonic() < until, text
        time.sleep(0.2)
        text = (folder / "told.txt").read_text("utf-8")
    return text


@pytest.mark.slow
def test_up_shows_a_request_that_works_keeps_its_key_private_and_stops_when_told(
    up: "subprocess.Popen[str]", lingkar: Console, tmp_path: Path, port: int
) -> None:
    text = told(tmp_path, up, "Ctrl-C stops.")

    (line,) = re.findall(r"^ *(curl .*)$", text, re.MULTILINE)
    _, _, header, url = shlex.split(line)
    assert url.startswith(f"http://127.0.0.1:{port}/v1/members/")
    name, value = header.split(": ")
    request = urllib.request.Request(url, headers={name: value})
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = json.load(response)
    assert len(answer["suggestions"]) == 3
    assert all(one["reasons"] for one in answer["suggestions"])

    key = tmp_path / "var" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert value == f"Bearer {key.read_text('utf-8').strip()}"

    again = lingkar("up", "--port", str(port))
    assert again.returncode == 1
    assert str(port) in again.stderr

    up.send_signal(signal.SIGTERM)
    assert up.wait(timeout=30) == 0
    assert group_is_gone(up.pid)
