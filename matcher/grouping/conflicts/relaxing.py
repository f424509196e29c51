"""Changes of one rule, and the mildest of them after which a clash is none any more."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from features.arrays import Bool
from matcher.grouping.conflicts.data import EVERYONE, SIZE, Relaxation
from matcher.grouping.conflicts.proving import without
from matcher.grouping.problem import Factors, Matrix, Problem, Scores
from matcher.grouping.rules import MANY, Common, Count, Distinct, Pinned, Rule, Ties

TRIED: Final = 20
"""Pinned members of a clash up to which the freedom of each is tried by itself."""


def relaxed(problem: Problem, change: Relaxation) -> Problem:
    """The problem after a change of one of its rules.

    After "more" it has a member more, the last: of the kind and of no other, with every bit of
    what is to be common, of no known value, tied to nobody, who may be left out.
    """
    if change.change in {"drop", "wait"}:
        return without(problem, change.rule)
    if change.rule == SIZE:
        least, most = problem.sizes.T
        pair = (
            (np.minimum(least, change.to), most)
            if change.change == "least"
            else (least, np.maximum(most, change.to))
        )
        return replace(problem, sizes=np.stack(pair, axis=1).astype(np.int32))
    if change.change == "more":
        return _with_one_more(problem, change.rule)
    rules = tuple(
        _changed(rule, change) if rule.name == change.rule else rule for rule in problem.rules
    )
    return replace(problem, rules=rules)


def _changed(rule: Rule, change: Relaxation) -> Rule:
    members = np.array(change.members, dtype=np.int32)
    match rule:
        case Ties():
            return replace(rule, pairs=rule.pairs[~np.isin(rule.pairs, members).any(axis=1)])
        case Pinned():
            place = rule.place.copy()
            place[members] = -1
            return replace(rule, place=place)
        case Count() | Distinct() if change.change == "most":
            return replace(rule, most=max(rule.most, change.to))
        case Count() | Distinct() | Common():
            return replace(rule, least=min(rule.least, change.to))
    return rule


def _with_one_more(problem: Problem, name: str) -> Problem:
    waiting = None if problem.waiting is None else np.append(problem.waiting, 0.0)
    rules = tuple(_told_of_one_more(rule, rule.name == name) for rule in problem.rules)
    return replace(problem, scores=_grown(problem.scores), waiting=waiting, rules=rules)


def _told_of_one_more(rule: Rule, of_kind: bool) -> Rule:
    match rule:
        case Count():
            return replace(rule, kind=np.append(rule.kind, of_kind))
        case Distinct():
            return replace(rule, value=np.append(rule.value, np.int32(-1)))
        case Common():
            everything = np.full((1, rule.bits.shape[1]), ~np.uint64(0), dtype=np.uint64)
            return replace(rule, bits=np.vstack([rule.bits, everything]))
        case Pinned():
            return replace(rule, place=np.append(rule.place, np.int32(-1)))
    return rule


def _grown(scores: Scores) -> Scores:
    """The scores with a member who is worth nothing to anybody."""
    if isinstance(scores, Factors):
        return replace(scores, values=np.pad(scores.values, ((0, 1), (0, 0))))
    return Matrix(np.pad(scores.values.astype(np.float64), (0, 1)))


def mildest(
    problem: Problem, name: str, members: Bool, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    """Changes of one rule after which a clash is none, of each sort the mildest.

    Args:
        problem: with the rules that clash.
        name: of the rule to change.
        members: (n,) the clash is about.
        resolves: whether the clash is none after a change.

    """
    found = list(_milder(problem, name, members, resolves))
    yield from found
    whole = Relaxation(name, "wait" if name == EVERYONE else "drop")
    if name != SIZE and all(one.change == "more" for one in found) and resolves(whole):
        yield whole


def _milder(
    problem: Problem, name: str, members: Bool, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    if name == SIZE:
        least, most = int(problem.sizes[:, 0].min()), int(problem.sizes[:, 1].max())
        yield from _up(name, most, len(problem), resolves)
        yield from _down(name, least, 1, resolves)
    for rule in problem.rules:
        if rule.name != name:
            continue
        match rule:
            case Count():
                yield from _down(name, rule.least, 0, resolves)
                yield from _up(name, rule.most, len(problem), resolves)
                more = Relaxation(name, "more")
                if (rule.least or rule.never_one) and resolves(more):
                    yield more
            case Distinct():
                yield from _down(name, rule.least, 0, resolves)
                yield from _up(name, rule.most, len(problem), resolves)
            case Common():
                yield from _down(name, rule.least, 1, resolves)
            case Ties():
                yield from _untied(rule, members, resolves)
            case Pinned():
                yield from _freed(rule, members, resolves)


def _up(
    name: str, most: int, limit: int, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    """The lowest greatest number above `most` that resolves; none where none up to a limit does."""
    if most >= min(limit, MANY) or not resolves(Relaxation(name, "most", limit)):
        return
    low, high = most, limit
    step = 1
    while low + step < high and not resolves(Relaxation(name, "most", low + step)):
        low, step = low + step, 2 * step
    high = min(low + step, high)
    while high - low > 1:
        middle = (low + high) // 2
        if resolves(Relaxation(name, "most", middle)):
            high = middle
        else:
            low = middle
    yield Relaxation(name, "most", high)


def _down(
    name: str, least: int, limit: int, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    """The highest least number below `least` that resolves."""
    for to in range(least - 1, limit - 1, -1):
        if resolves(Relaxation(name, "least", to)):
            yield Relaxation(name, "least", to)
            return


def _untied(
    rule: Ties, members: Bool, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    """The ties of the members it is about."""
    tied = np.intersect1d(rule.pairs, np.flatnonzero(members))
    change = Relaxation(rule.name, "untie", members=tuple(tied.tolist()))
    if len(tied) and resolves(change):
        yield change


def _freed(
    rule: Pinned, members: Bool, resolves: Callable[[Relaxation], bool]
) -> Iterator[Relaxation]:
    """Each single pinned member whose freedom suffices; all that it is about where none does."""
    pinned = np.flatnonzero(members & (rule.place >= 0))
    alone = pinned.tolist() if len(pinned) <= TRIED else []
    single = [Relaxation(rule.name, "free", members=(one,)) for one in alone]
    found = [change for change in single if resolves(change)]
    if not found and len(pinned):
        all_ = Relaxation(rule.name, "free", members=tuple(pinned.tolist()))
        found = [all_] if resolves(all_) else []
    yield from found
