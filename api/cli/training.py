"""The command that trains: `train.py` with this installation's settings."""

import click

from api.cli.terminal import KindCommand, language


@click.command(
    "train",
    cls=KindCommand,
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train_command(arguments: tuple[str, ...]) -> None:
    """Train on the store and make the new bundle current (all options of train.py)."""
    from train import main  # noqa: PLC0415 (a heavy import that other commands do without)

    arguments = ("--lang", language(), *arguments)
    main(list(arguments), prog_name="lingkar train", standalone_mode=False)
