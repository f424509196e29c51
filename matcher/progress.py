"""Progress bars on a terminal, for whoever starts long work by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from models.base import Progress as ProgressProtocol

_MANY = 100
"""Parts of a step from which on it has a rate."""


class PaceColumn(ProgressColumn):
    """How many parts a second, and how long the rest will take; empty for a step of few parts."""

    def render(self, task: Task) -> Text:
        """The text for one step."""
        rate = task.finished_speed or task.speed
        if not rate or (task.total or 0) < _MANY:
            return Text()
        pace = f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
        if task.finished or task.time_remaining is None:
            return Text(pace)
        return Text(f"{pace}, {timedelta(seconds=int(task.time_remaining))} left")


def console(*, stderr: bool = False) -> Console:
    """A terminal that prints what it is told, as it stands.

    A path with brackets is no markup, and one with colons no emoji.
    """
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def progress_bars(console: Console) -> Iterator[ProgressProtocol]:
    """A `Progress` that draws a bar a step, with counts, time, rate and time left."""
    columns = (
        TextColumn("  {task.description}", markup=False, table_column=Column()),
        BarColumn(bar_width=20),  # it and the description give way where there is little room
        MofNCompleteColumn(table_column=Column(no_wrap=True)),
        TimeElapsedColumn(Column(no_wrap=True)),
        PaceColumn(Column(no_wrap=True)),
    )
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show
