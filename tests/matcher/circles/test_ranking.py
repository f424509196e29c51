"""A ranking: criteria from 0 to 1, shares that are kept exactly, ties that no order decides."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.encoder import embed
from features.support import Support, read_support
from features.tables import MemberTable
from matcher.circles.exporting import MEMBERS, member_rows, plan
from matcher.circles.form import form
from matcher.circles.java import outside_java
from matcher.circles.ranking import Ranked, rank, seats_of, select
from matcher.circles.roster import Roster, read_roster
from matcher.circles.wishes import Wishes, read_wishes
from matcher.errors import DataError
from matcher.grouping.checking import check
from matcher.store.schema import Waiting
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.conftest import NOW

ENCODER = shipped()
BAKERY = "usaha kue rumahan"


def wishes_of(**ranking: object) -> Wishes:
    """A cohort of few, by a ranking."""
    plain = {"kind": "cohorts", "least": 5, "most": 10, "meeting": None, "seconds": 1}
    return read_wishes(plain | {"ranking": {"places": 20} | ranking})


@pytest.fixture(scope="module")
def roster(generated_store: Store) -> Roster:
    with generated_store.read() as session:
        return read_roster(session, wishes_of())


@pytest.fixture(scope="module")
def support(roster: Roster) -> Support:
    return read_support(roster.members, ENCODER, roster.learned)


def ranked_by(roster: Roster, support: Support, **ranking: object) -> Ranked:
    found = rank(wishes_of(**ranking), roster, support, ENCODER)
    assert found is not None
    return found


def test_each_criterion_lies_between_0_and_1_and_is_what_it_says(
    roster: Roster, support: Support
) -> None:
    weights = dict.fromkeys(("goals", "waited", "many_classes", "few_classes", "joined_earlier"), 1)
    waiting = replace(roster, waited=(np.arange(len(roster)) % 8).astype(np.int32))
    found = ranked_by(waiting, support, weights=weights, about=BAKERY)
    assert found.values.min() >= 0
    assert found.values.max() <= 1
    values = dict(zip(found.criteria, found.values.T, strict=True))
    assert values["waited"][:8].tolist() == [0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1]
    assert (values["many_classes"] + values["few_classes"]).tolist() == [1] * len(roster)
    first = roster.members.joined_at.argmin()
    assert values["joined_earlier"][first] == 1
    near = support.goals @ embed(ENCODER, [BAKERY])[0]
    assert np.allclose(values["goals"], np.clip(near, 0, 1), atol=1e-6)
    assert np.allclose(found.score, found.values.mean(axis=1), atol=1e-8)


def test_the_best_by_score_are_taken_and_the_weights_decide(
    roster: Roster, support: Support
) -> None:
    found = ranked_by(roster, support, weights={"many_classes": 1})
    assert found.taken.sum() == 20
    assert roster.finished[found.taken].min() >= min(roster.finished[~found.taken].max(), 5)
    turned = ranked_by(roster, support, weights={"few_classes": 1})
    assert roster.finished[turned.taken].mean() < roster.finished[found.taken].mean()


def test_of_two_alike_who_waited_more_often_comes_first(roster: Roster, support: Support) -> None:
    times = np.zeros(len(roster), dtype=np.int32)
    times[[7, 30]] = 6, 9
    found = ranked_by(replace(roster, waited=times), support, weights={"waited": 1})
    assert found.score[7] == found.score[30]
    assert (found.rank[30], found.rank[7]) == (1, 2)


def turned(roster: Roster, support: Support, order: np.ndarray) -> tuple[Roster, Support]:
    """The same members in another order, as far as a ranking looks at them."""
    table = roster.members
    members: MemberTable = replace(
        table,
        ids=tuple(table.ids[i] for i in order),
        province=table.province[order],
        joined_at=table.joined_at[order],
    )
    return replace(
        roster,
        members=members,
        finished=roster.finished[order],
        leads=roster.leads[order],
        waited=roster.waited[order],
    ), replace(support, goals=support.goals[order])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1_000), draw=st.integers(0, 3))
def test_a_ranking_does_not_depend_on_the_order_of_members(
    roster: Roster, support: Support, seed: int, draw: int
) -> None:
    order = np.random.default_rng(seed).permutation(len(roster))
    wishes = wishes_of(
        about=BAKERY,
        weights={"goals": 1, "few_classes": draw},
        at_least={"outside_java": 0.6, "beginners": 0.3},
    )
    plain = rank(wishes, roster, support, ENCODER)
    other = rank(wishes, *turned(roster, support, order), ENCODER)
    assert plain is not None
    assert other is not None
    assert plain.rank[order].tolist() == other.rank.tolist()
    assert plain.taken[order].tolist() == other.taken.tolist()


def test_another_seed_draws_differently_among_those_alike(roster: Roster, support: Support) -> None:
    one, other = (
        rank(wishes_of().model_copy(update={"seed": seed}), roster, support, ENCODER)
        for seed in (1, 2)
    )
    assert one is not None
    assert other is not None
    assert one.rank.tolist() != other.rank.tolist()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), m=st.integers(1, 9), n_groups=st.integers(0, 3), data=st.data())
def test_who_is_taken_fills_all_shares_and_no_others_that_do_are_better(
    seed: int, m: int, n_groups: int, data: st.DataObject
) -> None:
    dice = np.random.default_rng(seed)
    score = np.sort(dice.choice([0.1, 0.25, 0.5, 0.75, 1.0], m))[::-1]
    groups = dice.random((n_groups, m)) < 0.4
    places = data.draw(st.integers(1, m))
    needs = np.array([data.draw(st.integers(0, places)) for _ in range(n_groups)], dtype=np.int64)
    lawful = [
        score[list(some)].sum()
        for some in combinations(range(m), places)
        if (groups[:, list(some)].sum(axis=1) >= needs).all()
    ]
    chosen = select(score, groups, needs, places)
    assert (chosen is None) == (not lawful)
    if chosen is not None:
        assert len(set(chosen.tolist())) == places
        assert (groups[:, chosen].sum(axis=1) >= needs).all()
        assert score[chosen].sum() == pytest.approx(max(lawful))


def test_a_share_outside_java_is_kept_by_those_of_them_who_rank_first(
    roster: Roster, support: Support
) -> None:
    outside = outside_java(roster.members.province)
    plain = ranked_by(roster, support, weights={"many_classes": 1})
    found = ranked_by(roster, support, weights={"many_classes": 1}, at_least={"outside_java": 0.75})
    assert (plain.taken & outside).sum() < 15
    assert (found.taken & outside).sum() == 15
    assert (found.rank == plain.rank).all()
    inside = found.rank[~outside & found.taken]
    assert inside.max() < found.rank[~outside & ~found.taken].min()
    assert found.rank[outside & found.taken].max() < found.rank[outside & ~found.taken].min()


def test_a_share_that_cannot_be_filled_is_told(roster: Roster, support: Support) -> None:
    with pytest.raises(DataError, match="places are kept for `waited`, but only 0"):
        ranked_by(roster, support, at_least={"waited": 0.1})
    nobody_new = replace(roster, finished=(np.arange(len(roster)) % 2).astype(np.int32))
    sure = {"outside_java": 1.0, "beginners": 1.0}
    few = replace(
        nobody_new,
        finished=np.where(outside_java(roster.members.province), 1, 0).astype(np.int32),
    )
    with pytest.raises(DataError, match="more together than there are"):
        ranked_by(few, support, at_least=sure)


def test_who_leads_takes_no_place(generated_store: Store, support: Support) -> None:
    wishes = wishes_of().model_copy(
        update={"facilitator": read_wishes({}).facilitator, "kind": "circles"}
    )
    with generated_store.read() as session:
        roster = read_roster(session, wishes)
    found = rank(wishes, roster, support, ENCODER)
    assert found is not None
    assert roster.leads.any()
    assert found.taken[roster.leads].all()
    assert (found.rank[roster.leads] == 0).all()
    assert (found.taken & ~roster.leads).sum() == 20
    seats = seats_of(roster, found).member
    assert set(seats.tolist()) == set(np.flatnonzero(found.taken).tolist())


def test_whoever_is_not_taken_waits_with_her_rank_and_no_seat(store: Store) -> None:
    with store.begin() as session:
        ids = read_roster(session, wishes_of()).members.ids
        session.add(Waiting(member_id=ids[7], since=NOW, reason="room", times_waited=2))
    with store.read() as session:
        formed = form(session, wishes_of(about=BAKERY, at_least={"waited": 0.05}), ENCODER)
    assert check(formed.built.problem, formed.solution.circle).legal
    reasons = {one.member: one.reason for one in formed.waiting}
    ranked = formed.built.ranked
    assert ranked is not None
    assert ranked.taken[7]
    assert [reasons.get(one) == "ranking" for one in range(len(formed.roster))] == (
        ~ranked.taken
    ).tolist()
    told = json.loads(json.dumps(plan(formed)))["ranking"]
    assert set(told) == set(formed.roster.members.ids)
    assert told[ids[7]]["criteria"]["waited"] == 0.4
    assert sorted(one["rank"] for one in told.values()) == list(range(1, len(ids) + 1))
    rows, rank = list(member_rows(formed, "en")), MEMBERS.index("rank")
    assert sorted(int(str(row[rank])) for row in rows) == list(range(1, len(ids) + 1))


def test_members_of_a_tie_one_of_whom_is_not_taken_are_free_of_it(store: Store) -> None:
    with store.read() as session:
        formed = form(session, wishes_of(places=12, weights={"few_classes": 1}), ENCODER)
    ranked = formed.built.ranked
    assert ranked is not None
    assert not ranked.taken[formed.roster.together].all()
    assert check(formed.built.problem, formed.solution.circle).legal
