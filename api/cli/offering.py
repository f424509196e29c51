"""Commands that tell where a member would sit best: in another circle, or in another's stead."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from api.cli.circles import circles_group
from api.cli.moving import plan_option
from api.cli.plans import reading
from api.cli.pricing import tell_price
from api.cli.terminal import tell
from matcher.i18n import N_
from matcher.settings import read_settings

if TYPE_CHECKING:
    from matcher.circles.pricing import Price
    from matcher.circles.standing import Standing


@circles_group.command("places")
@click.argument("member_id", metavar="MEMBER")
@plan_option
def places_command(member_id: str, plan_id: str) -> None:
    """Tell where in PLAN MEMBER would sit best, and what it would cost.

    She waits, joins late, or sits in a circle already. Nothing is changed.
    """
    from matcher.circles import board  # noqa: PLC0415 (heavy to import)

    if _offer(plan_id, lambda stood: board.places(stood, member_id)):
        tell(N_("To seat her there: `lingkar circles move {member_id} --plan {plan_id} --to N`."),
             member_id=member_id, plan_id=plan_id)  # fmt: skip
    else:
        tell(N_("No circle of this plan has a place for her."))


@circles_group.command("swaps")
@click.argument("member_id", metavar="MEMBER")
@plan_option
def swaps_command(member_id: str, plan_id: str) -> None:
    """Tell with whom MEMBER would best change places.

    Only what breaks no hard rule and is worth more than now. Nothing is changed.
    """
    from matcher.circles import board  # noqa: PLC0415 (heavy to import)

    if _offer(plan_id, lambda stood: board.swaps(stood, member_id)):
        tell(N_("To make it: `lingkar circles swap {member_id} OTHER --plan {plan_id}`."),
             member_id=member_id, plan_id=plan_id)  # fmt: skip
    else:
        tell(N_("No change of places would be worth more than to leave all as it is."))


def _offer(plan_id: str, find: "Callable[[Standing], list[Price]]") -> bool:
    """Tell what is found in the circles as they stand, the best first; whether there is any."""
    from matcher.circles.form import community_encoder  # noqa: PLC0415 (heavy to import)
    from matcher.circles.standing import standing  # noqa: PLC0415

    with reading() as session:
        encoder = community_encoder(session, read_settings().encoder)
        stood = standing(session, plan_id, encoder)
        found = find(stood)
    for cost in found:
        tell_price(stood, cost)
        click.echo()
    return bool(found)
