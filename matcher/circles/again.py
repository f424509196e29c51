"""Circles of a plan formed again from where they stand: all that is free, or as few as may move."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from features.arrays import Float64, Int32
from matcher import audit
from matcher.circles import edits, plans
from matcher.circles.edits import Change
from matcher.circles.form import community_encoder
from matcher.circles.formation import leader_of
from matcher.circles.moving import Move
from matcher.circles.standing import Standing, standing
from matcher.circles.states import CHANGED, UNPUBLISHED
from matcher.errors import Conflict, NotFound
from matcher.grouping.checking import check
from matcher.grouping.problem import WAITING, Problem
from matcher.grouping.ruled.price import among, compare
from matcher.grouping.ruled.repair import repair
from matcher.grouping.solution import Watcher, onward
from matcher.grouping.solve import solve
from matcher.i18n import N_
from matcher.store import circles
from matcher.store import plans as kept
from matcher.work import jobs
from matcher.work.jobs import OBJECTIVE
from matcher.work.task import Keep, Task

IMPROVE: Final = "circles.improve"
REPAIR: Final = "circles.repair"
"""The kinds of the jobs."""
TRIED: Final = 500
"""Free seats that are tried in a circle that lacks somebody."""
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
    circle = improved(stood, seconds, seed, _watcher(task, seconds))
    change = Change(moves_between(stood, circle))

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
    circle = repaired(stood, int(task.args["at_most"]), seconds, seed, _watcher(task, seconds))
    moves = moves_between(stood, circle)
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


def improved(stood: Standing, seconds: float, seed: int, watch: Watcher = onward) -> Int32:
    """(r,) int32 of each seat, after the drafts that are free were formed anew.

    Raises:
        Conflict: none of the circles is free.
        Infeasible: no grouping keeps every rule.

    """
    free = [
        c for c, one in enumerate(stood.circles) if one.status in UNPUBLISHED and not one.locked
    ]
    part, seats, start = _part(stood, free)
    found = solve(part, seconds=seconds, seed=seed, watch=watch, warm_start=start)
    return _whole(stood, free, seats, found.circle)


def repaired(
    stood: Standing, at_most: int, seconds: float, seed: int, watch: Watcher = onward
) -> Int32:
    """(r,) int32 of each seat, after the best change that moves at most so many who sit.

    Nobody is sent from a circle that its members know of to the waiting list.

    Raises:
        Conflict: none of the circles is free, or no such change keeps every rule.

    """
    free = [c for c, one in enumerate(stood.circles) if not one.locked]
    part, seats, start = _part(stood, free)
    part = replace(part, waiting=_as_dear(part, start))
    known = [k for k, c in enumerate(free) if stood.circles[c].status not in UNPUBLISHED]
    found = repair(
        part,
        _mended(part, start),
        at_most,
        seconds=seconds,
        seed=seed,
        watch=watch,
        stay=np.isin(start, known),
    )
    if not found.trace:
        raise Conflict(
            N_("No change that moves at most {at_most} members keeps every rule. Allow more."),
            at_most=at_most,
        )
    return _whole(stood, free, seats, found.circle)


def moves_between(stood: Standing, circle: Int32) -> tuple[Move, ...]:
    """The moves that make a grouping of what stands; a circle without a leader is given one.

    Args:
        stood: the circles as they stand.
        circle: (r,) int32 of each seat, afterwards.

    """
    moves: list[tuple[int, int, int]] = []
    for row in np.unique(stood.roster.member[np.flatnonzero(circle != stood.circle)]).tolist():
        seats = np.array(stood.frame.seats[row])
        was, will = (set(one[seats].tolist()) - {WAITING} for one in (stood.circle, circle))
        left, joined = sorted(was - will), sorted(will - was)
        for k in range(max(len(left), len(joined))):
            origin = left[k] if k < len(left) else WAITING
            moves.append((row, origin, joined[k] if k < len(joined) else WAITING))
    leads = _leads(stood, circle, {to for _, _, to in moves if to != WAITING})
    ids = stood.roster.members.ids
    names = [*(one.circle_id for one in stood.circles), None]
    return tuple(
        Move(
            ids[row],
            names[to],
            names[origin],
            further=origin == WAITING,
            role="facilitator" if leads.get(to) == row else "member",
        )
        for row, origin, to in sorted(moves, key=lambda one: (one[1] == WAITING, one))
    )


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
    told = [
        {
            "member_id": one.member_id,
            "from": one.origin,
            "to": one.to,
            "further": one.further,
            "role": one.role,
        }
        for one in moves
    ]
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
    moves = tuple(
        Move(one["member_id"], one["to"], one["from"], one["further"], one["role"])
        for one in found["moves"]
    )
    return int(found["revision"]), moves


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


def _part(stood: Standing, free: list[int]) -> tuple[Problem, Int32, Int32]:
    """The problem of the free circles, with the seats in them and those that are free too.

    Returns:
        the problem; (s,) int32 seats; (s,) int32 grouping of them.

    """
    if not free:
        raise Conflict(N_("All circles here are locked or known to their members."))
    seats = np.flatnonzero(np.isin(stood.circle, [WAITING, *free])).astype(np.int32)
    whole, places = stood.built.problem, np.array(free, dtype=np.int32)
    name = np.full(len(stood.circles) + 1, WAITING, dtype=np.int32)
    name[places] = np.arange(len(places))
    part = replace(
        whole,
        scores=whole.scores.of(seats),
        sizes=whole.sizes[places],
        waiting=None if whole.waiting is None else whole.waiting[seats],
        rules=tuple(among(rule, seats, places) for rule in whole.rules),
    )
    return part, seats, name[stood.circle[seats]]


def _as_dear(part: Problem, circle: Int32) -> Float64:
    """(s,) what waiting costs, where none who waits is dearer than whoever sits already.

    Else publishing a plan, which counts who waits, would have a repair change them for others.
    """
    costs = np.zeros(len(part)) if part.waiting is None else part.waiting
    dearest = max(costs[circle == WAITING], default=0.0)
    sits = (circle != WAITING) & (costs > 0)
    return np.where(sits, np.maximum(costs, dearest), costs)


def _mended(part: Problem, circle: Int32) -> Int32:
    """(s,) int32 the grouping with seats that are free given to circles that lack somebody.

    It is cheaper than any search where a leader or a member too few is all that is amiss.
    """
    lacking = sorted({one.circle for one in check(part, circle).breaks if one.hard})
    for c in lacking:
        best, worth = circle, (0, 0.0)
        for seat in np.flatnonzero(circle == WAITING)[:TRIED].tolist():
            after = circle.copy()
            after[seat] = c
            found = compare(part, circle, after).price()
            mended = sum(one.units for one in found.mends if one.hard)
            broken = sum(one.units for one in found.breaks if one.hard)
            if (mended - broken, found.objective) > worth and mended > broken:
                best, worth = after, (mended - broken, found.objective)
        circle = best
    return circle


def _whole(stood: Standing, free: list[int], seats: Int32, circle: Int32) -> Int32:
    """A grouping of all seats, out of that of the free ones; a member's first seats are taken."""
    names = np.array([*free, WAITING], dtype=np.int32)
    whole = stood.circle.copy()
    whole[seats] = names[circle]
    return whole


def _leads(stood: Standing, circle: Int32, changed: set[int]) -> dict[int, int]:
    """By changed circle whoever is to lead it, where nobody who led it stays."""
    leads = {}
    for c in changed:
        rows = stood.roster.member[np.flatnonzero(circle == c)]
        if not set(rows.tolist()) & set(stood.circles[c].leaders):
            leader = leader_of(rows, stood.roster)
            if leader is not None:
                leads[c] = leader
    return leads


def _watcher(task: Task, limit: float) -> Watcher:
    def watch(seconds: float, objective: float) -> bool:
        share = round(min(seconds / limit, 1.0), 3)
        found = objective if isfinite(objective) else None
        return task.watch({"seconds": round(seconds, 1), "share": share, OBJECTIVE: found})

    return watch
