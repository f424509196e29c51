"""The command that does long work: it takes jobs from the store until it is told to stop."""

import signal
from contextlib import closing

import click

from api import logs
from api.cli.terminal import KindCommand
from matcher.settings import read_settings
from matcher.store.session import open_store


@click.command("worker", cls=KindCommand)
def worker_command() -> None:
    """Do long work, such as forming circles, until stopped; any number of workers may run.

    Told to stop (Ctrl-C, TERM), it gives back what it is working on and ends.
    """
    settings = read_settings()
    with closing(open_store(settings.database_url)) as store:
        from matcher.circles.jobs import handlers  # noqa: PLC0415 (compiled code, heavy to import)
        from matcher.circles.lookout import Lookout  # noqa: PLC0415
        from matcher.work.worker import Worker  # noqa: PLC0415

        logs.configure(settings.log_level)
        worker = Worker(store, handlers(settings.encoder), before=Lookout(store).look)
        for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(ending, worker.end)
        worker.run()
