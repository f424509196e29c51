"""Wishes that clash are told before the search: for whom, and in words that mend them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from matcher.circles.clashes import ClashingWishes, Told, broken, clash_json, clashing
from matcher.circles.exporting import plan
from matcher.circles.form import arrange, prepare
from matcher.circles.roster import Roster, read_roster
from matcher.circles.telling import telling
from matcher.circles.wishes import Wishes, read_wishes
from matcher.grouping.checking import check
from matcher.grouping.solve import Infeasible
from matcher.i18n import LANGUAGES
from matcher.store.session import Store
from models.encoder import shipped

ENCODER = shipped()


def wished(**more: object) -> Wishes:
    return read_wishes({"seconds": 1, "seed": 1, **more})


@pytest.fixture(scope="module")
def roster(generated_store: Store) -> Iterator[Roster]:
    with generated_store.read() as session:
        yield read_roster(session, wished())


@pytest.fixture(scope="module")
def tied(roster: Roster) -> Roster:
    """Members 10 and 11 are to sit together, but are never free at one time."""
    availability = roster.members.availability.copy()
    availability[[10, 11]] = False
    availability[10, 9], availability[11, 40] = True, True
    members = replace(roster.members, availability=availability)
    together = np.array([[10, 11]], dtype=np.int32)
    several = np.bincount(roster.member, minlength=len(roster)) > 1
    assert not several[[10, 11]].any()
    return replace(roster, members=members, together=together)


def test_pins_that_cannot_hold_stop_before_the_search(roster: Roster) -> None:
    a, b = (roster.members.ids[int(one)] for one in roster.apart[0])
    with pytest.raises(ClashingWishes) as caught:
        arrange(wished(pinned={a: 0, b: 0}, seconds=86_400), roster, ENCODER)
    assert set(caught.value.facts["rules"]) == {"apart", "pinned"}  # type: ignore[call-overload]
    told = "\n".join(caught.value.told.sentences("en"))
    assert all(roster.called(int(one)) in told for one in roster.apart[0])
    assert "move (`pinned`)" in told


def test_who_is_to_be_apart_is_never_offered_as_what_could_go(roster: Roster) -> None:
    a, b = (roster.members.ids[int(one)] for one in roster.apart[0])
    with pytest.raises(ClashingWishes) as caught:
        arrange(wished(pinned={a: 0, b: 0}), roster, ENCODER)
    mends = [line for line in caught.value.told.sentences("en") if line.startswith("  ")]
    assert len(mends) == 2
    assert all("pinned" in line for line in mends)


def test_a_pair_that_shares_no_hour_waits_for_that_reason_and_the_plan_says_so(
    tied: Roster,
) -> None:
    formed = arrange(wished(), tied, ENCODER)
    reasons = {one.member: one.reason for one in formed.waiting}
    assert (reasons[10], reasons[11]) == ("tie", "tie")
    told = plan(formed)
    (found,) = [one for one in told["conflicts"] if set(one["rules"]) == {"together", "hours"}]
    assert found["members"] == [tied.members.ids[10], tied.members.ids[11]]
    assert {one["change"] for one in found["relaxations"]} == {"untie", "drop"}
    assert tied.called(10) in telling(formed, ENCODER, "en")


def test_too_few_leaders_are_told_as_the_places_there_are(roster: Roster) -> None:
    leads = roster.leads & (np.cumsum(roster.leads) <= 2)
    few = replace(roster, leads=leads, member=np.arange(len(roster), dtype=np.int32))
    wishes = wished(beginners=None)
    clashes = clashing(wishes, few, prepare(wishes, few, ENCODER))
    (limit,) = [one for one in clashes if one.kind == "limits"]
    assert limit.most == 16
    assert set(limit.rules) == {"facilitator", "size"}
    told = list(Told(wishes, few, [limit]).sentences("en"))
    assert told[0] == "At most 16 members can sit in circles at once. " + (
        "Reason: somebody leads and the size of circles."
    )
    assert (
        "  It might help to allow larger circles (`--size 5-9`): up to 2 more members in circles."
        in (told)
    )
    assert any("find one more who leads" in line and "up to 7 more" in line for line in told)


def test_whoever_leads_is_not_stranded_by_a_tie_of_her_first_seat(tied: Roster) -> None:
    seats = np.append(np.arange(len(tied)), [10, 11]).astype(np.int32)
    leads = tied.leads.copy()
    leads[[10, 11]] = True
    leading = replace(tied, member=seats, leads=leads)
    wishes = wished()
    clashes = clashing(wishes, leading, prepare(wishes, leading, ENCODER))
    assert not any({10, 11} & set(one.members.tolist()) for one in clashes)


def test_what_the_search_could_not_keep_is_told_by_circle_and_name(roster: Roster) -> None:
    wishes = wished()
    built = prepare(wishes, roster, ENCODER)
    circle = np.full(len(built.problem), -1, dtype=np.int32)
    circle[roster.apart[0]] = 2
    breaks = tuple(one for one in check(built.problem, circle).breaks if one.hard)
    error = Infeasible("{rules}", breaks=breaks, circle=circle, rules="apart")
    told = "\n".join(broken(error, wishes, roster, built).told.sentences("en"))
    assert "In circle 3 this does not hold: members who are to be apart." in told
    assert all(roster.called(int(one)) in told for one in roster.apart[0])


def test_the_plan_names_nobody(tied: Roster) -> None:
    named = replace(tied, names=tuple(f"Ibu {one}" for one in range(len(tied))))
    wishes = wished()
    clashes = clashing(wishes, named, prepare(wishes, named, ENCODER))
    assert clashes
    assert "Ibu" not in str([clash_json(one, named) for one in clashes])


@pytest.mark.parametrize("language", LANGUAGES)
def test_clashes_of_every_rule_are_told_in_both_languages(roster: Roster, language: str) -> None:
    wishes = wished(
        provinces={"least": 7},
        languages={"least": 9},
        counts=[{"attribute": "stage", "value": "teen", "least": 8}],
    )
    clashes = clashing(wishes, roster, prepare(wishes, roster, ENCODER))
    told = list(Told(wishes, roster, clashes).sentences(language))
    assert {name for one in clashes for name in one.rules} >= {"languages"}
    assert not any("{" in line for line in told)
    assert any("languages" in line for line in told)
