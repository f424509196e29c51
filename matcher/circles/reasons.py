"""Why circles are as they are: of a circle and of a member, as data and as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from features.encoder import Encoder
from features.vocabulary import Stage
from matcher.circles.exporting import hours, provinces
from matcher.circles.formation import Formation, FormedCircle
from matcher.circles.placements import Placements, why_here
from matcher.circles.words import STAGES, circle_name, province_name
from matcher.i18n import N_, say
from models.compatibility.helps import Help, all_helps, helps
from models.compatibility.themes import themes

MOST = N_("Most of them are mothers {stages}.")


@dataclass(frozen=True, slots=True)
class CircleReasons:
    """Why a circle.

    Attributes:
        number: of it, from 0.
        themes: subjects that set it apart.
        helps: who can help whom with what, in words that others may read.

    """

    number: int
    themes: tuple[str, ...]
    helps: tuple[Help, ...]


def circle_reasons(
    formed: Formation, circle: FormedCircle, told: tuple[str, ...], encoder: Encoder
) -> CircleReasons:
    """Why this circle; `told` are its themes, as `all_themes` has them."""
    rows = circle.members.tolist()
    found = helps(formed.built.support, formed.roster.members, rows, encoder)
    return CircleReasons(circle.number, told, tuple(found))


def all_reasons(formed: Formation, encoder: Encoder) -> list[CircleReasons]:
    """Why each circle, in the order of `Formation.circles`: far quicker than one by one."""
    rows = [circle.members.tolist() for circle in formed.circles]
    found = all_helps(formed.built.support, formed.roster.members, rows, encoder)
    each = zip(formed.circles, all_themes(formed), found, strict=True)
    return [CircleReasons(circle.number, told, tuple(helpful)) for circle, told, helpful in each]


def all_themes(formed: Formation) -> list[tuple[str, ...]]:
    """The themes of each circle, in the order of `Formation.circles`."""
    members = formed.roster.members
    texts = [
        [f"{members.goals[one]}. {members.vision[one]}" for one in circle.members.tolist()]
        for circle in formed.circles
    ]
    return [tuple(one.phrase for one in found) for found in themes(texts)]


def circle_sentences(
    formed: Formation, circle: FormedCircle, why: CircleReasons, language: str
) -> Iterator[str]:
    """Why this circle, in words."""
    if why.themes:
        yield say(N_("At least two of them share: {themes}."), language, themes=why.themes)
    if stages := tuple(say(STAGES[stage], language) for stage in _stages(formed, circle)):
        few = len(circle.members) == 2
        sentence = N_("Both are mothers {stages}.") if few else MOST
        yield say(sentence, language, stages=stages)
    yield say(
        N_("They live in {provinces}."), language, provinces=provinces(formed, circle, language)
    )
    if meets := hours(formed, circle, language):
        yield say(N_("An hour that suits all: {hours}."), language, hours=" / ".join(meets))
    for one in why.helps:
        giver, taker = _two(formed, one.giver, one.taker, language)
        yield say(
            N_("{giver} can help {taker}: “{offer}” meets “{need}”."),
            language,
            giver=giver,
            taker=taker,
            offer=one.offer,
            need=one.need,
        )


def _stages(formed: Formation, circle: FormedCircle) -> Iterator[str]:
    """The life stages of at least two thirds of a circle."""
    of_them = formed.roster.members.stages[circle.members].sum(axis=0)
    for stage, count in zip(Stage, of_them.tolist(), strict=True):
        if count >= max(2, 2 * len(circle.members) / 3):
            yield str(stage)


def _two(formed: Formation, one: int, other: int, language: str) -> tuple[str, str]:
    """The names of two members; with their provinces where both are called alike."""
    roster = formed.roster
    names = roster.called(one), roster.called(other)
    if names[0] != names[1]:
        return names
    homes = (province_name(int(roster.members.province[who]), language) for who in (one, other))
    return f"{names[0]} ({next(homes)})", f"{names[1]} ({next(homes)})"


def member_sentences(
    formed: Formation, placed: Placements, place: int, language: str
) -> Iterator[str]:
    """Why the member of that placement sits there, and where else she would have sat well."""
    if because := why_here(formed, placed, place, language):
        yield because + "."
    other = int(placed.next_circle[place])
    if other >= 0:
        yield say(
            N_("The next best for her is {circle}: {there} there, {here} here."),
            language,
            circle=circle_name(formed.wishes.kind, formed.circles[other].number, language),
            there=round(float(placed.next_score[place]), 2),
            here=round(float(placed.score[place]), 2),
        )
    else:
        yield say(N_("Nowhere else is there room, an hour and a language she shares."), language)
