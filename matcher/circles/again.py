"""Circles of a plan formed again from where they stand: all that is free, or as few as may move."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any, Final

from sqlalchemy.orm import Session

from matcher import audit
from matcher.circles import changes, edits, plans, regrouping
from matcher.circles.changes import Change, Move
from matcher.circles.form import community_encoder
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CHANGED, UNPUBLISHED
from matcher.errors import Conflict, NotFound
from matcher.grouping.solution import Watcher
from matcher.i18n import N_
from matcher.store import circles
from matcher.store import plans as kept
from matcher.work import jobs
from matcher.work.jobs import OBJECTIVE
from matcher.work.task import Keep, Task

IMPROVE: Final = "circles.improve"
REPAIR: Final = "circles.repair"
"""The kinds of the jobs."""
PROPOSAL: Final = "proposal"
"""Key in the result of a plan: moves that a repair proposes, and the revision they rest on."""


def ask(
    session: Session, plan_id: str, kind: str, args: Mapping[str, Any], now: datetime, *, actor: str
) -> None:
    """Ask for a plan to be improved or repaired by a worker.

    Args:
        session: a transaction for changes.
        plan_id: which.
        kind: `IMPROVE` or `REPAIR`.
        args: `seconds`, `seed`; of a repair `at_most` too: how many who sit may move.
        now: when.
        actor: who asks for it, for the audit trail.

    Raises:
        NotFound: there is no such plan.
        Conflict: something is done for the plan already, or it is a stable mentoring, which no
            search keeps stable.

    """
    plan = kept.get(session, plan_id, for_update=True)
    if (plan.wishes.get("mentoring") or {}).get("stable"):
        raise Conflict(
            N_(
                "This mentoring is stable: all were matched at once by what both sides wish. "
                "A search would undo that. Move members by hand, or form it anew."
            )
        )
    jobs.add(session, kind, plans.subject(plan_id), now, args=args, actor=actor)


def improve_plan(encoder_name: str, task: Task) -> Keep:
    """Form all drafts of a plan anew but those that are locked, from where they stand.

    Args:
        encoder_name: of what members wrote, as settings name it.
        task: about a plan.

    Raises:
        LingkarError: no grouping keeps every rule. So does what is handed back, as `Conflict`,
            where the plan was changed meanwhile, or a member who is to move withdrew: nothing is
            replaced then.

    """
    plan_id, stood, encoder = _read(encoder_name, task)
    seconds, seed = float(task.args["seconds"]), int(task.args.get("seed", 0))
    circle = regrouping.improved(stood, seconds, seed, _watcher(task, seconds))
    change = Change(regrouping.moves_between(stood, circle))

    def keep(session: Session, now: datetime) -> None:
        _demand_agreeing(session, change.moves)
        if change.moves:
            edits.apply(
                session, plan_id, stood.revision, change, now, actor=task.actor, encoder=encoder
            )

    return keep


def repair_plan(encoder_name: str, task: Task) -> Keep:
    """Find the best change that moves few; it is made at once where members know of no circle.

    Else it is kept with the plan as a proposal, for an admin to look at and to make.

    Args:
        encoder_name: of what members wrote, as settings name it.
        task: about a plan.

    Raises:
        Conflict: no change of so few keeps every rule. So does what is handed back where the plan
            was changed meanwhile, or a member who is to move withdrew.

    """
    plan_id, stood, encoder = _read(encoder_name, task)
    seconds, seed = float(task.args["seconds"]), int(task.args.get("seed", 0))
    circle = regrouping.repaired(
        stood, int(task.args["at_most"]), seconds, seed, _watcher(task, seconds)
    )
    moves = regrouping.moves_between(stood, circle)
    touched = {one for move in moves for one in (move.origin, move.to) if one is not None}
    known = any(stood.circles[stood.place[one]].status not in UNPUBLISHED for one in touched)

    def keep(session: Session, now: datetime) -> None:
        _demand_agreeing(session, moves)
        if known:
            propose(session, plan_id, stood.revision, moves, now, actor=task.actor)
        elif moves:
            change = Change(moves)
            edits.apply(
                session, plan_id, stood.revision, change, now, actor=task.actor, encoder=encoder
            )

    return keep


def propose(
    session: Session,
    plan_id: str,
    revision: int,
    moves: tuple[Move, ...],
    now: datetime,
    *,
    actor: str,
) -> None:
    """Keep moves with a plan for an admin to look at; they take the place of earlier ones.

    Raises:
        NotFound: there is no such plan.
        Conflict: it was changed since that revision.

    """
    plan = kept.get(session, plan_id, for_update=True)
    if plan.revision != revision:
        raise Conflict(CHANGED)
    told = changes.kept(moves)
    plan.result = {**(plan.result or {}), PROPOSAL: {"revision": revision, "moves": told}}
    session.flush()
    facts = {"moves": len(moves)}
    audit.record(session, actor, "plan.propose", plans.subject(plan_id), now, **facts)


def proposal(session: Session, plan_id: str) -> tuple[int, tuple[Move, ...]]:
    """The revision that a proposal rests on, and its moves.

    Raises:
        NotFound: there is no such plan, or nothing is proposed for it.

    """
    found = (kept.get(session, plan_id).result or {}).get(PROPOSAL)
    if found is None:
        raise NotFound(N_("Nothing is proposed for this plan."))
    return int(found["revision"]), changes.read(found["moves"])


def _demand_agreeing(session: Session, moves: Sequence[Move]) -> None:
    """Make sure that all who are to move agree to be matched until the transaction ends.

    The revision of a plan does not tell: neither who waits nor a circle that is known changes it.
    """
    ids = {one.member_id for one in moves}
    circles.lock_members(session, ids)
    if ids - circles.agreeing(session, ids):
        raise Conflict(CHANGED)


def _read(encoder_name: str, task: Task) -> tuple[str, Standing, Any]:
    plan_id = plans.of_subject(task.subject)
    with task.store.read() as session:
        encoder = community_encoder(session, encoder_name)
        return plan_id, standing(session, plan_id, encoder), encoder


def _watcher(task: Task, limit: float) -> Watcher:
    def watch(seconds: float, objective: float) -> bool:
        share = round(min(seconds / limit, 1.0), 3)
        found = objective if isfinite(objective) else None
        return task.watch({"seconds": round(seconds, 1), "share": share, OBJECTIVE: found})

    return watch
