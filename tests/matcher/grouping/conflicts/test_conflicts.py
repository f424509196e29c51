"""What is said of clashing rules is true of every legal grouping; how much of it is found."""

import time

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.grouping.conflicts import Relaxation, conflicts, relaxed
from matcher.grouping.conflicts.proving import bare, prove
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Common, Count, Distinct, Pinned, Ties
from tests.matcher.grouping.conflicts.brute import (
    asked,
    groupings,
    holds,
    hours,
    mended,
    only,
    pairs,
    placed,
    some,
    tense,
)
from tests.matcher.grouping.ruled.problems import community, small


@settings(max_examples=80, deadline=None)
@given(small(most=5))
def test_a_conflict_is_true_of_its_rules_and_of_all_rules(problem: Problem) -> None:
    every = groupings(problem)
    for clash in conflicts(problem):
        assert holds(clash, every, problem)
        core = only(problem, clash.rules)
        assert holds(clash, groupings(core), core)


@settings(max_examples=60, deadline=None)
@given(small(most=5))
def test_after_a_relaxation_no_more_find_a_circle_than_it_says(problem: Problem) -> None:
    before = prove(bare(problem)).placed
    assert placed(groupings(problem), problem) <= before
    for clash in conflicts(problem):
        for change in clash.relaxations:
            after = relaxed(problem, change)
            one_more = change.change == "more" and problem.everyone
            assert placed(groupings(after), after) <= before + change.places + one_more


def test_changes_after_which_all_rules_still_clash_are_told_last() -> None:
    mixed = 0
    for seed in range(150):
        problem = tense(seed)
        for clash in conflicts(problem):
            still = [prove(bare(relaxed(problem, one))).impossible for one in clash.relaxations]
            assert still == sorted(still)
            mixed += len(set(still)) == 2
    assert mixed > 3, mixed


def test_most_of_what_is_impossible_is_recognised_and_most_relaxations_mend_it() -> None:
    # Necessary conditions by counting: what is said is true (above), but not all is said.
    shares: dict[str, list[bool]] = {"impossible": [], "stranded": [], "minimal": [], "mends": []}
    for seed in range(150):
        problem = tense(seed)
        every, found = groupings(problem), conflicts(problem)
        if not len(every):
            shares["impossible"].append(any(one.kind == "impossible" for one in found))
        else:
            told = {int(one) for each in found if each.kind == "stranded" for one in each.members}
            never = np.flatnonzero(~(every >= 0).any(axis=0))
            shares["stranded"] += [int(one) in told for one in never]
        for clash in found:
            core = only(problem, clash.rules)
            for name in clash.rules:
                fewer = only(core, [one for one in clash.rules if one != name])
                shares["minimal"].append(mended(clash, groupings(fewer), fewer))
            for change in clash.relaxations:
                after = relaxed(core, change)
                shares["mends"].append(mended(clash, groupings(after), after))
    found_of = {name: float(np.mean(flags)) for name, flags in shares.items()}
    assert found_of.pop("impossible") >= 0.8
    assert min(found_of.values()) >= 0.9


@pytest.mark.parametrize(
    ("problem", "kind", "rules", "members"),
    [
        (
            asked(
                6,
                Ties("tie", pairs((0, 1), (1, 2)), together=True),
                Common("hours", hours(3, 2, 1, 3, 3, 3)),
                sizes=[(2, 4)],
            ),
            "stranded",
            {"tie", "hours"},
            [0, 1, 2],
        ),
        (
            asked(
                6,
                Ties("tie", pairs((0, 1), (1, 2)), together=True),
                Ties("apart", pairs((0, 2)), together=False),
                sizes=[(2, 4)],
            ),
            "stranded",
            {"tie", "apart"},
            [0, 1, 2],
        ),
        (
            asked(5, Ties("tie", pairs((0, 1), (1, 2)), together=True), sizes=[(1, 2), (1, 2)]),
            "stranded",
            {"tie", "size"},
            [0, 1, 2],
        ),
        (
            asked(5, Common("hours", hours(1, 1, 2, 2, 2)), sizes=[(3, 5)]),
            "stranded",
            {"hours", "size"},
            [0, 1],
        ),
        (
            asked(
                6,
                Common("hours", hours(1, 1, 1, 2, 2, 2)),
                Count("lead", some(6, 0), least=1),
                sizes=[(3, 3), (3, 3)],
            ),
            "stranded",
            {"hours", "lead"},
            [3, 4, 5],
        ),
        (
            asked(4, Count("alone", some(4, 2), never_one=True), sizes=[(2, 4)]),
            "stranded",
            {"alone"},
            [2],
        ),
        (
            asked(4, Distinct("area", np.array([0, 0, 1, -1], np.int32), least=3), sizes=[(2, 4)]),
            "stranded",
            {"area"},
            [0, 1, 2, 3],
        ),
        (
            asked(
                4,
                Pinned("pin", np.array([0, 0, -1, -1], np.int32)),
                Common("hours", hours(1, 2, 3, 3)),
                sizes=[(2, 4), (2, 4)],
            ),
            "impossible",
            {"pin", "hours"},
            [0, 1],
        ),
        (
            asked(
                4,
                Pinned("pin", np.array([0, 1, -1, -1], np.int32)),
                Ties("tie", pairs((0, 1)), together=True),
                sizes=[(1, 4), (1, 4)],
            ),
            "impossible",
            {"pin", "tie"},
            [0, 1],
        ),
        (
            asked(4, Common("hours", hours(1, 1, 1, 0)), sizes=[(2, 4)], everyone=True),
            "impossible",
            {"everyone", "hours"},
            [3],
        ),
    ],
)
def test_a_clash_is_named_by_its_rules_and_members(
    problem: Problem, kind: str, rules: set[str], members: list[int]
) -> None:
    (found,) = conflicts(problem)
    assert (found.kind, set(found.rules), found.members.tolist()) == (kind, rules, members)
    assert found.relaxations


def test_too_few_leaders_are_a_limit_and_one_more_serves_a_circle_more() -> None:
    problem = asked(20, Count("lead", some(20, 0, 1), least=1), sizes=[(3, 6)] * 4)
    (found,) = conflicts(problem)
    assert (found.kind, found.most, set(found.rules)) == ("limits", 12, {"lead", "size"})
    changes = {(one.change, one.to): one.places for one in found.relaxations}
    assert changes["more", 0] == 5
    assert changes["most", 7] == 2
    assert changes["least", 0] == 8


def test_one_province_of_nearly_all_limits_the_circles_that_reach_far() -> None:
    area = np.array([0] * 16 + [1, 2, 3, 4], np.int32)
    problem = asked(20, Distinct("area", area, least=3), sizes=[(4, 6)] * 5)
    (found,) = conflicts(problem)
    assert (found.kind, found.most) == ("limits", 12)
    assert Relaxation("area", "least", 2, places=8) in found.relaxations


def test_a_pinned_member_whose_freedom_suffices_is_named() -> None:
    problem = asked(
        5,
        Pinned("pin", np.array([0, 0, 0, -1, -1], np.int32)),
        Common("hours", hours(1, 1, 2, 3, 3)),
        sizes=[(2, 4)],
    )
    (found,) = conflicts(problem)
    free = [one.members for one in found.relaxations if one.change == "free"]
    assert free == [(2,)]
    assert found.circles.tolist() == [0]


def test_more_pins_than_a_circle_holds_are_mended_by_a_larger_one() -> None:
    problem = asked(6, Pinned("pin", np.zeros(6, np.int32)), sizes=[(2, 4)])
    (found,) = conflicts(problem)
    assert (found.kind, set(found.rules)) == ("impossible", {"pin", "size"})
    assert Relaxation("size", "most", 6, places=6) in found.relaxations


def test_soft_rules_never_clash() -> None:
    soft = Common("hours", hours(1, 2, 4, 8), weight=1.0)
    assert conflicts(asked(4, soft, sizes=[(2, 4)])) == ()


def test_a_large_community_is_looked_through_in_two_seconds() -> None:
    problem = community(15_000, seed=0, d=17)
    began = time.process_time()
    found = conflicts(problem)
    assert time.process_time() - began < 2
    assert {one.kind for one in found} <= {"stranded", "limits"}
