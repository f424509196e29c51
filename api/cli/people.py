"""Commands about one member."""

from contextlib import closing
from datetime import UTC, datetime

import click

from api.cli.terminal import KindGroup, language, tell
from matcher.i18n import N_, say
from matcher.privacy import erase_member
from matcher.settings import read_settings
from matcher.store.session import open_store


@click.group("members", cls=KindGroup)
def members_group() -> None:
    """What concerns one member."""


@members_group.command("erase")
@click.argument("member_id")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase_command(member_id: str, yes: bool) -> None:
    """Erase a member and all that is hers: consents, enrolments, ties, stories."""
    if not yes:
        question = say(N_("Erase her data for good? It cannot be undone."), language())
        click.confirm(question, abort=True)
    settings = read_settings()
    with closing(open_store(settings.database_url)) as store, store.begin() as session:
        erase_member(session, member_id, "cli", datetime.now(UTC), bundles=settings.bundles)
    tell(N_("Her data is erased."))
