"""What every command uses to read settings and to speak: one language, one console."""

from contextlib import AbstractContextManager
from typing import Any

import click

from features.errors import LingkarError
from matcher.errors import DataError, of_file
from matcher.i18n import LANGUAGES, message, say
from matcher.progress import console
from matcher.progress import progress_bars as bars_on
from matcher.settings import read_settings
from models.base import Progress

LANGUAGE = "lingkar.language"
"""Key of the language asked for on the command line, in click's shared `meta`."""

out, err = console(), console(stderr=True)


def language() -> str:
    """The language to speak: asked for, else the setting, else Indonesian."""
    context = click.get_current_context(silent=True)
    asked = context.meta.get(LANGUAGE) if context else None
    if asked:
        return str(asked)
    try:
        return read_settings().language
    except DataError:
        return "id"


def tell(sentence: str, /, **facts: object) -> None:
    """Print `sentence` in the reader's language."""
    out.print(say(sentence, language(), **facts))


def complain(error: LingkarError) -> None:
    """Print what was wrong and how to mend it, to standard error."""
    err.print(message(error, language()), style="red")


def progress_bars() -> AbstractContextManager[Progress]:
    """A `Progress` that draws a bar a step on standard error."""
    return bars_on(err)


def language_option() -> click.Option:
    """`--lang`, which works wherever it stands; the last one counts."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_choose,
        help="Language of messages; by default the setting `language`.",
    )


def _choose(ctx: click.Context, _: click.Parameter, chosen: str | None) -> None:
    if chosen:
        ctx.meta[LANGUAGE] = chosen


class KindCommand(click.Command):
    """A command whose errors on purpose are one paragraph and exit code 1, never a traceback."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.append(language_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run; say what was wrong with what was asked, or with a file or folder named in it."""
        try:
            return super().invoke(ctx)
        except LingkarError as error:
            complain(error)
        except OSError as error:
            complain(of_file(error))
        raise click.exceptions.Exit(1)


class KindGroup(click.Group):
    """A group of such commands."""

    command_class = KindCommand

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.append(language_option())
