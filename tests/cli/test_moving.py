"""`lingkar circles move` and its sisters as a person runs them."""

import re
from pathlib import Path

import pytest

from matcher.circles import again
from matcher.circles.changes import Move
from matcher.store import people, plans
from matcher.store.session import open_store
from tests.cli.conftest import EN, Console, told
from tests.matcher.circles.women import NOW


def seated(lingkar: Console, plan_id: str, number: int) -> list[list[str]]:
    """Id and role of each member of a circle."""
    shown = told(lingkar("circles", "show", str(number), "--plan", plan_id, "--brief", *EN))
    return [line.split()[:2] for line in shown.splitlines() if line.startswith("  ")]


def test_a_move_is_told_in_words_then_made_and_taken_back(lingkar: Console, plan_id: str) -> None:
    move = ("circles", "move", "cici", "--plan", plan_id, "--to", "2", *EN)
    dry = told(lingkar(*move, "--dry-run"))
    assert "cici (elsewhere): from Lingkar 1 to Lingkar 2." in dry
    assert "Lingkar 2: 2 members before, 3 after." in dry
    assert "The circles together are worth" in dry
    assert re.search(r"It meets (as before|at another hour): \w+, \d\d:00 WIB", dry)
    assert "Nothing is changed yet." in dry
    assert ["cici", "member"] not in seated(lingkar, plan_id, 2)
    assert f"lingkar circles undo {plan_id}" in told(lingkar(*move))
    assert ["cici", "member"] in seated(lingkar, plan_id, 2)
    undo = ("circles", "undo", plan_id, *EN)
    assert "cici (elsewhere): from Lingkar 2 to Lingkar 1." in told(lingkar(*undo, "--dry-run"))
    told(lingkar(*undo))
    assert ["cici", "member"] in seated(lingkar, plan_id, 1)
    told(lingkar("circles", "lock", "1", "--plan", plan_id))
    assert "changed otherwise since" in told(lingkar(*undo), 1)


def test_what_may_never_be_is_refused_when_dry_too(lingkar: Console, plan_id: str) -> None:
    move = ("circles", "move", "dewi", "--plan", plan_id, *EN)
    for options in ((), ("--dry-run",), ("--anyway", "size")):
        assert "may never be broken: size" in told(lingkar(*move, *options), 1)
    assert ["dewi", "leads"] in seated(lingkar, plan_id, 2)


def test_a_rule_that_may_be_broken_is_named_with_how_to_ask_for_it(
    lingkar: Console, plan_id: str, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'var/lingkar.db'}")
    with store.begin() as session:
        for name, free in (("cici", "mon-08-09"), ("dewi", "tue-08-09")):
            people.upsert(session, name, {"availability": (free,)}, now=NOW)
    store.close()
    move = ("circles", "move", "cici", "--plan", plan_id, "--to", "2", *EN)
    for options in ((), ("--dry-run",)):
        refused = told(lingkar(*move, *options), 1)
        assert "It breaks a shared hour (hours): Lingkar 2: " in refused
        assert "add --anyway hours." in refused
    dry = told(lingkar(*move, "--anyway", "hours", "--dry-run"))
    assert "Nothing is changed yet." in dry


def test_circles_are_locked_joined_left_run_and_closed_by_number(
    lingkar: Console, plan_id: str
) -> None:
    of_plan = ("--plan", plan_id, *EN)
    swap = ("circles", "swap", "bela", "eka", *of_plan)
    assert "is locked" in told(lingkar("circles", "lock", "1", *of_plan))
    assert "is locked" in told(lingkar(*swap), 1)
    assert "unlocked" in told(lingkar("circles", "unlock", "1", *of_plan))
    told(lingkar(*swap))
    joined = told(lingkar("circles", "join", "2", "fitri", "--lead", *of_plan))
    assert "fitri leads Lingkar 2 now." in joined
    assert seated(lingkar, plan_id, 2) == [
        ["bela", "member"],
        ["dewi", "leads"],
        ["fitri", "leads"],
    ]
    left = told(lingkar("circles", "leave", "2", "fitri", *of_plan))
    assert f"lingkar circles repair {plan_id}" in left
    assert "cannot become running" in told(lingkar("circles", "run", "1", *of_plan), 1)
    told(lingkar("plans", "review", plan_id))
    told(lingkar("plans", "publish", plan_id))
    assert "Lingkar 2 is running now." in told(lingkar("circles", "run", "2", *of_plan))
    assert "running now: 1." in told(lingkar("plans", "run", plan_id, *EN))
    assert "is closed" in told(lingkar("circles", "close", "2", *of_plan))
    shown = told(lingkar("plans", "show", plan_id, *EN))
    assert [line.split()[:4] for line in shown.splitlines() if "Lingkar" in line] == [
        ["1", "Lingkar", "1", "running"],
        ["2", "Lingkar", "2", "closed"],
    ]
    assert "It met weekly: " in told(lingkar("circles", "show", "2", *of_plan))


def test_an_hour_is_set_on_the_clock_that_is_named_and_only_if_it_suits_all(
    lingkar: Console, plan_id: str, tmp_path: Path
) -> None:
    hour = ("circles", "hour", "1", "--plan", plan_id, *EN)
    assert "meets weekly: Wednesday, 19:00 WIT" in told(
        lingkar(*hour, "rabu-19-20", "--zone", "WIT")
    )
    shown = told(lingkar("circles", "show", "1", "--plan", plan_id, *EN))
    assert "It meets weekly: Wednesday, 17:00 WIB." in shown
    assert "no hour of the week" in told(lingkar(*hour, "sometime"), 1)
    assert "no hour of the week" in told(lingkar(*hour, "rabu malam"), 1)
    night = told(lingkar(*hour, "wed-02-03"), 1)
    assert "too early or too late where they live: ayu, bela, cici." in night
    store = open_store(f"sqlite:///{tmp_path / 'var/lingkar.db'}")
    with store.begin() as session:
        people.upsert(session, "bela", {"availability": ("mon-08-09",)}, now=NOW)
    store.close()
    assert "they live: bela." in told(lingkar(*hour, "tue-08-09"), 1)
    told(lingkar(*hour, "tue-08-09", "--anyway", "hours"))
    assert "one of the two" in told(lingkar(*hour, "tue-08-09", "--auto"), 2)
    assert "one of the two" in told(lingkar(*hour), 2)
    assert "chosen again as members move" in told(lingkar(*hour, "--auto"))
    assert "It meets weekly: Tuesday, 08:00 WIB." in told(
        lingkar("circles", "show", "1", "--plan", plan_id, "--brief", *EN)
    )


def test_what_a_repair_proposes_is_told_then_made(
    lingkar: Console, plan_id: str, tmp_path: Path
) -> None:
    proposal = ("circles", "proposal", plan_id, *EN)
    assert "Nothing is proposed" in told(lingkar(*proposal), 1)
    store = open_store(f"sqlite:///{tmp_path / 'var/lingkar.db'}")
    with store.begin() as session:
        moves = (Move("cici", f"{plan_id}-00001", f"{plan_id}-00000"),)
        revision = plans.get(session, plan_id).revision
        again.propose(session, plan_id, revision, moves, NOW, actor="worker")
    store.close()
    assert "cici (elsewhere): from Lingkar 1 to Lingkar 2." in told(lingkar(*proposal))
    assert ["cici", "member"] in seated(lingkar, plan_id, 1)
    assert "It is done." in told(lingkar(*proposal, "--make"))
    assert ["cici", "member"] in seated(lingkar, plan_id, 2)
    assert "changed since this was proposed" in told(lingkar(*proposal, "--make"), 1)


def test_a_circle_is_merged_into_another_but_never_into_itself_or_into_none(
    lingkar: Console, plan_id: str
) -> None:
    merge = ("circles", "merge", "--plan", plan_id, *EN)
    for into, words in (("1", "cannot be merged with itself"), ("9", "has no circle 9")):
        assert words in told(lingkar(*merge, "1", into, "--anyway", "size"), 1)
    assert len(seated(lingkar, plan_id, 1)) == 3
    told(lingkar("circles", "leave", f"{plan_id}-00000", "bela"))
    assert "may never be broken: size" in told(lingkar(*merge, "2", "1", "--anyway", "hours"), 1)
    told(lingkar("circles", "leave", "1", "cici", "--plan", plan_id))
    told(lingkar(*merge, "2", "1"))
    assert seated(lingkar, plan_id, 1) == [["ayu", "leads"], ["dewi", "member"], ["eka", "member"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "nope"), "There is no circle nope."),
        (("show", "2"), "--plan PLAN"),
        (("move", "cici", "--plan", "nope"), "There is no plan nope."),
        (("move", "nobody", "--plan", "PLAN", "--to", "2"), "nobody takes no part"),
        (("move", "cici", "--plan", "PLAN", "--to", "7"), "has no circle 7"),
        (("swap", "cici", "fitri", "--plan", "PLAN"), "fitri sits in 0 circles"),
        (("hour", "7", "rabu-19-20", "--plan", "PLAN"), "has no circle 7"),
        (("undo", "PLAN"), "No change of this plan"),
        (("repair", "nope", "--at-most", "3"), "There is no plan nope."),
    ],
)
def test_what_cannot_be_is_told_kindly(
    lingkar: Console, plan_id: str, arguments: tuple[str, ...], words: str
) -> None:
    given = (plan_id if one == "PLAN" else one for one in arguments)
    assert words in told(lingkar("circles", *given, *EN), 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("improve", "p", "--seconds", "-1"),
        ("improve", "p", "--seconds", "nan"),
        ("improve", "p", "--seconds", "1e9"),
        ("improve", "p", "--seconds", "soon"),
        ("repair", "p", "--at-most", "-1"),
        ("repair", "p", "--at-most", "3", "--seconds", "inf"),
    ],
)
def test_numbers_that_cannot_be_are_refused_before_a_worker_is_asked(
    lingkar: Console, arguments: tuple[str, ...]
) -> None:
    assert "Invalid value" in told(lingkar("circles", *arguments), 2)


def test_whoever_asks_for_work_that_no_worker_takes_is_told_so(
    lingkar: Console, plan_id: str
) -> None:
    asked = told(lingkar("circles", "repair", plan_id, "--at-most", "2", *EN))
    assert "Asked for." in asked
    assert re.search(r"one was last seen [\d,]+ minutes ago. `lingkar worker` starts one", asked)
    assert "one was last seen" in told(lingkar("plans", "show", plan_id, *EN))
    assert "worked on already" in told(lingkar("circles", "improve", plan_id, *EN), 1)
