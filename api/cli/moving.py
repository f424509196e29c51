"""Commands that move members between the circles of a plan: move, swap, merge, proposal, undo.

What a change costs and would break is told before it is made; with `--dry-run` that is all.
"""

import shlex
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import click
from sqlalchemy.orm import Session

from api.cli.circles import circles_group
from api.cli.plans import reading
from api.cli.pricing import tell_price
from api.cli.terminal import tell
from matcher.circles import numbering
from matcher.errors import Conflict, DataError
from matcher.i18n import N_
from matcher.settings import read_settings
from matcher.store import circles, plans
from matcher.store.session import open_store

if TYPE_CHECKING:
    from matcher.circles.edits import Change
    from matcher.circles.pricing import Price
    from matcher.circles.standing import Standing

    Asked: TypeAlias = Callable[[Session, Standing], Change]
    """What is to be changed of circles as they stand."""

dry_run_option = click.option(
    "--dry-run",
    is_flag=True,
    help="Only tell what it would bring; exit code 1 if it would be refused.",
)
anyway_option = click.option(
    "--anyway",
    metavar="RULE",
    multiple=True,
    help="A rule that may be broken, by the code that --dry-run tells; may be given several times.",
)
plan_option = click.option(
    "--plan", "plan_id", metavar="PLAN", required=True, help="Whose circles they are."
)


@circles_group.command("move")
@click.argument("member_id", metavar="MEMBER")
@plan_option
@click.option(
    "--from", "origin", metavar="CIRCLE", help="Which she leaves, if she sits in several."
)
@click.option(
    "--to",
    metavar="CIRCLE",
    help="Where she goes, by number in the plan or by id; left out: onto the waiting list.",
)
@anyway_option
@dry_run_option
def move_command(  # noqa: PLR0917 (the options of a command)
    member_id: str,
    plan_id: str,
    origin: str | None,
    to: str | None,
    anyway: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Move MEMBER to another circle, or to the waiting list.

    What it costs and would break is told first. `lingkar circles undo PLAN` takes it back.
    """

    def asked(session: Session, _: "Standing") -> "Change":
        left, joined = (
            None if one is None else numbering.find(session, one, plan_id).circle_id
            for one in (origin, to)
        )
        return _moves(anyway, (member_id, joined, left))

    _change(plan_id, asked, dry_run)


@circles_group.command("swap")
@click.argument("first", metavar="MEMBER")
@click.argument("second", metavar="OTHER")
@plan_option
@anyway_option
@dry_run_option
def swap_command(
    first: str, second: str, plan_id: str, anyway: tuple[str, ...], dry_run: bool
) -> None:
    """Have MEMBER and OTHER change places.

    Each of them sits in one circle of the plan.
    """

    def asked(session: Session, _: "Standing") -> "Change":
        one, other = (_place(session, plan_id, who) for who in (first, second))
        return _moves(anyway, (first, other, one), (second, one, other))

    _change(plan_id, asked, dry_run)


@circles_group.command("merge")
@click.argument("origin", metavar="CIRCLE")
@click.argument("into", metavar="INTO")
@click.option("--plan", "plan_id", metavar="PLAN", help="In which both are numbers.")
@anyway_option
@dry_run_option
def merge_command(
    origin: str, into: str, plan_id: str | None, anyway: tuple[str, ...], dry_run: bool
) -> None:
    """Have all of CIRCLE join INTO.

    Both are circles of the same plan. CIRCLE is empty then: close it.
    """
    with reading() as session:
        left = numbering.find(session, origin, plan_id)
    if left.plan_id is None:
        raise Conflict(
            N_("Circle {circle_id} is of no plan. Move its members one by one."), circle_id=origin
        )

    def asked(session: Session, stood: "Standing") -> "Change":
        from matcher.circles import edits  # noqa: PLC0415 (heavy to import)

        kept = numbering.find(session, into, stood.plan_id)
        return edits.Change(edits.merge(stood, left.circle_id, kept.circle_id), frozenset(anyway))

    _change(left.plan_id, asked, dry_run)


@circles_group.command("proposal")
@click.argument("plan_id", metavar="PLAN")
@click.option("--make", is_flag=True, help="Make it.")
@anyway_option
def proposal_command(plan_id: str, make: bool, anyway: tuple[str, ...]) -> None:
    """Tell what a repair proposes for PLAN, or make it."""

    def asked(session: Session, stood: "Standing") -> "Change":
        from matcher.circles import again, edits  # noqa: PLC0415 (heavy to import)

        revision, moves = again.proposal(session, plan_id)
        if revision != stood.revision:
            raise Conflict(
                N_(
                    "The circles were changed since this was proposed. Ask for another: "
                    "`lingkar circles repair {plan_id} --at-most N`."
                ),
                plan_id=plan_id,
            )
        return edits.Change(moves, frozenset(anyway))

    _change(plan_id, asked, not make)


@circles_group.command("undo")
@click.argument("plan_id", metavar="PLAN")
@anyway_option
@dry_run_option
def undo_command(plan_id: str, anyway: tuple[str, ...], dry_run: bool) -> None:
    """Take the last change of PLAN back.

    Once more makes it again. It is refused if the circles were changed otherwise since.
    """

    def asked(session: Session, _: "Standing") -> "Change":
        from matcher.circles import undoing  # noqa: PLC0415 (heavy to import)
        from matcher.circles.edits import Change  # noqa: PLC0415

        back = undoing.last(session, plan_id)
        return Change(back.moves, back.anyway | frozenset(anyway), back.hours)

    _change(plan_id, asked, dry_run)


def _moves(anyway: tuple[str, ...], *moves: tuple[str, str | None, str | None]) -> "Change":
    """Moves of members: who, to which circle, out of which."""
    from matcher.circles.edits import Change  # noqa: PLC0415 (heavy to import)
    from matcher.circles.moving import Move  # noqa: PLC0415

    asked = tuple(Move(member_id, to, origin) for member_id, to, origin in moves)
    return Change(asked, frozenset(anyway))


def _change(plan_id: str, asked: "Asked", dry_run: bool) -> None:
    """Tell what a change brings, then make it unless it is dry; refuse it alike in both cases."""
    from matcher.circles import edits  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415
    from matcher.circles.pricing import price  # noqa: PLC0415
    from matcher.circles.standing import standing  # noqa: PLC0415

    settings = read_settings()
    with closing(open_store(settings.database_url)) as store:
        with store.read() as session:
            plans.get(session, plan_id)
            encoder = community_encoder(session, settings.encoder)
            stood = standing(session, plan_id, encoder)
            change = asked(session, stood)
            cost = _at_hours(price(stood, change.moves), change)
        tell_price(stood, cost)
        _refuse(cost, change)
        if dry_run:
            tell(N_("Nothing is changed yet."))
            return
        with store.begin() as session:
            now = datetime.now(UTC)
            edits.apply(session, plan_id, stood.revision, change, now, actor="cli", encoder=encoder)
    tell(N_("It is done. `lingkar circles undo {plan_id}` takes it back."), plan_id=plan_id)


def _at_hours(cost: "Price", change: "Change") -> "Price":
    """The price with the hours that the change itself names."""
    hours = change.hours or {}
    return replace(
        cost,
        circles=tuple(
            replace(one, slots=(one.slots[0], hours.get(one.circle_id, one.slots[1])))
            for one in cost.circles
        ),
    )


def _refuse(cost: "Price", change: "Change") -> None:
    """Make sure that the change may be made; else tell how to ask for it, if that helps at all."""
    from matcher.circles import edits  # noqa: PLC0415 (heavy to import)

    unnamed = [rule for rule in cost.hard if rule not in change.anyway]
    if unnamed and edits.NEVER.isdisjoint(cost.hard):
        raise Conflict(
            N_("This would break: {rules}. To do it all the same, add {options}."),
            rules=", ".join(unnamed),
            options=" ".join(f"--anyway {shlex.quote(rule)}" for rule in unnamed),
        )
    edits.refuse(cost, change.anyway)


def _place(session: Session, plan_id: str, member_id: str) -> str:
    """The circle of a plan that somebody sits in."""
    of_plan = {one.circle_id for one in circles.of_plan(session, plan_id)}
    sits = [
        one.circle_id
        for one in circles.history(session, member_id)
        if one.left_at is None and one.circle_id in of_plan
    ]
    if len(sits) != 1:
        raise DataError(
            N_("Member {member_id} sits in {count} circles of this plan. Move her by `move`."),
            member_id=member_id,
            count=len(sits),
        )
    return sits[0]
