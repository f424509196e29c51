"""A change of one rule in the words of the wishes: what an admin would write to make it."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from matcher.circles.roster import Roster
from matcher.circles.wishes import OF_TWO, Wishes
from matcher.circles.words import rule_name
from matcher.grouping.conflicts import Relaxation
from matcher.i18n import N_, say

KEPT: Final = frozenset({"apart", "one seat"})
"""Rules that are never to be given up: who is to be apart is for her safety."""
OF_A_MATCH: Final = frozenset({"size", "mentor", "own circle"})
"""Rules that come with the kind where two are matched."""
NAMED: Final = 5
"""Members who are called by name in one sentence."""

SIMPLE: Mapping[tuple[str, str], str] = {
    ("facilitator", "drop"): N_("form circles without a leader (`--no-facilitator`)"),
    ("facilitator", "least"): N_("form circles without a leader (`--no-facilitator`)"),
    ("facilitator", "more"): N_("find one more who leads, or raise `facilitator.capacity`"),
    ("provinces", "drop"): N_("ask for no provinces (`--provinces 0`)"),
    ("provinces", "least"): N_("ask for fewer provinces (`--provinces {to}`)"),
    ("provinces", "most"): N_("allow more provinces (`provinces.most`: {to})"),
    ("hours", "drop"): N_("ask for no weekly hour (`--hours 0`)"),
    ("languages", "least"): N_("ask for fewer languages (`languages.least`: {to})"),
    ("languages", "drop"): N_("ask for no shared language (`languages`: null)"),
    ("together", "untie"): N_("let {names} sit apart (the tie `together`)"),
    ("pinned", "free"): N_("let {names} move (`pinned`)"),
}
SIZES: Mapping[str, str] = {
    "least": N_("allow smaller circles (`--size {to}-{most}`)"),
    "most": N_("allow larger circles (`--size {least}-{to}`)"),
}
OF_A_KIND: Mapping[str, str] = {
    "least": N_("ask for fewer of “{rule}” (`counts`, `least`: {to})"),
    "most": N_("allow more of “{rule}” (`counts`, `most`: {to})"),
}
SOFT: Final = N_("make “{rule}” soft, with a `weight`")


def mending(change: Relaxation, wishes: Wishes, roster: Roster, language: str) -> str | None:
    """The change in words; None where it is none that an admin is to make."""
    if change.rule in KEPT:
        return None
    facts: dict[str, object] = {
        "to": change.to,
        "least": wishes.least,
        "most": wishes.most,
        "rule": rule_name(change.rule, language),
        "names": called(roster, change.members, language),
    }
    if wishes.kind in OF_TWO and change.rule in OF_A_MATCH:
        return _of_a_match(change, wishes, language)
    if change.rule == "size":
        return say(SIZES[change.change], language, **facts)
    if template := SIMPLE.get((change.rule, change.change)):
        return say(template, language, **facts)
    if change.change == "more":
        return None
    counted = change.rule in {f"{one.attribute} {one.value}" for one in wishes.counts}
    template = OF_A_KIND.get(change.change, SOFT) if counted else SOFT
    return say(template, language, **facts)


def _of_a_match(change: Relaxation, wishes: Wishes, language: str) -> str | None:
    """What would mend it where two are matched: there is no size to ask for, but room to give."""
    if change.rule != "size" or change.change != "most":
        return None
    if wishes.mentoring:
        return say(N_("give mentors more room (`--capacity {to}`)"), language, to=change.to - 1)
    return None if wishes.trio else say(N_("let whoever is left join a pair (`--trio`)"), language)


def members_at(roster: Roster, seats: Sequence[int]) -> tuple[int, ...]:
    """The members whose seats they are, each once."""
    return tuple(np.unique(roster.member[np.array(seats, dtype=np.int32)]).tolist())


def called(roster: Roster, seats: Sequence[int], language: str) -> tuple[str, ...]:
    """The names of those who have these seats: a few, and how many more."""
    members = members_at(roster, seats)
    names = tuple(roster.called(one) for one in members[:NAMED])
    if (more := len(members) - NAMED) > 0:
        return (*names, say(N_("{more} more"), language, more=more))
    return names
