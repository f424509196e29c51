"""`lingkar circles move` and its sisters as a person runs them."""

from pathlib import Path

import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.store.session import open_store
from tests.cli.conftest import Console
from tests.matcher.circles.drafted import SMALL, small_plan
from tests.matcher.circles.women import NOW, agree


@pytest.fixture
def plan_id(lingkar: Console, tmp_path: Path) -> str:
    """A plan with two circles, in the store of the console."""
    assert lingkar("db", "upgrade").returncode == 0
    store = open_store(f"sqlite:///{tmp_path / 'var/lingkar.db'}")
    with store.begin() as session:
        agree(session)
        made = small_plan(session, "ayu bela cici", "dewi eka", wishes=SMALL)
        privacy.grant(session, "fitri", Purpose.MATCH, NOW)
    store.close()
    return made


def test_a_move_is_told_then_made_and_what_may_not_be_is_refused_kindly(
    lingkar: Console, plan_id: str
) -> None:
    second = f"{plan_id}-00001"
    move = ("circles", "move", "cici", "--plan", plan_id, "--to", second, "--lang", "en")
    told = lingkar(*move, "--dry-run")
    assert told.returncode == 0, told.stderr
    assert f"{second}: 2 members before, 3 after." in told.stdout
    assert "cici" not in lingkar("circles", "show", second).stdout
    assert "It is done." in lingkar(*move).stdout
    assert "cici" in lingkar("circles", "show", second).stdout
    refused = lingkar("circles", "move", "bela", "--plan", plan_id, "--lang", "en")
    assert refused.returncode == 1
    assert "may never be broken: size" in refused.stderr


def test_circles_are_locked_joined_and_left(lingkar: Console, plan_id: str) -> None:
    first, second = (f"{plan_id}-0000{n}" for n in range(2))
    swap = ("circles", "swap", "bela", "eka", "--plan", plan_id)
    assert lingkar("circles", "lock", first).returncode == 0
    assert lingkar(*swap).returncode == 1
    assert lingkar("circles", "unlock", first).returncode == 0
    assert lingkar(*swap).returncode == 0
    assert lingkar("circles", "join", second, "fitri", "--lead").returncode == 0
    shown = lingkar("circles", "show", second).stdout
    assert [line.split() for line in shown.splitlines()[1:]] == [
        ["bela", "member"],
        ["dewi", "facilitator"],
        ["fitri", "facilitator"],
    ]
    assert lingkar("circles", "leave", second, "fitri").returncode == 0
    assert lingkar("circles", "close", second).returncode == 0


def test_a_circle_is_merged_into_another_but_never_into_itself_or_into_none(
    lingkar: Console, plan_id: str
) -> None:
    first, second = (f"{plan_id}-0000{n}" for n in range(2))
    for into, words in ((first, "cannot be merged with itself"), ("nope", "nope is none of these")):
        refused = lingkar("circles", "merge", first, into, "--anyway", "size", "--lang", "en")
        assert refused.returncode == 1
        assert words in refused.stderr
    assert len(lingkar("circles", "show", first).stdout.splitlines()) == 4
    assert lingkar("circles", "leave", first, "bela").returncode == 0
    merged = lingkar("circles", "merge", second, first, "--anyway", "hours", "--lang", "en")
    assert "may never be broken: size" in merged.stderr
    assert lingkar("circles", "leave", first, "cici").returncode == 0
    assert lingkar("circles", "merge", second, first).returncode == 0
    shown = lingkar("circles", "show", first).stdout
    assert [line.split() for line in shown.splitlines()[1:]] == [
        ["ayu", "facilitator"],
        ["dewi", "member"],
        ["eka", "member"],
    ]
