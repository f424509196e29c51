"""A real gunicorn with two workers: it becomes ready, switches bundles under load, survives."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matcher.access import KeyRole
from models.bundle import activate
from tests.api.service import Site
from tests.api.test_bundles import point_at, second_version, wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Server:
    """A running service."""

    port: int
    key: str
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and body of a GET; status 0 while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {"Authorization": f"Bearer {self.key}", "Accept-Language": "en"} | headers
            connection.request("GET", path, headers=sent)
            response = connection.getresponse()
            text = response.read().decode()
            is_json = "json" in response.headers["Content-Type"]
            return response.status, json.loads(text) if is_json else text
        except (ConnectionError, TimeoutError):
            return 0, None
        finally:
            connection.close()

    def settled(self, path: str, status: int) -> bool:
        """Whether twenty answers in a row have that status, so that both workers were asked."""
        return all(self.ask(path)[0] == status for _ in range(20))

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@contextmanager
def serve(site: Site, log: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    metrics = log.parent / "metrics"
    metrics.mkdir()
    settings = site.settings()
    environment = os.environ | {
        "LINGKAR_DATABASE_URL": settings.database_url,
        "LINGKAR_BUNDLES": str(settings.bundles),
        "LINGKAR_RATE_LIMIT": "",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    command = ["gunicorn", "api:create_app()", f"--bind=127.0.0.1:{port}", "--workers=2"]
    command += ["--threads=4", "--log-level=warning", "--no-control-socket"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            stdout=out,
            stderr=out,
            cwd=log.parent,
        )
        server = Server(port, site.keys[KeyRole.READER], process)
        try:
            wait_until(lambda: len(server.workers()) == 2 and server.settled("/health/live", 200))
            yield server
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def test_no_request_fails_while_both_workers_take_up_a_new_bundle(
    site: Site, tmp_path: Path
) -> None:
    statuses: Counter[int] = Counter()
    bundles: Counter[str] = Counter()
    stop = threading.Event()
    first = (site.folder / "bundles" / "current").read_text().strip()

    with serve(site, tmp_path / "log") as server:

        def load() -> None:
            while not stop.is_set():
                status, answer = server.ask("/v1/members/m0001/classes?k=2")
                statuses[status] += 1
                bundles[answer["bundle"]] += 1

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        later = second_version(site.folder / "bundles")
        activate(site.folder / "bundles", later)
        wait_until(lambda: bundles[later] > 20)
        time.sleep(2.5)
        settled = [server.ask("/health/ready")[1]["bundle"] for _ in range(20)]
        stop.set()
        for thread in threads:
            thread.join()
    assert set(statuses) == {200}
    assert set(bundles) == {first, later}
    assert set(settled) == {later}
    log = (tmp_path / "log").read_text()
    assert log.count('"event": "bundle_in_service"') == 4
    assert "Traceback" not in log


def test_a_bad_bundle_leaves_the_service_ready_and_is_told(site: Site, tmp_path: Path) -> None:
    bundles = site.folder / "bundles"
    first = (bundles / "current").read_text().strip()
    with serve(site, tmp_path / "log") as server:
        later = second_version(bundles)
        (bundles / later / "manifest.json").write_text("{")
        point_at(bundles, later)
        wait_until(lambda: bool(server.ask("/health/ready")[1]["warnings"]))
        status, ready = server.ask("/health/ready")
        assert (status, ready["bundle"]) == (200, first)
        os.kill(server.workers()[0], signal.SIGKILL)
        wait_until(lambda: len(server.workers()) == 2)
        assert server.settled("/health/ready", 200)
        assert server.ask("/v1/members/m0001/classes")[0] == 200
    assert '"bundle_refused"' in (tmp_path / "log").read_text()


def test_without_a_bundle_it_starts_unready_and_becomes_ready_by_itself(
    site: Site, tmp_path: Path
) -> None:
    shutil.move(site.folder / "bundles", site.folder / "aside")
    with serve(site, tmp_path / "log") as server:
        status, problem = server.ask("/health/ready")
        assert status == 503
        assert "lingkar train" in problem["detail"]
        assert server.ask("/v1/members/m0001/classes")[0] == 503
        assert server.ask("/v1/members/m0001")[0] == 200
        shutil.move(site.folder / "aside", site.folder / "bundles")
        wait_until(lambda: server.settled("/health/ready", 200))
        assert server.ask("/v1/members/m0001/classes")[0] == 200


def test_a_killed_worker_is_replaced_and_answers_go_on(site: Site, tmp_path: Path) -> None:
    with serve(site, tmp_path / "log") as server:
        wait_until(lambda: len(server.workers()) == 2)
        before = server.workers()
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(server.workers()) - set(before)) == 1)
        answers = [server.ask("/v1/members/m0001/classes")[0] for _ in range(20)]
        assert answers == [200] * 20


def test_metrics_add_up_over_the_workers(site: Site, tmp_path: Path) -> None:
    with serve(site, tmp_path / "log") as server:
        for _ in range(40):
            server.ask("/v1/members/m0002")
        text = server.ask("/metrics")[1]
    line = 'lingkar_requests_total{method="GET",route="/v1/members/<member_id>",status="200"} 40.0'
    assert line in text
