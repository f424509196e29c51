"""What a change by hand brings, in words: who goes where, what it costs, breaks and mends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from api.cli.terminal import language
from matcher.circles.words import province_name, rule_name, when
from matcher.i18n import N_, say

if TYPE_CHECKING:
    from matcher.circles.hours import Slot
    from matcher.circles.pricing import Broken, Price, Touched
    from matcher.circles.standing import Standing

WAITING_LIST = N_("the waiting list")


def tell_price(stood: "Standing", cost: "Price") -> None:
    """Print what moves bring; members go by id and province, never by name."""
    for sentence in sentences(stood, cost, language()):
        click.echo(sentence)


def sentences(stood: "Standing", cost: "Price", language: str) -> Iterator[str]:
    """What moves bring, a line each."""
    for move in cost.moves:
        yield say(
            N_("{member}: from {origin} to {to}."),
            language,
            member=member_of(stood, move.member_id, language),
            origin=circle_of(stood, move.origin, language),
            to=circle_of(stood, move.to, language),
        )
    yield _worth(cost.objective, language)
    for one in cost.circles:
        yield from _touched(stood, one, language)
    for text, found in ((N_("It breaks {rule}"), cost.breaks), (N_("It mends {rule}"), cost.mends)):
        for broken in found:
            yield _rule(stood, text, broken, language)


def circle_of(stood: "Standing", circle_id: str | None, language: str) -> str:
    """Lingkar Melati (3): a circle by name and number."""
    if circle_id is None:
        return say(WAITING_LIST, language)
    one = stood.circles[stood.place[circle_id]]
    return named(one.name, one.number + 1)


def named(name: str, number: int) -> str:
    """A circle's name, with its number unless the name ends in it."""
    return name if name.split()[-1:] == [str(number)] else f"{name} ({number})"


def member_of(stood: "Standing", member_id: str, language: str) -> str:
    """Cici (Jawa Barat)."""
    province = int(stood.roster.members.province[stood.frame.row[member_id]])
    return f"{member_id} ({province_name(province, language)})"


def _worth(change: float, language: str) -> str:
    if round(change, 2) == 0:
        return say(N_("The circles together are worth as much as before."), language)
    more = N_("The circles together are worth {points} more than before.")
    less = N_("The circles together are worth {points} less than before.")
    return say(more if change > 0 else less, language, points=round(abs(change), 2))


def _touched(stood: "Standing", one: "Touched", language: str) -> Iterator[str]:
    """A circle before and after."""
    before, after = one.sizes
    yield say(
        N_("{circle}: {before} members before, {after} after."),
        language,
        circle=circle_of(stood, one.circle_id, language),
        before=before,
        after=after,
    )
    if None not in one.quality:
        was, will = (round(float(value or 0.0), 2) for value in one.quality)
        yield "  " + say(N_("Closeness {was} before, {will} after."), language, was=was, will=will)
    if not after:
        return
    was_at, will_at = (_slot(slot, language) for slot in one.slots)
    if one.slots[0] == one.slots[1]:
        yield "  " + say(N_("It meets as before: {hour}."), language, hour=will_at)
    else:
        text = N_("It meets at another hour: {after}, before that {before}.")
        yield "  " + say(text, language, after=will_at, before=was_at)


def _slot(slot: "Slot | None", language: str) -> str:
    from features.regions import Zone  # noqa: PLC0415

    return say(N_("no hour"), language) if slot is None else when(slot, Zone.WIB, language)


def _rule(stood: "Standing", text: str, broken: "Broken", language: str) -> str:
    """The rule, its code, where, and because of whom."""
    told = rule_name(broken.rule, language)
    rule = told if told == broken.rule else f"{told} ({broken.rule})"
    parts = [say(text, language, rule=rule)]
    if broken.circle_id is not None:
        parts.append(circle_of(stood, broken.circle_id, language))
    if broken.members:
        parts.append(", ".join(member_of(stood, one, language) for one in broken.members))
    return ": ".join(parts) + "."
