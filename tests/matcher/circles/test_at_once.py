"""Many who change circles at once: nobody waits for one who waits for her, and nobody is kept."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import again, edits, joining, plans, seats
from matcher.circles.changes import Change, Move
from matcher.circles.states import UNPUBLISHED
from matcher.errors import Conflict, NotFound
from matcher.store import circles, people
from matcher.store import plans as stored
from matcher.store.schema import Job, Plan
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import SMALL, small_plan
from tests.matcher.circles.women import NOW, agree

NAMES = tuple(f"m{number:02}" for number in range(16))
BUNDLES = Path("no-such-folder")


def _wishes() -> dict[str, object]:
    return {**SMALL, "most": 6, "who": {"again": True}}


def _plans(session: Session) -> list[str]:
    """Two plans of the same members, the other way round."""
    agree(session, NAMES)
    groups = [" ".join(NAMES[start : start + 4]) for start in range(0, 12, 4)]
    turned = [" ".join(reversed(one.split())) for one in reversed(groups)]
    made = [
        small_plan(session, *some, request=request, wishes=_wishes())
        for request, some in (("r", groups), ("s", turned))
    ]
    for one in made:
        plan = stored.get(session, one)
        plan.result = {**(plan.result or {}), "waiting": dict.fromkeys(NAMES[12:], "room")}
    return made


Doing = Callable[[Session, Random, list[str]], object]


def _edit(session: Session, dice: Random, made: list[str]) -> object:
    plan_id = dice.choice(made)
    to = dice.choice(circles.of_plan(session, plan_id)).circle_id
    move = Move(dice.choice(NAMES), to, further=True)
    change = Change((move,), frozenset({"hours", "languages"}))
    revision = stored.get(session, plan_id).revision
    return edits.apply(session, plan_id, revision, change, NOW, actor="cli", encoder=shipped())


def _join(session: Session, dice: Random, made: list[str]) -> object:
    there = dice.choice(circles.of_plan(session, dice.choice(made))).circle_id
    name = dice.choice(NAMES)
    joining.join(session, there, name, NOW, actor="cli", encoder=shipped())
    return None


def _leave(session: Session, dice: Random, made: list[str]) -> object:
    there = dice.choice(circles.of_plan(session, dice.choice(made))).circle_id
    name = dice.choice([*circles.roles(session, [there])[there], NAMES[0]])
    seats.leave(session, there, name, NOW, actor="cli", reason="asked")
    return None


def _propose(session: Session, dice: Random, made: list[str]) -> object:
    plan_id = dice.choice(made)
    revision = stored.get(session, plan_id).revision
    name = dice.choice(NAMES)
    circles.lock_members(session, [name])
    if not circles.agreeing(session, [name]):
        raise Conflict("")
    move = Move(name, f"{plan_id}-00000", role="member")
    again.propose(session, plan_id, revision, (move,), NOW, actor="worker")
    return None


def _withdraw(session: Session, dice: Random, _: list[str]) -> object:
    name = dice.choice(NAMES)
    privacy.withdraw(session, name, Purpose.MATCH, NOW)
    return None


def _grant(session: Session, dice: Random, _: list[str]) -> object:
    privacy.grant(session, dice.choice(NAMES), Purpose.MATCH, NOW)
    return None


def _erase(session: Session, dice: Random, _: list[str]) -> object:
    name = dice.choice(NAMES[::3])
    return privacy.erase_member(session, name, "cli", NOW, bundles=BUNDLES)


DOINGS: tuple[Doing, ...] = (
    *(_edit, _join, _leave, _propose, _withdraw, _withdraw, _grant, _grant, _erase),
    lambda session, dice, made: plans.review(session, dice.choice(made), NOW, actor="cli"),
    lambda session, dice, made: plans.publish(session, dice.choice(made), NOW, actor="cli"),
)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_at_once_none_waits_for_ever_and_who_goes_is_nowhere(
    any_store: Store, seed: int
) -> None:
    with any_store.begin() as session:
        made = _plans(session)
    start = threading.Barrier(4)

    def work(number: int) -> int:
        dice, done = Random(seed * 100 + number), 0
        start.wait(30)
        for _ in range(25):
            try:
                with any_store.begin() as session:
                    dice.choice(DOINGS)(session, dice, made)
                done += 1
            except (Conflict, NotFound):
                pass
        return done

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) > 10
    with any_store.read() as session:
        there = people.present(session, NAMES)
        agreeing = circles.agreeing(session, NAMES)
        held = session.execute(select(Plan.wishes, Plan.result)).all()
        done = session.execute(select(Job.args, Job.progress, Job.facts)).all()
        told = json.dumps([list(one) for one in (*held, *done)])
        assert not [one for one in NAMES if one not in agreeing and json.dumps(one) in told]
        drafted = {one.member_id for one in seats.taken(session, list(NAMES), UNPUBLISHED)}
        assert drafted <= agreeing <= there
