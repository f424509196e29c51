"""A real service and a real worker: from a wish to circles, while either comes and goes."""

import http.client
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher.access import KeyRole
from tests.api.service import Site
from tests.api.test_server import Server, serve
from tests.cli.conftest import LINGKAR, environment
from tests.cli.test_up import free_port
from tests.matcher.work.processes import EASY, wait_until, working

pytestmark = pytest.mark.slow


@contextmanager
def served(site: Site, folder: Path) -> Iterator[Server]:
    """The service, to whoever holds the key of an editor."""
    folder.mkdir()
    with serve(site, folder / "log") as server:
        yield replace(server, key=site.keys[KeyRole.EDITOR])


def post(server: Server, path: str, body: Any = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"}
    try:
        connection.request("POST", path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def wish(server: Server, seconds: float, request: str = "r") -> str:
    """The address of a new plan."""
    asked = {"request_id": request, "wishes": {**EASY, "seconds": seconds}}
    status, plan = post(server, "/v1/plans", asked)
    assert status == 201, plan
    return f"/v1/plans/{plan['plan_id']}"


def worker(site: Site, folder: Path) -> Any:
    return working(site.settings().database_url, folder / "worker.log")


def test_a_plan_goes_on_while_the_service_is_started_anew(site: Site, tmp_path: Path) -> None:
    with worker(site, tmp_path):
        with served(site, tmp_path / "a") as server:
            path = wish(server, seconds=6)
            told: list[float] = []

            def rises() -> bool:
                progress = server.ask(path)[1]["job"]["progress"]
                if progress["objective"] is not None and progress["share"] not in told:
                    told.append(progress["share"])
                return len(told) > 1

            wait_until(rises)
            assert told == sorted(told)
        with served(site, tmp_path / "b") as server:
            wait_until(lambda: server.ask(path)[1]["job"]["status"] == "done")
            status, circles = server.ask(path + "/circles")
            assert status == 200
            assert circles["items"]
            assert all(len(one["members"]) in {3, 4} for one in circles["items"])


def test_a_search_is_stopped_with_its_best_or_cancelled_with_nothing_and_the_worker_goes_on(
    site: Site, tmp_path: Path
) -> None:
    with worker(site, tmp_path), served(site, tmp_path / "a") as server:
        first, second = wish(server, 600, "one"), wish(server, 600, "two")
        third = wish(server, 0.5, "three")

        def status(path: str) -> str:
            found: str = server.ask(path)[1]["job"]["status"]
            return found

        wait_until(lambda: server.ask(first)[1]["job"]["progress"]["objective"] is not None)
        assert post(server, first + "/stop")[0] == 200
        wait_until(lambda: status(first) == "done")
        assert server.ask(first)[1]["formed"]["stopped"] == "cancelled"
        assert server.ask(first)[1]["circles"]["draft"] > 0
        wait_until(lambda: status(second) == "running")
        assert post(server, second + "/cancel")[1]["job"]["status"] == "cancelled"
        wait_until(lambda: status(third) == "done")
        assert (server.ask(second)[1]["circles"], status(second)) == ({}, "cancelled")


def test_serve_starts_a_worker_beside_the_service_and_another_when_it_is_lost(
    site: Site, tmp_path: Path
) -> None:
    port = free_port()
    with _lingkar_serve(site, tmp_path, port) as process:
        server = Server(port, site.keys[KeyRole.EDITOR], process)
        wait_until(lambda: server.ask("/health/live")[0] == 200)
        path = wish(server, 0.5)
        wait_until(lambda: server.ask(path)[1]["job"]["status"] == "done")
        (lost,) = [one for one in server.workers() if _is_worker(one)]
        os.kill(lost, signal.SIGKILL)
        wait_until(lambda: any(_is_worker(one) and one != lost for one in server.workers()))
        path = wish(server, 0.5, "again")
        wait_until(lambda: server.ask(path)[1]["job"]["status"] == "done")
        process.terminate()
        assert process.wait(40) == 0


def _is_worker(pid: int) -> bool:
    """Whether a process is `lingkar worker`."""
    return b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()


@contextmanager
def _lingkar_serve(site: Site, folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    settings = site.settings()
    sent = environment(
        LINGKAR_DATABASE_URL=settings.database_url,
        LINGKAR_BUNDLES=str(settings.bundles),
        LINGKAR_RATE_LIMIT="",
    )
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*LINGKAR, "serve", "--port", str(port)], cwd=folder, env=sent, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(40)
