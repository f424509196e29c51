"""What a newcomer sees first."""

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
