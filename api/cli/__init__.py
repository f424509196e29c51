"""The command line: the console script `lingkar`, and the same commands under `flask --app api`."""

from api.cli.group import COMMANDS, main

__all__ = ["COMMANDS", "main"]
