"""Commands about data: make a sample, import, export."""

import json
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.table import Table

from api.cli.terminal import KindCommand, language, out, progress_bars, tell
from matcher.i18n import N_, number, say
from matcher.sample import write_sample
from matcher.settings import read_settings
from matcher.store.session import open_store
from matcher.transfer import ImportReport, export_folder, import_folder

SHOWN = 20
"""Problems printed at most; `--json` has all of them."""

SOME_REFUSED = 3
"""Exit code of an import that left rows out."""

EXIT_CODES = """\b
Exit codes:
  0  every row is in
  1  nothing was written: a file cannot be read, or --strict refused a row
  3  rows that cannot be used were left out, all others are in
"""


@click.command("sample", cls=KindCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--members", default=15_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=0, show_default=True, help="Another seed, another community.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the community is as told; today by default.",
)
@click.option(
    "--truth", type=click.Path(dir_okay=False, path_type=Path), help="Also write what lies behind."
)
def sample_command(
    folder: Path, members: int, seed: int, as_of: datetime | None, truth: Path | None
) -> None:
    """Write a generated sample community to FOLDER as CSV files."""
    day: date = (as_of or datetime.now(UTC)).date()
    with progress_bars() as progress:
        write_sample(folder, members=members, seed=seed, as_of=day, progress=progress, truth=truth)
    tell(
        N_("Wrote a generated community of {members} members to {folder}."),
        members=members,
        folder=str(folder),
    )


@click.command("import", cls=KindCommand, epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Refuse everything when one row cannot be used.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
def import_command(folder: Path, strict: bool, as_json: bool) -> None:
    """Read the CSV files of FOLDER into the store, in one transaction."""
    opened = closing(open_store(read_settings().database_url, migrate=True))
    with opened as store, progress_bars() as progress:
        report = import_folder(
            store, folder, strict=strict, now=datetime.now(UTC), progress=progress
        )
    if as_json:
        click.echo(json.dumps(report.to_json(language()), ensure_ascii=False, indent=2))
    else:
        show_report(report)
        if not report.committed:
            tell(N_("Nothing was written: with --strict, every row has to be usable."))
        elif report.refused:
            tell(N_("Rows left out: {refused}. All others are in."), refused=report.refused)
    sys.exit(_exit_code(report))


def _exit_code(report: ImportReport) -> int:
    if not report.committed:
        return 1
    return SOME_REFUSED if report.refused else 0


@click.command("export", cls=KindCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(folder: Path) -> None:
    """Write everything in the store to FOLDER as CSV files that import back to the same."""
    with closing(open_store(read_settings().database_url)) as store:
        export_folder(store, folder)
    tell(N_("Wrote the store to {folder}."), folder=str(folder))


def show_report(report: ImportReport) -> None:
    """Print counts a file, then the first rows that need a look."""
    lang = language()
    heads = (N_("File"), N_("Rows"), N_("New"), N_("Changed"), N_("Unchanged"), N_("Refused"))
    table = Table(*(say(head, lang) for head in heads), box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, counts in report.files.items():
        values = (counts.read, counts.new, counts.changed, counts.unchanged, counts.refused)
        table.add_row(name, *(number(value, lang) for value in values))
    out.print(table)
    for problem in report.problems[:SHOWN]:
        out.print(problem.text(lang))
    if len(report.problems) > SHOWN:
        tell(
            N_("… and {more} more; `--json` prints all of them."),
            more=len(report.problems) - SHOWN,
        )
