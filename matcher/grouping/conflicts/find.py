"""What clashes in a problem: what is proven, by how few rules, and what would mend it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from features.arrays import Bool
from matcher.grouping.conflicts.data import Clash, Relaxation
from matcher.grouping.conflicts.proving import Proof, bare, names, prove, seats_of, without
from matcher.grouping.conflicts.relaxing import mildest, relaxed
from matcher.grouping.problem import Problem, ProblemError


class Core(NamedTuple):
    """Members whom a claim is about, and the problem with those rules only that prove it."""

    about: Bool
    problem: Problem
    rules: tuple[str, ...]


class Claim(NamedTuple):
    """What is said.

    Attributes:
        clash: its kind, and the most of limits; the rest is to be found.
        about: (n,) whom it is about; all where it is about no single member.
        of: what a proof says of that, (n,).
        each: whether it is about single members.

    """

    clash: Clash
    about: Bool
    of: Callable[[Proof], Bool]
    each: bool


def conflicts(problem: Problem) -> tuple[Clash, ...]:
    """All that can be proven of a problem before a search, by necessary conditions.

    What is said is true; what is not said may still be impossible. Whoever must sit and cannot
    makes the problem impossible, as do circles that must be filled and cannot; else whoever can
    sit nowhere is stranded; and if not all of the others can sit at once, that is a limit.

    Returns:
        one for each set of rules: the impossible first, then by how many members it is about.

    """
    whole = bare(problem)
    proof = prove(whole)
    return tuple(
        _clash(whole, proof, core, claim)
        for claim in _claims(whole, proof)
        for core in _cores(whole, claim)
    )


def _claims(whole: Problem, proof: Proof) -> Iterator[Claim]:
    """All that a proof says."""
    nobody = np.zeros(0, np.int32)
    impossible = Clash("impossible", (), nobody, nobody)
    yield Claim(impossible, proof.barred, lambda one: one.barred | one.short, each=True)

    def short(one: Proof) -> Bool:
        return np.full(len(one.dead), one.short)

    yield Claim(impossible, short(proof), short, each=False)
    stranded = proof.dead & ~proof.barred & whole.placeable
    yield Claim(replace(impossible, kind="stranded"), stranded, lambda one: one.dead, each=True)

    def tight(one: Proof) -> Bool:
        return np.full(len(one.dead), one.placed <= proof.placed)

    if not proof.impossible and proof.placed < (~proof.dead & whole.placeable).sum():
        limits = replace(impossible, kind="limits", most=proof.placed)
        yield Claim(limits, tight(proof), tight, each=False)


def _cores(whole: Problem, claim: Claim) -> list[Core]:
    """Each rule in turn is left out where the claim holds without it: what is left is minimal.

    (The deletion filter of Chinneck and Dravnieks 1991, "Locating minimal infeasible constraint
    sets in linear programs", for many members at once.)
    """
    cores = [Core(claim.about, whole, ())]
    for name in names(whole):
        parted: dict[tuple[str, ...], Core] = {}
        for core in cores:
            if not core.about.any():
                continue
            fewer = without(core.problem, name)
            still = core.about & claim.of(prove(fewer))
            for about, problem, rules in (
                (still, fewer, core.rules),
                (core.about & ~still, core.problem, (*core.rules, name)),
            ):
                known = parted.setdefault(rules, Core(about, problem, rules))
                parted[rules] = known._replace(about=known.about | about)
        cores = list(parted.values())
    found = [core for core in cores if core.about.any()]
    return sorted(found, key=lambda core: -int(core.about.sum()))


def _clash(whole: Problem, before: Proof, core: Core, claim: Claim) -> Clash:
    """A clash with what would mend it."""
    about = core.about if claim.each else np.zeros(len(whole), dtype=np.bool_)

    def resolves(change: Relaxation) -> bool:
        try:
            after = prove(relaxed(core.problem, change))
        except ProblemError:
            return False
        return not (after.short or (core.about & claim.of(after)[: len(whole)]).any())

    found = (
        change for name in core.rules for change in mildest(core.problem, name, about, resolves)
    )
    changes = [told for change in found if (told := _with_places(whole, before, change))]
    changes.sort(key=lambda told: (told[0], -told[1].places))
    return replace(
        claim.clash,
        rules=core.rules,
        members=np.flatnonzero(about).astype(np.int32),
        circles=seats_of(core.problem, about),
        relaxations=tuple(change for _, change in changes),
    )


def _with_places(
    whole: Problem, before: Proof, change: Relaxation
) -> tuple[bool, Relaxation] | None:
    """Whether all rules still clash after a change, and the change with what it then gives.

    None where sizes would not fit any more.
    """
    try:
        after = prove(relaxed(whole, change))
    except ProblemError:
        return None
    one_more = int(change.change == "more" and whole.everyone)
    places = max(after.placed - one_more - before.placed, 0)
    return after.impossible, replace(change, places=places)
