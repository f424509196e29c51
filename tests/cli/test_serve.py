"""`lingkar serve` in a real process, told to stop as a service manager does."""

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import LINGKAR, Console, environment
from tests.cli.test_up import free_port, group_is_gone


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_stopping_serve_alone_leaves_no_worker_behind(
    lingkar: Console, tmp_path: Path, ending: signal.Signals
) -> None:
    assert lingkar("db", "upgrade").returncode == 0
    port = free_port()
    with subprocess.Popen(
        [*LINGKAR, "serve", "--port", str(port)],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            assert _answers(port), "the service did not start"
            process.send_signal(ending)
            assert process.wait(timeout=40) == 0
            assert group_is_gone(process.pid)
        finally:
            if not group_is_gone(process.pid):
                os.killpg(process.pid, signal.SIGKILL)


def _answers(port: int) -> bool:
    """Whether the service says that it is alive within half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    return False
