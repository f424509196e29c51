"""The command that shows a circle: who sits in it, when it meets, and why it is as it is."""

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

import click
import numpy as np
from rich.table import Table
from sqlalchemy.orm import Session

from api.cli.circles import circles_group
from api.cli.living import circle_argument, number_option
from api.cli.plans import LOCKED, meeting_of, reading, word
from api.cli.terminal import language, out, tell
from features.regions import INDEX, Zone
from matcher.circles import numbering
from matcher.circles.hours import zone_of
from matcher.circles.states import CircleStatus
from matcher.circles.words import province_name, zones
from matcher.i18n import N_, say
from matcher.settings import read_settings
from matcher.store import circles, people
from matcher.store.schema import Circle, Member

if TYPE_CHECKING:
    from matcher.circles.formation import Formation, FormedCircle

ROLES = {"member": N_("member"), "facilitator": N_("leads")}
TOPICS = 3
"""Topics of a member that are told at most."""


@circles_group.command("show")
@circle_argument
@number_option
@click.option("--brief", is_flag=True, help="Without reasons: much quicker in a big community.")
def show_command(circle: str, plan_id: str | None, brief: bool) -> None:
    """Show who sits in CIRCLE, its hour, and why.

    Whoever belongs together, who can help whom, and where else each member would sit well.
    """
    with reading() as session:
        found = numbering.find(session, circle, plan_id)
        seated = [
            (people.get(session, seat.member_id), seat.role)
            for seat in circles.seats(session, found.circle_id)
        ]
        lock = f" ({say(LOCKED, language())})" if found.locked else ""
        tell(N_("{name}: {status}."), name=found.name, status=word(found.status) + lock)
        agreeing = circles.agreeing(session, [one.member_id for one, _ in seated])
        _tell_hours(found, [one for one, _ in seated if one.member_id in agreeing])
        out.print(_members(seated, agreeing))
        if not brief and len(seated) > 1 and found.status != CircleStatus.CLOSED:
            for sentence in _reasons(session, found):
                click.echo(sentence)


def _tell_hours(circle: Circle, members: list[Member]) -> None:
    """When it meets, or did, on each clock of its members; that of Jakarta where none is known."""
    present = zones([zone_of(_province(one)) for one in members] or [Zone.WIB])
    if circle.status == CircleStatus.CLOSED:
        if told := meeting_of(circle, Zone.WIB):
            tell(N_("It met weekly: {hours}."), hours=told)
        return
    if hours := [told for zone in present if (told := meeting_of(circle, zone))]:
        tell(N_("It meets weekly: {hours}."), hours=" / ".join(hours))
    else:
        tell(N_("It has no hour yet."))


def _members(seated: list[tuple[Member, str]], agreeing: Container[str]) -> Table:
    """A row a member; nothing of hers but that she is there if she does not agree to be matched."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for one, role in seated:
        known = one.member_id in agreeing
        table.add_row(
            f"  {one.member_id}",
            say(ROLES[role], language()),
            province_name(_province(one), language()) if known else "",
            ", ".join(one.topics[:TOPICS]) if known else "",
        )
    return table


def _province(member: Member) -> int:
    return -1 if member.province is None else INDEX[member.province]


def _reasons(session: Session, circle: Circle) -> Iterator[str]:
    """How close its members are beside all of the plan, what they share, who can help whom."""
    from matcher.circles import reasons  # noqa: PLC0415 (heavy to import)
    from matcher.circles.form import community_encoder  # noqa: PLC0415
    from matcher.circles.standing import standing  # noqa: PLC0415

    if circle.plan_id is None:
        return
    encoder = community_encoder(session, read_settings().encoder)
    stood = standing(session, circle.plan_id, encoder)
    formed = stood.formation()
    number = stood.circles[stood.place[circle.circle_id]].number
    row = next(k for k, one in enumerate(formed.circles) if one.number == number)
    here = formed.circles[row]
    yield from _closeness(formed, here)
    why = reasons.circle_reasons(formed, here, reasons.all_themes(formed)[row], encoder)
    yield from reasons.circle_sentences(formed, here, why, language())
    yield from _places(formed, row)


def _closeness(formed: "Formation", here: "FormedCircle") -> Iterator[str]:
    """Its mean pair score beside that of all, and the rules it does not keep."""
    from matcher.circles.words import rule_name  # noqa: PLC0415

    all_of_them = float(np.nanmean([one.quality for one in formed.circles]))
    yield say(
        N_("Closeness {own}; the mean of the plan is {mean}."),
        language(),
        own=round(here.quality, 2),
        mean=round(all_of_them, 2),
    )
    for one in here.breaks:
        yield say(N_("It breaks {rule}"), language(), rule=rule_name(one.rule, language())) + "."


def _places(formed: "Formation", row: int) -> Iterator[str]:
    """Why each of its members is here, and where else she would sit well."""
    from matcher.circles.placements import placements  # noqa: PLC0415 (heavy to import)
    from matcher.circles.reasons import member_sentences  # noqa: PLC0415

    placed, ids = placements(formed, row), formed.roster.members.ids
    for place in range(len(placed.member)):
        told = " ".join(member_sentences(formed, placed, place, language()))
        yield f"  {ids[int(placed.member[place])]}: {told}"
