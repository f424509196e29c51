"""What every command uses to read settings and to speak: one language, one console."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from features.errors import LingkarError
from matcher.errors import DataError
from matcher.i18n import N_, message, say
from matcher.settings import Settings
from models.base import Progress as ProgressProtocol

LANGUAGE = "lingkar.language"
"""Key of the language asked for on the command line, in click's shared `meta`."""

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


def settings() -> Settings:
    """The settings of this installation.

    Raises:
        DataError: one of them cannot be used; says which.

    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise DataError(
            N_("The setting `{name}` cannot be used: {reason}. See docs/operations.md."),
            name=".".join(str(part) for part in first["loc"]),
            reason=first["msg"],
        ) from None


def language() -> str:
    """The language to speak: asked for, else the setting, else Indonesian."""
    context = click.get_current_context(silent=True)
    asked = context.meta.get(LANGUAGE) if context else None
    if asked:
        return str(asked)
    try:
        return settings().language
    except DataError:
        return "id"


def tell(sentence: str, /, **facts: object) -> None:
    """Print `sentence` in the reader's language."""
    out.print(say(sentence, language(), **facts), markup=False)


def complain(error: LingkarError) -> None:
    """Print what was wrong and how to mend it, to standard error."""
    err.print(message(error, language()), style="red", markup=False)


@contextmanager
def progress_bars() -> Iterator[ProgressProtocol]:
    """A `Progress` that draws a bar a step, with counts and time."""
    columns = (
        TextColumn("  {task.description:<24}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bars:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show
