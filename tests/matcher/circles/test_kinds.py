"""Pairs and mentoring, from a store to invitations: rules hold, nobody twice, reasons for all."""

import json
import re
from collections import Counter
from itertools import combinations
from typing import Literal

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from features.meeting import from_bits, slot_bits
from matcher.circles.drafts import drafts
from matcher.circles.exporting import plan
from matcher.circles.form import form, prepare
from matcher.circles.formation import Formation
from matcher.circles.invitation import invitation
from matcher.circles.mending import mending
from matcher.circles.mentoring.lawful import lawful
from matcher.circles.mentoring.table import make_table, preferences
from matcher.circles.placements import placements
from matcher.circles.roster import read_roster
from matcher.circles.telling import telling
from matcher.circles.wishes import read_wishes
from matcher.circles.words import WAITING, why_waiting
from matcher.errors import DataError
from matcher.grouping.checking import check
from matcher.grouping.conflicts import Relaxation
from matcher.grouping.mentoring import assign, blocking_pairs
from matcher.grouping.problem import WAITING as NOBODY
from matcher.store.session import Store
from models.encoder import shipped

ENCODER = shipped()
CHANGES: tuple[Literal["least", "most", "drop"], ...] = ("least", "most", "drop")
WISHES: dict[str, dict[str, object]] = {
    "pairs": {"kind": "pairs"},
    "trio": {"kind": "pairs", "trio": True},
    "one to one": {"kind": "mentoring"},
    "stable": {"kind": "mentoring", "mentoring": {"stable": True}},
    "as a circle": {"kind": "mentoring", "seconds": 2, "mentoring": {"meets": "as_a_circle"}},
}


@pytest.fixture(scope="module")
def found(generated_store: Store) -> dict[str, Formation]:
    with generated_store.read() as session:
        return {
            name: form(session, read_wishes(wishes), ENCODER) for name, wishes in WISHES.items()
        }


@pytest.fixture(scope="module", params=WISHES)
def formed(found: dict[str, Formation], request: pytest.FixtureRequest) -> Formation:
    return found[request.param]


def test_no_hard_rule_is_broken_and_the_bound_holds(formed: Formation) -> None:
    assert check(formed.built.problem, formed.solution.circle).legal
    assert formed.solution.bound >= formed.solution.objective
    assert len(formed.circles) > 5


def test_each_member_is_matched_or_waits_for_a_reason(formed: Formation) -> None:
    matched = {int(one) for circle in formed.circles for one in circle.members}
    waiting = [one.member for one in formed.waiting]
    assert sorted([*matched, *waiting]) == list(range(len(formed.roster)))
    assert {one.reason for one in formed.waiting} <= set(WAITING)


def test_nobody_but_a_mentor_is_matched_twice(formed: Formation) -> None:
    times = Counter(int(one) for circle in formed.circles for one in circle.members)
    several = [one for one, k in times.items() if k > 1]
    assert formed.roster.leads[several].all()
    assert max(times.values()) <= 3


def test_ties_apart_and_hours_hold_for_all_who_are_matched(formed: Formation) -> None:
    free = slot_bits(formed.roster.members)
    apart = {tuple(sorted(pair)) for pair in formed.roster.apart.tolist()}
    for circle in formed.circles:
        for pair in combinations(sorted(circle.members.tolist()), 2):
            assert pair not in apart
        shared = np.bitwise_and.reduce(free[circle.members], axis=0)
        assert len(from_bits(shared))
        assert circle.slot is None or circle.slot.start in from_bits(shared)


def test_pairs_that_are_to_be_together_are(found: dict[str, Formation]) -> None:
    for name in ("pairs", "trio"):
        roster = found[name].roster
        assert len(roster.together)
        for a, b in roster.together:
            assert [c for c in found[name].circles if a in c.members and b in c.members]


def test_only_with_a_trio_is_nobody_left_over_of_an_odd_number(
    found: dict[str, Formation],
) -> None:
    assert len(found["pairs"].roster) % 2 == 1
    assert [one.reason for one in found["pairs"].waiting] == ["taken"]
    assert not found["trio"].waiting
    assert Counter(len(c.members) for c in found["trio"].circles)[3] == 1


def test_a_mentor_walks_beside_mentees_alone(found: dict[str, Formation]) -> None:
    for name in ("one to one", "stable", "as a circle"):
        for circle in found[name].circles:
            assert circle.leader == circle.members[0]
            assert found[name].roster.leads[circle.members].sum() == 1
            assert len(circle.members) <= (4 if name == "as a circle" else 2)


def test_one_to_one_is_the_best_assignment_there_is(found: dict[str, Formation]) -> None:
    formed = found["one to one"]
    sides = formed.wishes.mentoring
    assert sides is not None
    table = make_table(formed.built, sides)
    seats = np.repeat(np.arange(len(table.mentors)), table.room)
    worth = np.maximum(table.worth + table.waiting[:, None], 0)[:, seats]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    best = worth[rows, columns].sum() - table.waiting.sum()
    assert formed.solution.objective == pytest.approx(best, abs=1e-4)
    assert formed.solution.stopped == "proven"


def test_nobody_would_rather_change_where_it_is_to_be_stable(found: dict[str, Formation]) -> None:
    def matched(formed: Formation) -> int:
        sides = formed.wishes.mentoring
        assert sides is not None
        table = make_table(formed.built, sides)
        column = {int(one): k for k, one in enumerate(table.mentors)}
        mentor = np.full(len(table.mentees), NOBODY, dtype=np.int32)
        row = {int(formed.roster.member[seat]): k for k, seat in enumerate(table.mentees)}
        for circle in formed.circles:
            mentor[row[int(circle.members[1])]] = column[int(circle.members[0])]
        return len(blocking_pairs(preferences(formed.wishes, formed.built, table), mentor))

    assert matched(found["stable"]) == 0
    assert matched(found["one to one"]) > 0
    assert found["stable"].solution.objective <= found["one to one"].solution.objective


def test_what_mentees_are_to_each_other_does_not_count(found: dict[str, Formation]) -> None:
    formed = found["as a circle"]
    mentees = np.flatnonzero(~formed.roster.leads).astype(np.int32)
    assert abs(formed.built.scores.among(mentees)).max() < 1e-5
    placed = placements(formed)
    assert (placed.score > 0.2).all()


def test_the_search_for_circles_begins_with_lawful_ones(found: dict[str, Formation]) -> None:
    formed = found["as a circle"]
    sides = formed.wishes.mentoring
    assert sides is not None
    table = make_table(formed.built, sides)
    best = assign(table.wishes(table.worth), table.waiting)
    problem = formed.built.problem
    start = lawful(table, best, problem)
    assert check(problem, table.seated(start, formed.built, sides)).legal
    assert not check(problem, table.seated(best, formed.built, sides)).legal
    assert np.bincount(start[start != NOBODY], minlength=len(table.room)).max() <= 3
    assert (start == best).any()
    assert formed.solution.objective >= table.total(start) - 1e-6


def test_room_is_told_of_single_mentors(store: Store) -> None:
    with store.read() as session:
        roster = read_roster(session, read_wishes({"kind": "mentoring"}))
        built = prepare(read_wishes({"kind": "mentoring"}), roster, ENCODER)
        some, none = (roster.members.ids[one] for one in np.flatnonzero(built.roster.leads)[:2])
        mentee = roster.members.ids[int(np.flatnonzero(~built.roster.leads)[0])]
        wishes = {"kind": "mentoring", "mentoring": {"capacities": {some: 1, none: 0}}}
        formed = form(session, read_wishes(wishes), ENCODER)
        wrong = read_wishes({"kind": "mentoring", "mentoring": {"capacities": {mentee: 1}}})
        with pytest.raises(DataError, match="is no mentor who takes part"):
            form(session, wrong, ENCODER)
    ids = formed.roster.members.ids
    led = Counter(ids[one.leader] for one in formed.circles if one.leader is not None)
    assert (led[some], led[none]) == (1, 0)
    assert ids.index(none) in [one.member for one in formed.waiting if one.reason == "no_mentee"]


def test_a_mentoring_without_mentors_is_told_so(store: Store) -> None:
    wishes = read_wishes({"kind": "mentoring", "mentoring": {"mentors": {"classes": ["none"]}}})
    with store.read() as session, pytest.raises(DataError, match="0 mentors and"):
        form(session, wishes, ENCODER)


def test_invitations_speak_to_two_three_or_a_mentor_and_hers(found: dict[str, Formation]) -> None:
    pair, trio = found["pairs"].circles[0], found["trio"].circles[0]
    assert "Bunda berdua" in invitation(found["pairs"], pair, "id")
    assert "Bunda bertiga" in invitation(found["trio"], trio, "id")
    alone = invitation(found["one to one"], found["one to one"].circles[0], "id")
    assert "menemani ibu yang baru mulai" in alone
    assert "mentornya" in alone
    largest = max(found["as a circle"].circles, key=lambda one: len(one.members))
    several = invitation(found["as a circle"], largest, "id")
    assert f"menemani {len(largest.members) - 1} ibu" in several
    assert not re.search(r"\{\w+\}", alone + several)


def test_nothing_is_offered_that_the_kind_does_not_know(formed: Formation) -> None:
    changes = [Relaxation(rule, change, 5) for rule in ("size", "mentor") for change in CHANGES]
    told = [mending(one, formed.wishes, formed.roster, "en") for one in changes]
    assert not any("--size" in what or "weight" in what for what in told if what)
    offered = [what for what in told if what]
    room = ["give mentors more room (`--capacity 4`)"]
    join = ["let whoever is left join a pair (`--trio`)"]
    assert offered == (room if formed.wishes.mentoring else [] if formed.wishes.trio else join)


def test_who_can_sit_at_once_is_only_told_where_a_seat_is_a_member(
    found: dict[str, Formation],
) -> None:
    assert not [one for one in found["one to one"].clashes if one.kind == "limits"]
    for clash in found["as a circle"].clashes:
        if clash.kind == "limits":
            assert clash.most >= sum(len(one.members) for one in found["as a circle"].circles)


def test_a_meetup_is_of_one_region() -> None:
    with pytest.raises(DataError, match="live in one region"):
        read_wishes({"kind": "meetups", "provinces": {"least": 3}})
    assert read_wishes({"kind": "meetups", "provinces": None}).provinces is None


def test_reasons_plan_and_drafts_are_made_of_every_kind(formed: Formation) -> None:
    assert telling(formed, ENCODER, "id").startswith("Rata-rata")
    told = json.loads(json.dumps(plan(formed)))
    assert len(told["circles"]) == len(formed.circles)
    made = drafts(formed, "id")
    assert {draft.name.split()[0] for draft in made} <= {"Pasangan", "Pendampingan"}
    assert all(draft.facilitators < draft.members for draft in made)


def test_a_reason_to_wait_speaks_of_partners_not_of_circles() -> None:
    assert "circle" in why_waiting("circles", "hours", "en")
    assert "circle" not in why_waiting("pairs", "hours", "en")


def test_whoever_watches_ends_a_mentoring_before_its_search_begins(
    generated_store: Store,
) -> None:
    told: list[float] = []

    def watch(seconds: float, objective: float) -> bool:
        told.append(objective)
        return False

    with generated_store.read() as session:
        formed = form(session, read_wishes(WISHES["as a circle"]), ENCODER, watch)
    assert formed.solution.stopped == "cancelled"
    assert told == [formed.solution.objective]
    assert check(formed.built.problem, formed.solution.circle).legal
