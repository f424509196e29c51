"""The command that refreshes the committed API document."""

from pathlib import Path

import click

import api
from api.cli.terminal import KindCommand


@click.command("openapi", cls=KindCommand)
def openapi_command() -> None:
    """Write api/openapi.json anew from the endpoints."""
    from api.openapi import document_text  # noqa: PLC0415 (api.openapi needs every endpoint)

    Path(api.__file__).with_name("openapi.json").write_text(document_text(), encoding="utf-8")
    click.echo("api/openapi.json is up to date")
