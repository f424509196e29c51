"""Commands about the database."""

import click

from api.cli.terminal import KindGroup, settings, tell
from matcher.i18n import N_
from matcher.store.migrate import upgrade


@click.group("db", cls=KindGroup)
def database_group() -> None:
    """Create or update the database."""


@database_group.command("upgrade")
def upgrade_command() -> None:
    """Create the database, or bring an older one to this version."""
    upgrade(settings().database_url)
    tell(N_("The database is up to date."))
