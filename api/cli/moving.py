"""Commands about circles as they stand: look, move, swap, merge, lock, join, leave, close, improve.

What a change costs and would break is told before it is made; with `--dry-run` that is all.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import click
from sqlalchemy.orm import Session

from api.cli.circles import circles_group
from api.cli.plans import reading, writing
from api.cli.terminal import language, tell
from matcher.circles import life, seats
from matcher.circles.states import CircleStatus
from matcher.circles.words import rule_name
from matcher.errors import Conflict, DataError
from matcher.i18n import N_
from matcher.settings import read_settings
from matcher.store import circles
from matcher.store.session import open_store

if TYPE_CHECKING:
    from matcher.circles.moving import Move
    from matcher.circles.standing import Standing

    Asked: TypeAlias = Callable[[Standing], tuple[Move, ...]]

dry_run = click.option("--dry-run", is_flag=True, help="Only tell what it would cost and break.")
anyway = click.option("--anyway", multiple=True, help="Code of a hard rule that may be broken.")
waits = click.option("--to", help="Circle she goes to; left out: the waiting list.")


@circles_group.command("show")
@click.argument("circle_id", metavar="CIRCLE")
def show_command(circle_id: str) -> None:
    """Show who sits in CIRCLE."""
    with reading() as session:
        circle = circles.get(session, circle_id)
        tell(N_("{name}: {status}."), name=circle.name, status=circle.status)
        for seat in circles.seats(session, circle_id):
            click.echo(f"  {seat.member_id}  {seat.role}")


@circles_group.command("move")
@click.argument("member_id", metavar="MEMBER")
@click.option("--plan", "plan_id", required=True, help="Whose circles they are.")
@click.option("--from", "origin", help="Circle she leaves, where she sits in several.")
@waits
@anyway
@dry_run
def move_command(  # noqa: PLR0917 (the options of a command)
    member_id: str,
    plan_id: str,
    origin: str | None,
    to: str | None,
    anyway: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Move MEMBER to another circle of a plan, or to the waiting list."""
    _change(plan_id, _moves((member_id, to, origin)), anyway, dry_run)


@circles_group.command("swap")
@click.argument("first", metavar="MEMBER")
@click.argument("second", metavar="OTHER")
@click.option("--plan", "plan_id", required=True, help="Whose circles they are.")
@anyway
@dry_run
def swap_command(
    first: str, second: str, plan_id: str, anyway: tuple[str, ...], dry_run: bool
) -> None:
    """Have MEMBER and OTHER change places; each sits in one circle of the plan."""
    with reading() as session:
        places = [_place(session, plan_id, one) for one in (first, second)]
    moves = _moves((first, places[1], places[0]), (second, places[0], places[1]))
    _change(plan_id, moves, anyway, dry_run)


@circles_group.command("merge")
@click.argument("origin", metavar="CIRCLE")
@click.argument("into", metavar="INTO")
@anyway
@dry_run
def merge_command(origin: str, into: str, anyway: tuple[str, ...], dry_run: bool) -> None:
    """Have all of CIRCLE join INTO, another circle of the same plan."""
    with reading() as session:
        plan_id = circles.get(session, origin).plan_id
    if plan_id is None:
        raise Conflict(
            N_("Circle {circle_id} is of no plan. Move its members one by one."), circle_id=origin
        )
    _change(plan_id, lambda stood: _merge(stood, origin, into), anyway, dry_run)


@circles_group.command("lock")
@click.argument("circle_id", metavar="CIRCLE")
def lock_command(circle_id: str) -> None:
    """Keep CIRCLE as it is while the rest of its plan is formed anew."""
    with writing() as session:
        life.set_lock(session, circle_id, True, datetime.now(UTC), actor="cli")
    tell(N_("It is done."))


@circles_group.command("unlock")
@click.argument("circle_id", metavar="CIRCLE")
def unlock_command(circle_id: str) -> None:
    """Let CIRCLE be changed again."""
    with writing() as session:
        life.set_lock(session, circle_id, False, datetime.now(UTC), actor="cli")
    tell(N_("It is done."))


@circles_group.command("join")
@click.argument("circle_id", metavar="CIRCLE")
@click.argument("member_id", metavar="MEMBER")
@click.option("--lead", is_flag=True, help="She leads it.")
@anyway
def join_command(circle_id: str, member_id: str, lead: bool, anyway: tuple[str, ...]) -> None:
    """Seat MEMBER in CIRCLE, or change whether she leads it."""
    from matcher.circles import joining  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415

    with writing() as session:
        joining.join(
            session,
            circle_id,
            member_id,
            datetime.now(UTC),
            actor="cli",
            encoder=community_encoder(session, read_settings().encoder),
            role="facilitator" if lead else "member",
            anyway=anyway,
        )
    tell(N_("It is done."))


@circles_group.command("leave")
@click.argument("circle_id", metavar="CIRCLE")
@click.argument("member_id", metavar="MEMBER")
@click.option(
    "--reason", default="by_hand", show_default=True, help="A code of why, such as moved_house."
)
def leave_command(circle_id: str, member_id: str, reason: str) -> None:
    """Free the seat of MEMBER in CIRCLE."""
    with writing() as session:
        seats.leave(session, circle_id, member_id, datetime.now(UTC), actor="cli", reason=reason)
    tell(N_("It is done."))


@circles_group.command("close")
@click.argument("circle_id", metavar="CIRCLE")
def close_command(circle_id: str) -> None:
    """Close CIRCLE; all leave it."""
    with writing() as session:
        life.advance(session, circle_id, CircleStatus.CLOSED, datetime.now(UTC), actor="cli")
    tell(N_("It is done."))


@circles_group.command("improve")
@click.argument("plan_id", metavar="PLAN")
@click.option("--seconds", type=float, default=30, show_default=True, help="How long to search.")
def improve_command(plan_id: str, seconds: float) -> None:
    """Have a worker form all drafts of PLAN anew but those that are locked."""
    from matcher.circles import again  # noqa: PLC0415 (heavy to import)

    with writing() as session:
        args = {"seconds": seconds}
        again.ask(session, plan_id, again.IMPROVE, args, datetime.now(UTC), actor="cli")
    tell(N_("Asked for. `lingkar plans show {plan_id}` tells how far it is."), plan_id=plan_id)


@circles_group.command("repair")
@click.argument("plan_id", metavar="PLAN")
@click.option("--at-most", type=int, required=True, help="How many who sit may move.")
@click.option("--seconds", type=float, default=10, show_default=True, help="How long to search.")
def repair_command(plan_id: str, at_most: int, seconds: float) -> None:
    """Have a worker find the best change of PLAN that moves few."""
    from matcher.circles import again  # noqa: PLC0415 (heavy to import)

    with writing() as session:
        args = {"seconds": seconds, "at_most": at_most}
        again.ask(session, plan_id, again.REPAIR, args, datetime.now(UTC), actor="cli")
    tell(N_("Asked for. `lingkar plans show {plan_id}` tells how far it is."), plan_id=plan_id)


def _moves(*moves: tuple[str, str | None, str | None]) -> "Asked":
    """Moves of members: who, to which circle, out of which."""
    from matcher.circles.moving import Move  # noqa: PLC0415 (heavy to import)

    return lambda _: tuple(Move(member_id, to, origin) for member_id, to, origin in moves)


def _merge(stood: "Standing", origin: str, into: str) -> "tuple[Move, ...]":
    from matcher.circles import edits  # noqa: PLC0415 (heavy to import)

    return edits.merge(stood, origin, into)


def _change(
    plan_id: str,
    moves: "Asked",
    anyway: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Tell what moves bring, then make them unless it is dry."""
    from matcher.circles import edits  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415
    from matcher.circles.pricing import price  # noqa: PLC0415
    from matcher.circles.standing import standing  # noqa: PLC0415

    settings = read_settings()
    with closing(open_store(settings.database_url)) as store:
        with store.read() as session:
            encoder = community_encoder(session, settings.encoder)
            stood = standing(session, plan_id, encoder)
            asked = moves(stood)
            cost = price(stood, asked)
        tell(N_("It changes the whole by {objective}."), objective=round(cost.objective, 2))
        for one in cost.circles:
            before, after = one.sizes
            text = N_("{circle}: {before} members before, {after} after.")
            tell(text, circle=one.circle_id, before=before, after=after)
        for broken in cost.breaks:
            text = N_("It breaks: {rule}. {members}")
            rule, members = rule_name(broken.rule, language()), ", ".join(broken.members)
            tell(text, rule=f"{rule} ({broken.rule})", members=members)
        if dry_run:
            return
        with store.begin() as session:
            change = edits.Change(asked, frozenset(anyway))
            edits.apply(
                session,
                plan_id,
                stood.revision,
                change,
                datetime.now(UTC),
                actor="cli",
                encoder=encoder,
            )
    tell(N_("It is done."))


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
