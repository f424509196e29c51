"""The offline trainer: tables, features, models, evaluation, bundle.

::

    python train.py                     learn from the store, put the new bundle in service
    python train.py --data FOLDER       learn from a folder of CSV files instead
    python train.py rollback            go back to the bundle before the one in service
    python train.py encoder --data DIR  make the weights of the shipped text encoder anew

Whatever goes wrong, the bundle in service stays in service.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from rich.table import Table

from features.errors import LingkarError
from features.vocabulary import Purpose
from matcher.errors import TrainingRefused, of_file
from matcher.i18n import LANGUAGES, N_, message, say
from matcher.progress import console, progress_bars
from matcher.settings import Settings, read_settings
from matcher.store.session import Store, open_store
from matcher.store.tables import Community, read_tables
from matcher.transfer import ImportReport, import_folder
from models.base import Progress, silent
from models.bundle import activate, prune
from models.bundle import rollback as roll_back
from models.encoder import WEIGHTS
from models.encoder.recipe.packages import demand as demand_packages
from models.encoder.recipe.settings import FEWEST_ROWS, Order, Recipe
from models.splits import moment
from models.training import Lesson, learn
from models.trial import OWN, Trial

FEWEST_ENROLMENTS = 20
"""With fewer there is nothing to learn from, and nothing to test on."""

PAIRS = Path(__file__).parent / "benchmarks" / "data" / "domain_pairs.tsv"
"""What measures the encoder in the domain; kept out of its training. Only a checkout has it."""

SHOWN = 5
"""Refused rows printed at most."""

out, err = console(), console(stderr=True)


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training.

    Attributes:
        version: the bundle that is in service now.
        trial: how well the same models did on the end of time.
        seconds: in all.

    """

    version: str
    trial: Trial
    seconds: float


def train(
    community: Community, options: Settings, *, seed: int = 0, progress: Progress = silent
) -> Trained:
    """Learn from `community`, write a bundle, put it in service, remove old ones.

    Args:
        community: as `read_tables` gives it for `Purpose.RECOMMEND`.
        options: where bundles are, which encoder, how many bundles are kept.
        seed: the same data and seed give the same arrays, to the byte.
        progress: told after each part of each step.

    Raises:
        TrainingRefused: the data cannot be learned from.
        EncoderUnavailable: the encoder of the settings cannot be used here.
        BundleError: the bundle cannot be written.

    """
    begun = time.perf_counter()
    demand(community)
    lesson = Lesson(community.members, community.classes, community.enrolments)
    version, trial = learn(
        lesson, options.bundles, encoder=options.encoder, seed=seed, progress=progress
    )
    activate(options.bundles, version)
    prune(options.bundles, options.keep_bundles)
    return Trained(version, trial, time.perf_counter() - begun)


def demand(community: Community) -> None:
    """Refuse what cannot be learned from.

    Raises:
        TrainingRefused: says what is missing and where it comes from.

    """
    log = community.enrolments
    if not len(community.classes):
        raise TrainingRefused(
            N_("There are no classes yet, so there is nothing to suggest. Import a classes.csv.")
        )
    if not len(community.members):
        raise TrainingRefused(
            N_(
                "No member has agreed to `recommend` yet, and training uses nobody who has not. "
                "Ask for consent, then import members.csv with `recommend` in the column consent."
            )
        )
    if len(log) < FEWEST_ENROLMENTS:
        raise TrainingRefused(
            N_(
                "Members who agreed to `recommend` have {found} enrolments; training needs at "
                "least {needed}. Import an enrolments.csv, or train later."
            ),
            found=len(log),
            needed=FEWEST_ENROLMENTS,
        )
    if log.at.min() == moment(log):
        raise TrainingRefused(
            N_(
                "Most enrolments bear the same time, {at}, so it cannot be learned what follows "
                "what. Give each enrolment its own time in the column enrolled_at."
            ),
            at=f"{log.at.min()}Z",
        )


class KindGroup(click.Group):
    """A group whose errors on purpose are one paragraph and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run; say what was wrong in the language asked for."""
        try:
            return super().invoke(ctx)
        except LingkarError as error:
            _complain(ctx, error)
        except OSError as error:
            _complain(ctx, of_file(error))
        sys.exit(1)


HEARD = {"rollback": {"bundles", "language"}, "encoder": {"language"}}
"""Options of the group that its commands use."""


@click.group(
    cls=KindGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--data", type=click.Path(path_type=Path), help="Learn from the CSV files in here.")
@click.option("--database", "database_url", help="SQLAlchemy URL of the store.")
@click.option("--bundles", type=click.Path(path_type=Path), help="Folder of bundles.")
@click.option(
    "--encoder", help="`lingkar`, `fitted`, or the name or folder of a sentence-transformers model."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="Language of messages.")
@click.pass_context
def main(ctx: click.Context, /, data: Path | None, seed: int, **given: Any) -> None:
    """Learn from the community and put the result in service.

    What is not given here is as in the settings: LINGKAR_… variables or lingkar.toml.
    """
    ctx.obj = read_settings(**{name: value for name, value in given.items() if value is not None})
    if ctx.invoked_subcommand is not None:
        _demand_heard(ctx, ctx.invoked_subcommand)
        return
    with _source(data, ctx.obj) as store, store.read() as session:
        community = read_tables(session, purpose=Purpose.RECOMMEND)
    with progress_bars(err) as bars:
        trained = train(community, ctx.obj, seed=seed, progress=bars)
    _summary(trained, ctx.obj)


@main.command("rollback")
@click.pass_obj
def rollback_command(options: Settings) -> None:
    """Put the bundle before the current one back in service."""
    version = roll_back(options.bundles)
    out.print(say(N_("The bundle {version} is in service."), options.language, version=version))


@main.command("encoder")
@click.option(
    "--data", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Public data."
)
@click.option("--pairs", default=PAIRS, type=click.Path(path_type=Path), help="Domain pairs.")
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Instead of the shipped.")
@click.option(
    "--cache",
    default=Path("var/teachers"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="What the teachers said, for another run.",
)
@click.option("--steps", default=Recipe().steps, show_default=True, type=click.IntRange(1))
@click.option("--rows", type=click.IntRange(FEWEST_ROWS), help="Of each source, to try the recipe.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.pass_obj
def encoder_command(
    options: Settings,
    *,
    data: Path,
    pairs: Path,
    folder: Path | None,
    cache: Path,
    steps: int,
    rows: int | None,
    seed: int,
) -> None:
    """Make the weights of the shipped text encoder anew: about an hour on two cores.

    DIR is the folder of public data that docs/benchmarks.md names. What the teachers say is kept
    in the cache, so that another run takes less. The weights in place stay until new ones are
    whole.
    """
    if rows is not None and folder is None:
        raise click.UsageError("A trial with --rows needs --out: it must not become what ships.")
    place = folder or WEIGHTS
    demand_packages()
    from models.encoder.recipe.publishing import publish  # noqa: PLC0415 - needs torch

    kept = cache if rows is None else cache / f"rows-{rows}"
    order = Order(data, pairs, kept, Recipe(steps=steps, rows=rows, seed=seed))
    with progress_bars(err) as bars:
        figures = publish(order, place, bars)
    table = Table(box=None, pad_edge=False)
    table.add_column(say(N_("Measure, dev part"), options.language))
    table.add_column(say(N_("Figure"), options.language), justify="right")
    for name, figure in figures.items():
        table.add_row(name, f"{figure:.3f}")
    out.print(table)
    sentence = N_("The encoder is in {folder}. Bundles made with the former one ask for training.")
    out.print(say(sentence, options.language, folder=str(place)))


def _demand_heard(ctx: click.Context, command: str) -> None:
    """Refuse options in front of a command that would make no difference to it."""
    for option in ctx.command.params:
        source = ctx.get_parameter_source(option.name or "")
        if source is ParameterSource.COMMANDLINE and option.name not in HEARD[command]:
            raise click.UsageError(
                f"{option.opts[0]} before `{command}` makes no difference to it. "
                f"What `{command}` can be told comes after it: see `{command} --help`."
            )


def _complain(ctx: click.Context, error: LingkarError) -> None:
    """Print what was wrong and how to mend it."""
    err.print(message(error, _language(ctx)), style="red")


def _language(ctx: click.Context) -> str:
    """As asked for, else as set, else Indonesian."""
    return str(ctx.params.get("language") or getattr(ctx.obj, "language", LANGUAGES[0]))


@contextmanager
def _source(data: Path | None, options: Settings) -> Iterator[Store]:
    """The store to learn from: that of the settings, or a temporary one filled from `data`."""
    with tempfile.TemporaryDirectory(prefix="lingkar-") as folder:
        url = options.database_url if data is None else f"sqlite:///{folder}/lingkar.db"
        with closing(open_store(url, migrate=data is not None)) as store:
            if data is not None:
                _fill(store, data, options.language)
            yield store


def _fill(store: Store, data: Path, language: str) -> None:
    """Import `data`, and say which rows could not be used."""
    with progress_bars(err) as bars:
        report: ImportReport = import_folder(store, data, now=datetime.now(UTC), progress=bars)
    refused = [problem for problem in report.problems if problem.refused]
    for problem in refused[:SHOWN]:
        err.print(problem.text(language))
    if len(refused) > SHOWN:
        err.print(say(N_("… and {more} more."), language, more=len(refused) - SHOWN))


def _summary(trained: Trained, options: Settings) -> None:
    """A table of the models, and where the bundle is."""

    def tell(sentence: str, **facts: object) -> str:
        return say(sentence, options.language, **facts)

    table = Table(box=None, pad_edge=False)
    table.add_column(tell(N_("Model")))
    for name in trained.trial.metrics[OWN].values:
        table.add_column(name, justify="right")
    table.add_column(tell(N_("recall@10, no history")), justify="right")
    for name, found in trained.trial.metrics.items():
        values = (*found.values.values(), found.segments["history: 0"].values["recall@10"])
        row = [f"{value:.3f}" for value in values]
        table.add_row(name, *row, style="bold" if name == OWN else None)
    out.print(table)
    report = options.bundles / trained.version / "report.html"
    sentence = N_("Bundle {version} is in service after {seconds} seconds. Report: {report}")
    seconds = round(trained.seconds, 1)
    out.print(tell(sentence, version=trained.version, seconds=seconds, report=str(report)))


if __name__ == "__main__":
    main()
