"""Wishes that clash, in an admin's words: which, for whom, and what would mend it most cheaply."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import numpy as np

from features.errors import LingkarError
from matcher.circles.build import Built
from matcher.circles.formation import Formation, Waiting
from matcher.circles.mending import called, members_at, mending
from matcher.circles.plans import CONFLICTS
from matcher.circles.roster import Roster
from matcher.circles.wishes import Wishes
from matcher.circles.words import rule_name
from matcher.grouping.conflicts import Clash, Fault, Relaxation, conflicts, explain
from matcher.grouping.problem import Problem
from matcher.grouping.solve import Infeasible
from matcher.i18n import N_, say

MENDS: Final = 3
"""Ways to mend a clash that are told in words; the plan has all."""
BOUND: Final = frozenset({"together", "pinned"})
"""Rules that are about the first seat of a member only: whoever leads may have another."""


class ClashingWishes(LingkarError):
    """No circles can be formed as was wished.

    Args:
        message: as of every error.
        told: the clashes, or the faults of the best that was found, in words of a language.
        **facts: as of every error; the clashes as JSON join them, for whoever keeps the error.

    """

    def __init__(self, message: str, *, told: "Told", **facts: object) -> None:
        super().__init__(message, **facts, **{CONFLICTS: told.codes()})
        self.told = told


class Told:
    """Clashes of some wishes, and faults of what came of them, in words.

    Args:
        wishes: what was asked for.
        roster: who takes part.
        clashes: found before the search.
        faults: of the best that the search found, where it keeps not every hard rule.

    """

    def __init__(
        self,
        wishes: Wishes,
        roster: Roster,
        clashes: Sequence[Clash] = (),
        faults: Sequence[Fault] = (),
    ) -> None:
        self._wishes, self._roster = wishes, roster
        self._clashes, self._faults = clashes, faults

    def sentences(self, language: str) -> Iterator[str]:
        """What clashes, each followed by what might mend it."""
        for clash in self._clashes:
            yield self._what(clash, language)
            yield from self._mends(clash.relaxations, language)
        for fault in self._faults:
            yield self._broken(fault, language)
            yield from self._moved(fault, language)
            yield from self._mends(fault.changes, language)

    def codes(self) -> list[dict[str, Any]]:
        """The same as JSON: codes and ids, as `clash_json` has it."""
        faults = (_as_clash(fault) for fault in self._faults)
        return [clash_json(one, self._roster) for one in (*self._clashes, *faults)]

    def _what(self, clash: Clash, language: str) -> str:
        facts = {
            "rules": tuple(_named(name, language) for name in clash.rules),
            "names": called(self._roster, clash.members.tolist(), language),
            "count": len(members_at(self._roster, clash.members.tolist())),
            "most": clash.most,
        }
        if clash.kind == "stranded":
            sentence = N_("For {count} members no circle is possible: {names}. Reason: {rules}.")
        elif clash.kind == "limits":
            sentence = N_("At most {most} members can sit in circles at once. Reason: {rules}.")
        elif len(clash.members):
            sentence = N_("This cannot all hold for {names}: {rules}.")
        else:
            sentence = N_("This cannot all hold: {rules}.")
        return say(sentence, language, **facts)

    def _mends(self, changes: Sequence[Relaxation], language: str) -> Iterator[str]:
        told = ((one, mending(one, self._wishes, self._roster, language)) for one in changes)
        for change, what in islice(((one, what) for one, what in told if what), MENDS):
            sentence = (
                N_("  It might help to {what}: up to {places} more members in circles.")
                if change.places
                else N_("  It might help to {what}.")
            )
            yield say(sentence, language, what=what, places=change.places)

    def _broken(self, fault: Fault, language: str) -> str:
        return say(
            N_("In circle {number} this does not hold: {rule}. It is about {names}."),
            language,
            number=str(fault.circle + 1),
            rule=_named(fault.rule, language),
            names=called(self._roster, fault.members.tolist(), language),
        )

    def _moved(self, fault: Fault, language: str) -> Iterator[str]:
        for move in fault.moves:
            sentence = (
                N_("  {name} could wait for another circle.")
                if move.to < 0
                else N_("  {name} could go to circle {number}.")
            )
            (name,) = called(self._roster, [move.member], language)
            yield say(sentence, language, name=name, number=str(move.to + 1))


def _named(rule: str, language: str) -> str:
    """What a rule is called; sizes too."""
    return say(N_("the size of circles"), language) if rule == "size" else rule_name(rule, language)


def clashing(wishes: Wishes, roster: Roster, built: Built) -> tuple[Clash, ...]:
    """What clashes, before any search.

    Whoever has several seats is not stranded by a tie or a pin of her first one, nor does it limit
    her. How many can sit is not told where mentors meet each mentee alone: all but one of the seats
    of a mentor are hers again.

    Raises:
        ClashingWishes: no grouping is possible at all.

    """
    asked = _as_many_as_suit(wishes, roster, built.problem)
    found = [_of_members(clash, roster) for clash in conflicts(asked)]
    if impossible := [one for one in found if one.kind == "impossible"]:
        raise ClashingWishes(
            N_("No circles are possible with these wishes; they clash: {rules}."),
            told=Told(wishes, roster, impossible),
            rules=tuple(dict.fromkeys(rule for one in impossible for rule in one.rules)),
        )
    in_seats = wishes.mentoring is not None and wishes.mentoring.meets == "one_to_one"
    return tuple(
        one for one in found if (not in_seats if one.kind == "limits" else len(one.members))
    )


def _as_many_as_suit(wishes: Wishes, roster: Roster, problem: Problem) -> Problem:
    """The problem with circles for all, were there leaders for all: so a lack of them is seen."""
    count = round(2 * len(np.unique(roster.member)) / (wishes.least + wishes.most))
    more = max(count - len(problem.sizes), 0) if wishes.facilitator else 0
    sizes = np.array([[wishes.least, wishes.most]] * more, dtype=np.int32).reshape(-1, 2)
    return replace(problem, sizes=np.concatenate([problem.sizes, sizes]))


def _of_members(clash: Clash, roster: Roster) -> Clash:
    """The clash without what is true of first seats only."""
    several = np.bincount(roster.member, minlength=len(roster)) > 1
    bound = np.isin(np.arange(len(roster)), roster.together)
    if clash.kind == "limits":
        freed = int((several & bound).sum())
        return replace(clash, most=min(clash.most + freed, len(roster)))
    if clash.kind == "stranded" and BOUND & set(clash.rules):
        return replace(clash, members=clash.members[~several[roster.member[clash.members]]])
    return clash


def broken(error: Infeasible, wishes: Wishes, roster: Roster, built: Built) -> ClashingWishes:
    """The error to raise where the best grouping that was found breaks a hard rule."""
    circles = dict.fromkeys(one.circle for one in error.breaks)
    faults = [fault for one in circles for fault in explain(built.problem, error.circle, one)]
    return ClashingWishes(error.message, told=Told(wishes, roster, faults=faults), **error.facts)


def _as_clash(fault: Fault) -> Clash:
    """What the best grouping breaks, in the form of a clash."""
    circles = np.array([fault.circle] if fault.circle >= 0 else [], dtype=np.int32)
    return Clash("impossible", (fault.rule,), fault.members, circles, 0, fault.changes)


def with_clashes(formed: Formation, clashes: tuple[Clash, ...]) -> Formation:
    """A formation that knows of the clashes: who is stranded waits for that reason."""
    stranded = {
        int(member): _reason(clash)
        for clash in clashes
        if clash.kind == "stranded"
        for member in formed.roster.member[clash.members]
    }
    waiting = tuple(
        one
        if one.reason == "no_hours"
        else Waiting(one.member, stranded.get(one.member, one.reason))
        for one in formed.waiting
    )
    return replace(formed, waiting=waiting, clashes=clashes)


def _reason(clash: Clash) -> str:
    """A key of `matcher.circles.words.WAITING`."""
    if "together" in clash.rules:
        return "tie"
    return "company" if {"hours", "languages"} & set(clash.rules) else "clash"


def clash_json(clash: Clash, roster: Roster) -> dict[str, Any]:
    """A clash as JSON: codes and ids; circles are counted from 1."""
    ids = roster.members.ids

    def named(seats: Sequence[int]) -> list[str]:
        return [ids[one] for one in members_at(roster, seats)]

    return {
        "kind": clash.kind,
        "rules": list(clash.rules),
        "members": named(clash.members.tolist()),
        "circles": [one + 1 for one in clash.circles.tolist()],
        "most": clash.most if clash.kind == "limits" else None,
        "relaxations": [
            {
                "rule": one.rule,
                "change": one.change,
                "to": one.to,
                "members": named(one.members),
                "places": one.places,
            }
            for one in clash.relaxations
        ],
    }
