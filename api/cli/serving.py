"""Starting the service: gunicorn with what Lingkar needs around it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click

from api.cli.terminal import KindCommand, tell
from matcher.errors import LingkarError
from matcher.i18n import N_
from matcher.settings import read_settings
from matcher.store.session import open_store

AGAIN = 5
"""Seconds after which a worker that was lost is started again, at most."""
PATIENCE = 30
"""Seconds that a process may take to end."""


class PortTaken(LingkarError):
    """Something else listens there."""


def demand_free(host: str, port: int, other: str) -> None:
    """Refuse a port that is in use, before anything else takes time.

    Args:
        host: address to listen on.
        port: wanted.
        other: how to ask for another one, {} standing for it.

    Raises:
        PortTaken: says how to choose another.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(
                N_("Port {port} is in use. Stop what listens there, or choose another: {remedy}"),
                port=str(port),
                remedy=other.format(port + 1 if port < 65535 else 8000),
            ) from None


def gunicorn_arguments(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the API."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "api:create_app()",
        f"--bind={host}:{port}",
        f"--workers={workers}",
        "--threads=4",
        "--timeout=60",
        "--graceful-timeout=20",
        "--no-control-socket",
        "--log-level=warning",
    ]


def worker_arguments() -> list[str]:
    """The command that does long work."""
    return [sys.executable, "-c", "from api.cli import main; main()", "worker"]


def gunicorn_environment(metrics: str) -> dict[str, str]:
    """The environment of the workers: where they share metrics, and one BLAS thread each."""
    return os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics, "OMP_NUM_THREADS": "1"}


@contextmanager
def running(
    host: str, port: int, workers: int, *, log: IO[bytes] | None = None, worker: bool = True
) -> "Iterator[Service]":
    """The service, started; whatever ends the block ends it gently too.

    TERM and a closed terminal interrupt the block as Ctrl-C does, so that nothing that was started
    is left running.

    Args:
        host: address to listen on.
        port: likewise.
        workers: processes.
        log: where its output goes; None: where ours goes.
        worker: whether a worker for long work runs beside it.

    """
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    with tempfile.TemporaryDirectory(prefix="lingkar-metrics-") as metrics:
        command = gunicorn_arguments(host, port, workers)
        service = Service(_start(command, gunicorn_environment(metrics), log), log, worker=worker)
        try:
            yield service
        finally:
            service.end()


class Service:
    """Gunicorn and, beside it, a worker that is started again wherever it is lost.

    Args:
        process: gunicorn.
        log: where the worker's output goes; None: where ours goes.
        worker: whether there is one.

    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", log: IO[bytes] | None, *, worker: bool
    ) -> None:
        self.process, self._log = process, log
        self._worker = self._started() if worker else None

    def wait(self) -> int:
        """Gunicorn's exit code, once it has ended."""
        while True:
            try:
                return self.process.wait(timeout=AGAIN)
            except subprocess.TimeoutExpired:
                if self._worker is not None and self._worker.poll() is not None:
                    self._worker = self._started()

    def end(self) -> None:
        """End both gently: a request is answered, a job given back."""
        both = [one for one in (self.process, self._worker) if one is not None]
        for one in both:
            one.terminate()
        for one in both:
            _gone(one)

    def _started(self) -> "subprocess.Popen[bytes]":
        return _start(worker_arguments(), os.environ | {"OMP_NUM_THREADS": "1"}, self._log)


def _gone(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a process that was told to end; one that hangs is killed, and loses nothing."""
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start(
    command: list[str], environment: dict[str, str], log: IO[bytes] | None
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 (our own words, no shell)
        command, env=environment, stdout=log, stderr=subprocess.STDOUT if log else None
    )


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@click.command("serve", cls=KindCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--worker/--no-worker",
    default=True,
    show_default=True,
    help="Whether a worker for long work runs beside it; else run `lingkar worker` elsewhere.",
)
def serve_command(host: str, port: int, workers: int, worker: bool) -> None:
    """Serve the HTTP API until stopped."""
    demand_free(host, port, "lingkar serve --port {}")
    open_store(read_settings().database_url).close()  # says now if it cannot be used
    tell(N_("Serving on {address}. Ctrl-C stops."), address=f"http://{host}:{port}")
    try:
        with running(host, port, workers, worker=worker) as service:
            code = service.wait()
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)
