"""Commands about keys of the HTTP API."""

from contextlib import closing
from datetime import UTC, datetime

import click
from rich.table import Table

from api.cli.terminal import KindGroup, language, out, tell
from matcher.access import KeyRole, create_key, list_keys, revoke
from matcher.i18n import N_, say
from matcher.settings import read_settings
from matcher.store.session import open_store


@click.group("keys", cls=KindGroup)
def keys_group() -> None:
    """Create, list and revoke keys of the HTTP API."""


@keys_group.command("create")
@click.option(
    "--role",
    type=click.Choice([role.value for role in KeyRole]),
    default=KeyRole.READER.value,
    show_default=True,
)
@click.option("--label", required=True, help="What the key is for, to recognise it later.")
def create_command(role: str, label: str) -> None:
    """Make a key and print it, once."""
    opened = closing(open_store(read_settings().database_url, migrate=True))
    with opened as store, store.begin() as session:
        key = create_key(session, KeyRole(role), label, datetime.now(UTC))
    tell(N_("Keep this key safe; it is not shown again:"))
    click.echo(key)


@keys_group.command("list")
def list_command() -> None:
    """List the keys, without their secrets."""
    with closing(open_store(read_settings().database_url)) as store, store.read() as session:
        keys = list_keys(session)
    lang = language()
    heads = (N_("Key"), N_("Role"), N_("Label"), N_("Created"), N_("Revoked"))
    table = Table(*(say(head, lang) for head in heads), box=None, pad_edge=False)
    for key in keys:
        ended = f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
        table.add_row(key.key_id, key.role, key.label, f"{key.created_at:%Y-%m-%d}", ended)
    out.print(table)


@keys_group.command("revoke")
@click.argument("key")
def revoke_command(key: str) -> None:
    """End a key at once; KEY is the key itself or its id."""
    with closing(open_store(read_settings().database_url)) as store, store.begin() as session:
        key_id = revoke(session, key, datetime.now(UTC))
    tell(N_("The key {key_id} is revoked."), key_id=key_id)
