"""Keys of the HTTP API, from the console."""

from datetime import UTC, datetime

from .conftest import Console


def test_a_key_is_shown_once_listed_without_its_secret_and_ends_when_revoked(
    lingkar: Console,
) -> None:
    made = lingkar("keys", "create", "--role", "editor", "--label", "forum RUMII")
    secret = made.stdout.split()[-1]
    assert made.returncode == 0
    assert secret.startswith("lk_")

    listed = lingkar("keys", "list").stdout
    assert secret not in listed
    (row,) = [line for line in listed.splitlines() if "forum RUMII" in line]
    key_id, role, *_ = row.split()
    assert role == "editor"
    assert key_id in secret

    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert row.count(today) == 1
    assert lingkar("keys", "revoke", key_id).returncode == 0
    (row,) = [line for line in lingkar("keys", "list").stdout.splitlines() if key_id in line]
    assert row.count(today) == 2


def test_a_key_may_be_revoked_by_itself_and_its_secret_is_not_shown_again(
    lingkar: Console,
) -> None:
    secret = lingkar("keys", "create", "--label", "x").stdout.split()[-1]

    done = lingkar("keys", "revoke", secret)

    assert done.returncode == 0, done.stderr
    assert secret.split("_")[1] in done.stdout
    assert secret not in done.stdout + done.stderr


def test_a_key_needs_a_role_that_exists(lingkar: Console) -> None:
    assert lingkar("keys", "create", "--label", "x", "--role", "owner").returncode == 2
