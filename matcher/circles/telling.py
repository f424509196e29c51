"""The reasons of a formation as one text for the admin: the whole, the weakest, every circle."""

from collections.abc import Iterator

from features.encoder import Encoder
from matcher.circles.clashes import Told
from matcher.circles.formation import Formation
from matcher.circles.overview import Overview, overview
from matcher.circles.placements import Placements, placements
from matcher.circles.reasons import all_reasons, circle_sentences, member_sentences
from matcher.circles.words import REGIONS, STAGES, circle_name
from matcher.i18n import N_, say


def telling(
    formed: Formation, encoder: Encoder, language: str, placed: Placements | None = None
) -> str:
    """The text; it ends with a line end.

    `placed` is as for `matcher.circles.exporting.member_rows`.
    """
    placed = placed or placements(formed)
    parts = ["\n".join(_whole(overview(formed, placed), formed, placed, language))]
    if limits := list(Told(formed.wishes, formed.roster, formed.clashes).sentences(language)):
        parts.append("\n".join(limits))
    for circle, why in zip(formed.circles, all_reasons(formed, encoder), strict=True):
        head = circle_name(formed.wishes.kind, circle.number, language)
        sentences = circle_sentences(formed, circle, why, language)
        parts.append("\n".join([head, *(f"  {sentence}" for sentence in sentences)]))
    return "\n\n".join(parts) + "\n"


def _whole(whole: Overview, formed: Formation, placed: Placements, language: str) -> Iterator[str]:
    """Closeness by group, the gap, and the placements that an admin may want to look at."""
    if not formed.circles:
        yield say(N_("No circle came about."), language)
        return
    yield say(N_("Mean closeness: {score}."), language, score=round(whole.score, 2))
    groups = [(REGIONS[name], score) for name, score in whole.regions.items()]
    groups += [(STAGES[name], score) for name, score in whole.stages.items()]
    for name, score in groups:
        yield f"  {say(name, language)}: " + say("{score}", language, score=round(score, 2))
    if whole.gap is not None:
        sentence = N_("At most {percent} % more would be possible at all.")
        yield say(sentence, language, percent=round(100 * whole.gap, 1))
    yield say(N_("Places to look at first:"), language)
    for place in whole.weakest:
        yield "  " + _weak(formed, placed, place, language)


def _weak(formed: Formation, placed: Placements, place: int, language: str) -> str:
    roster, member = formed.roster, int(placed.member[place])
    who = say(
        N_("{name} in {circle}."),
        language,
        name=roster.called(member),
        circle=circle_name(
            formed.wishes.kind, formed.circles[int(placed.circle[place])].number, language
        ),
    )
    return " ".join([who, *member_sentences(formed, placed, place, language)])
