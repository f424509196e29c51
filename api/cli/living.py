"""Commands about one circle on its way: lock, hour, join, leave, run, close."""

from datetime import UTC, datetime

import click

from api.cli.circles import circles_group
from api.cli.moving import anyway_option
from api.cli.plans import writing
from api.cli.terminal import language, tell
from features.regions import Zone
from matcher.circles import life, numbering, seats
from matcher.circles.states import CircleStatus
from matcher.circles.words import when
from matcher.i18n import N_, say
from matcher.settings import read_settings
from matcher.store.schema import Circle

circle_argument = click.argument("circle", metavar="CIRCLE")
number_option = click.option(
    "--plan", "plan_id", metavar="PLAN", help="In which CIRCLE is a number; else it is an id."
)


@circles_group.command("lock")
@circle_argument
@number_option
def lock_command(circle: str, plan_id: str | None) -> None:
    """Keep CIRCLE as it is.

    The rest of its plan may be formed anew meanwhile.
    """
    _lock(circle, plan_id, True)
    tell(N_("It is locked: it stays as it is until you unlock it."))


@circles_group.command("unlock")
@circle_argument
@number_option
def unlock_command(circle: str, plan_id: str | None) -> None:
    """Let CIRCLE be changed again."""
    _lock(circle, plan_id, False)
    tell(N_("It is unlocked: it may be changed again."))


@circles_group.command("hour")
@circle_argument
@click.argument("hour", metavar="[HOUR]", required=False)
@number_option
@click.option(
    "--zone", type=click.Choice(list(Zone)), default=Zone.WIB, show_default=True, help="Of HOUR."
)
@click.option("--anyway", type=click.Choice(["hours"]), help="Even if it does not suit all.")
@click.option("--auto", is_flag=True, help="Instead of HOUR: have it chosen again as members move.")
def hour_command(  # noqa: PLR0917 (options of a command)
    circle: str, hour: str | None, plan_id: str | None, zone: Zone, anyway: str | None, auto: bool
) -> None:
    """Choose the weekly HOUR of CIRCLE, such as rabu-19-20.

    No later change chooses it anew. It is refused where it does not suit all members.
    """
    from matcher.circles import weekly  # noqa: PLC0415 (only here)

    if auto == (hour is not None):
        raise click.UsageError(say(N_("Name an hour, or `--auto`: one of the two."), language()))
    if hour is None:
        with writing() as session:
            found = numbering.find(session, circle, plan_id)
            life.free_meeting(session, found.circle_id, datetime.now(UTC), actor="cli")
        tell(N_("From now on its hour is chosen again as members move."))
        return
    slot = weekly.read_slot(hour, Zone(zone))
    rules = {anyway} if anyway else set[str]()
    with writing() as session:
        found = numbering.find(session, circle, plan_id)
        weekly.set_slot(
            session, found.circle_id, slot, datetime.now(UTC), actor="cli", anyway=rules
        )
        name = found.name
    tell(N_("{circle} meets weekly: {hour}."), circle=name, hour=when(slot, Zone(zone), language()))


@circles_group.command("join")
@circle_argument
@click.argument("member_id", metavar="MEMBER")
@number_option
@click.option("--lead", is_flag=True, help="She leads it.")
@anyway_option
def join_command(
    circle: str, member_id: str, plan_id: str | None, lead: bool, anyway: tuple[str, ...]
) -> None:
    """Seat MEMBER in CIRCLE, or change whether she leads it."""
    from matcher.circles import joining  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415

    with writing() as session:
        found = numbering.find(session, circle, plan_id)
        joining.join(
            session,
            found.circle_id,
            member_id,
            datetime.now(UTC),
            actor="cli",
            encoder=community_encoder(session, read_settings().encoder),
            role="facilitator" if lead else "member",
            anyway=anyway,
        )
        name = found.name
    text = N_("{member} leads {circle} now.") if lead else N_("{member} sits in {circle} now.")
    tell(text, member=member_id, circle=name)


@circles_group.command("leave")
@circle_argument
@click.argument("member_id", metavar="MEMBER")
@number_option
@click.option(
    "--reason", default="by_hand", show_default=True, help="A code of why, such as moved_house."
)
def leave_command(circle: str, member_id: str, plan_id: str | None, reason: str) -> None:
    """Free the seat of MEMBER in CIRCLE."""
    with writing() as session:
        found = numbering.find(session, circle, plan_id)
        seats.leave(
            session, found.circle_id, member_id, datetime.now(UTC), actor="cli", reason=reason
        )
        name, plan = found.name, found.plan_id
    tell(N_("{member} has left {circle}."), member=member_id, circle=name)
    if plan is not None:
        tell(
            N_("`lingkar circles repair {plan_id} --at-most 3` looks for who could fill the gap."),
            plan_id=plan,
        )


@circles_group.command("run")
@circle_argument
@number_option
def run_command(circle: str, plan_id: str | None) -> None:
    """Say that CIRCLE, which is published, meets by now."""
    found = _advance(circle, plan_id, CircleStatus.RUNNING)
    tell(N_("{circle} is running now."), circle=found)


@circles_group.command("close")
@circle_argument
@number_option
def close_command(circle: str, plan_id: str | None) -> None:
    """Close CIRCLE for good; all leave it."""
    found = _advance(circle, plan_id, CircleStatus.CLOSED)
    tell(N_("{circle} is closed, and all have left it."), circle=found)


def _lock(circle: str, plan_id: str | None, locked: bool) -> None:
    with writing() as session:
        found = numbering.find(session, circle, plan_id)
        life.set_lock(session, found.circle_id, locked, datetime.now(UTC), actor="cli")


def _advance(circle: str, plan_id: str | None, wanted: CircleStatus) -> str:
    """Bring a circle to a status; returns its name."""
    with writing() as session:
        found: Circle = numbering.find(session, circle, plan_id)
        life.advance(session, found.circle_id, wanted, datetime.now(UTC), actor="cli")
        return found.name
