"""`lingkar plans` and `circles form --keep` as a person uses them."""

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matcher.circles import plans
from matcher.store.session import open_store
from tests.cli.conftest import Console

FORM = (
    *("circles", "form", "--size", "4-7", "--provinces", "0", "--no-facilitator"),
    *("--seconds", "1", "--lang", "en"),
)


@pytest.fixture
def filled(lingkar: Console, sample: Path) -> Console:
    """The console in a folder with a store of the sample."""
    assert lingkar("import", str(sample)).returncode in {0, 3}
    return lingkar


def told(console: Console, *arguments: str) -> str:
    """What a command says, once it has done what it was asked for."""
    done = console(*arguments, "--lang", "en")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_circles_are_kept_looked_at_reviewed_published_and_handed_out(
    filled: Console, tmp_path: Path
) -> None:
    said = told(filled, *FORM, "--keep")
    (plan_id,) = re.findall(r"lingkar plans show (\w+)", said)
    assert not (tmp_path / "circles").exists()
    assert plan_id in told(filled, "plans", "list")
    shown = json.loads(told(filled, "plans", "show", plan_id, "--json"))
    assert shown["circles"].keys() == {"draft"}
    drafts = shown["circles"]["draft"]
    assert f"Circles: {drafts} draft" in told(filled, "plans", "show", plan_id)
    early = filled("plans", "publish", plan_id, "--lang", "en")
    assert (early.returncode, early.stdout) == (1, "")
    assert f"lingkar plans review {plan_id}" in early.stderr
    assert f"reviewed now: {drafts}." in told(filled, "plans", "review", plan_id)
    assert f"published now: {drafts}." in told(filled, "plans", "publish", plan_id)
    told(filled, "plans", "export", plan_id, "out")
    with (tmp_path / "out" / "members.csv").open(encoding="utf-8", newline="") as text:
        placed = [row for row in csv.DictReader(text) if row["circle"]]
    assert len(placed) == shown["placed"]
    assert len(list((tmp_path / "out" / "invitations").iterdir())) == drafts


def test_what_waits_for_a_worker_is_cancelled_once(filled: Console, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/var/lingkar.db")
    with store.begin() as session:
        now = datetime.now(UTC)
        made = plans.create(session, "r", now, kind="circles", wishes={}, actor="cli").plan_id
    store.close()
    assert "waits for a worker" in told(filled, "plans", "list")
    stopped = filled("plans", "stop", made, "--lang", "en")
    assert (stopped.returncode, stopped.stderr.strip()) == (
        1,
        "Nobody is working on this now: there is nothing to stop.",
    )
    assert "nothing comes of it" in told(filled, "plans", "cancel", made)
    assert "cancelled" in told(filled, "plans", "show", made)


@pytest.mark.parametrize("command", ["show", "review", "publish", "cancel", "stop"])
def test_a_plan_nobody_knows_is_told_so(filled: Console, command: str) -> None:
    done = filled("plans", command, "takada", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no plan takada." in done.stderr


def test_circles_that_would_go_nowhere_are_not_formed(filled: Console) -> None:
    done = filled(*FORM)
    assert done.returncode == 1
    assert "--keep" in done.stderr
