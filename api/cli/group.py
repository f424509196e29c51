"""The group of all commands, and the language they speak."""

import click

from api.cli import asking, living, looking, moving, offering  # noqa: F401 (they add to `circles`)
from api.cli.circles import circles_group
from api.cli.data import export_command, import_command, sample_command
from api.cli.database import database_group
from api.cli.keys import keys_group
from api.cli.openapi import openapi_command
from api.cli.people import members_group
from api.cli.plans import plans_group
from api.cli.serving import serve_command
from api.cli.terminal import KindGroup
from api.cli.training import train_command
from api.cli.up import up_command
from api.cli.worker import worker_command

COMMANDS: tuple[click.Command, ...] = (
    sample_command,
    import_command,
    export_command,
    circles_group,
    plans_group,
    train_command,
    serve_command,
    up_command,
    worker_command,
    keys_group,
    members_group,
    database_group,
    openapi_command,
)


@click.group(cls=KindGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lingkar", prog_name="lingkar")
def main() -> None:
    """Lingkar: next classes, circles and similar stories for communities of mothers.

    Settings come from LINGKAR_… variables or lingkar.toml; see docs/operations.md.
    """


for _command in COMMANDS:
    main.add_command(_command)
