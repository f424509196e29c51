"""What a newcomer sees first."""

import click
import pytest

from api.cli import COMMANDS

from .conftest import FLASK, Console


def test_help_lists_every_command_with_a_word_on_it(lingkar: Console) -> None:
    done = lingkar("--help")

    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command.name} " in done.stdout
        assert command.get_short_help_str()


@pytest.mark.parametrize("name", ["import", "keys"])
def test_a_command_explains_itself_without_a_store(lingkar: Console, name: str) -> None:
    done = lingkar(name, "--help")

    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "command",
    [
        ("--lang", "en", "keys", "list"),
        ("keys", "--lang", "en", "list"),
        ("keys", "list", "--lang", "en"),
        ("--lang", "id", "keys", "list", "--lang", "en"),
        ("export", "--lang", "en", "out"),
        ("train", "--lang", "en"),
        ("train", "--lang", "en", "--seed", "1"),
    ],
)
def test_the_language_is_asked_for_before_or_after_the_command(
    lingkar: Console, command: tuple[str, ...]
) -> None:
    assert lingkar(*command).stderr.startswith("There is no database")


def test_every_command_takes_the_language(lingkar: Console) -> None:
    groups = [command for command in COMMANDS if isinstance(command, click.Group)]
    inner = [command for group in groups for command in group.commands.values()]
    for command in (*COMMANDS, *inner):
        assert [one.opts for one in command.params].count(["--lang"]) == 1, command.name


def test_a_language_that_lingkar_does_not_speak_is_refused(lingkar: Console) -> None:
    done = lingkar("import", "--lang", "fr", "folder")

    assert done.returncode == 2
    assert "'id', 'en'" in done.stderr


def test_flask_knows_the_same_commands_before_there_is_a_database(lingkar: Console) -> None:
    done = lingkar("--help", program=FLASK)

    assert done.returncode == 0
    assert done.stderr == ""
    for command in COMMANDS:
        assert f"\n  {command.name} " in done.stdout


def test_flask_creates_the_database_and_then_uses_it(lingkar: Console) -> None:
    assert lingkar("db", "upgrade", program=FLASK).returncode == 0
    done = lingkar("keys", "create", "--label", "tim", program=FLASK)

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("lk_")


def test_errors_under_flask_are_as_kind(lingkar: Console) -> None:
    done = lingkar("keys", "list", program=FLASK)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "lingkar db upgrade" in done.stderr
