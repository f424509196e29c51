"""Commands that ask a worker for circles to be formed again: improve, repair."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from api.cli.circles import circles_group
from api.cli.numbers import SEATED, Seconds
from api.cli.plans import reading, tell_unheard, writing
from api.cli.terminal import tell
from matcher.circles import plans
from matcher.i18n import N_
from matcher.store import jobs

PATIENCE = 4.0
"""Seconds within which a worker that is there has taken what it is asked for."""


@circles_group.command("improve")
@click.argument("plan_id", metavar="PLAN")
@click.option(
    "--seconds", type=Seconds(), default=30, show_default=True, help="How long to search."
)
def improve_command(plan_id: str, seconds: float) -> None:
    """Form the drafts of PLAN anew, but no locked one.

    A worker does it, from where the circles stand.
    """
    from matcher.circles import again  # noqa: PLC0415 (heavy to import)

    _ask(plan_id, again.IMPROVE, {"seconds": seconds})


@circles_group.command("repair")
@click.argument("plan_id", metavar="PLAN")
@click.option(
    "--at-most", type=SEATED, required=True, help="How many who sit in a circle may move."
)
@click.option(
    "--seconds", type=Seconds(), default=10, show_default=True, help="How long to search."
)
def repair_command(plan_id: str, at_most: int, seconds: float) -> None:
    """Find the best change of PLAN that moves few.

    A worker does it. Drafts are changed at once. For circles that members know of it becomes a
    proposal, which `lingkar circles proposal PLAN` tells.
    """
    from matcher.circles import again  # noqa: PLC0415 (heavy to import)

    proposes = N_(
        "What it proposes for published circles, `lingkar circles proposal {plan_id}` tells."
    )
    _ask(plan_id, again.REPAIR, {"seconds": seconds, "at_most": at_most}, proposes)


def _ask(plan_id: str, kind: str, args: Mapping[str, Any], *more: str) -> None:
    """Ask for it, and tell more about it; then wait a moment, to tell if no worker takes it."""
    from matcher.circles import again  # noqa: PLC0415 (heavy to import)

    with writing() as session:
        again.ask(session, plan_id, kind, args, datetime.now(UTC), actor="cli")
    tell(N_("Asked for. `lingkar plans show {plan_id}` tells how far it is."), plan_id=plan_id)
    for sentence in more:
        tell(sentence, plan_id=plan_id)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with reading() as session:
            job = jobs.latest(session, plans.subject(plan_id))
            if job is None or job.attempt:
                return
        time.sleep(PATIENCE / 10)
    with reading() as session:
        tell_unheard(session, datetime.now(UTC))
