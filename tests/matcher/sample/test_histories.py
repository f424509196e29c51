"""What the generated members took: in the right order, at possible times, mostly to the end."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest

from matcher.errors import DataError
from matcher.sample import SampleCommunity, generate
from matcher.sample.calendar import DAY, SEASONS, seasons

from .conftest import AS_OF, Rows

TODAY = AS_OF.isoformat()


def test_91_percent_of_what_ended_was_completed(rows: Rows) -> None:
    status = Counter(one["status"] for one in rows["enrolments"])

    assert set(status) == {"completed", "dropped", "enrolled"}
    ended = status["completed"] + status["dropped"]
    assert abs(100 * status["completed"] / ended - 91) <= 1


def test_a_class_was_completed_before_the_one_that_asks_for_it_began(rows: Rows) -> None:
    before = {one["class_id"]: one["prerequisites"].split(";") for one in rows["classes"]}
    done = {(one["member_id"], one["class_id"]): one["completed_at"] for one in rows["enrolments"]}
    followed = 0
    for one in rows["enrolments"]:
        for wanted in filter(None, before[one["class_id"]]):
            assert "" < done[one["member_id"], wanted] <= one["enrolled_at"]
            followed += 1

    assert followed > 100


def test_nothing_happens_before_she_joined_or_after_the_day(rows: Rows) -> None:
    joined = {one["member_id"]: one["joined_at"] for one in rows["members"]}

    assert max(joined.values()) < TODAY
    for one in rows["enrolments"]:
        assert joined[one["member_id"]] <= one["enrolled_at"] < TODAY
        assert one["completed_at"] < TODAY
    assert all(one["created_at"] < TODAY for one in rows["stories"])
    assert all(one["since"] < TODAY for one in rows["ties"])


def test_nobody_takes_a_class_outside_of_its_window_or_completes_it_before_it_begins(
    community: SampleCommunity,
) -> None:
    history = community.history
    windows = [community.classes[item].window for item in history.item]
    opens = np.array([each.opens for each in windows])
    closes = np.array([each.closes for each in windows])
    begins = np.array([each.starts if each.held_once else -1 for each in windows])

    assert np.all((opens <= history.at) & (history.at < closes))
    assert np.all((history.done < 0) | (history.done > begins))


def test_nobody_takes_a_class_twice(rows: Rows) -> None:
    taken = [(one["member_id"], one["class_id"]) for one in rows["enrolments"]]

    assert len(set(taken)) == len(taken)


def test_what_was_completed_has_its_end_and_only_that_is_rated(rows: Rows) -> None:
    for one in rows["enrolments"]:
        assert bool(one["completed_at"]) == (one["status"] == "completed")
        assert not one["completed_at"] or one["enrolled_at"] < one["completed_at"]
        assert one["rating"] in {"", "1", "2", "3", "4", "5"}
        assert not one["rating"] or one["status"] == "completed"


def test_most_have_taken_a_few_classes_some_none_and_a_few_very_many(rows: Rows) -> None:
    taken = Counter(one["member_id"] for one in rows["enrolments"])
    counts = np.array([taken[one["member_id"]] for one in rows["members"]])

    assert counts.mean() == pytest.approx(7, abs=0.6)
    assert 0.03 < (counts == 0).mean() < 0.1
    assert counts.max() > 5 * counts.mean()


def test_offline_meetings_are_attended_by_those_who_live_there(rows: Rows) -> None:
    home = {one["member_id"]: one["province"] for one in rows["members"]}
    place = {one["class_id"]: one["province"] for one in rows["classes"] if one["province"]}
    there = [one for one in rows["enrolments"] if one["class_id"] in place]

    assert len(there) > 50
    assert all(home[one["member_id"]] == place[one["class_id"]] for one in there)


def test_scholarships_seat_no_more_than_they_have_seats_and_nobody_twice(rows: Rows) -> None:
    seats = {
        one["class_id"]: int(one["capacity"])
        for one in rows["classes"]
        if one["programme"] == "Beasiswa Bisnis"
    }
    seated = [one for one in rows["enrolments"] if one["class_id"] in seats]
    taken = Counter(one["class_id"] for one in seated)

    assert seated
    assert all(taken[item] <= limit for item, limit in seats.items())
    assert len({one["member_id"] for one in seated}) == len(seated)


def test_starters_come_first_and_alumni_classes_late(rows: Rows) -> None:
    level = {one["class_id"]: one["level"] for one in rows["classes"]}
    paths: dict[str, list[str]] = defaultdict(list)
    for one in sorted(rows["enrolments"], key=lambda one: one["enrolled_at"]):
        paths[one["member_id"]].append(level[one["class_id"]])
    first = Counter(path[0] for path in paths.values())

    assert first["starter"] > 0.7 * len(paths)
    assert first["alumni"] == 0


def test_classes_of_a_season_are_mostly_taken_in_it(community: SampleCommunity) -> None:
    wanted = np.array([SEASONS.index(one.season) for one in community.classes])
    season = wanted[community.history.item]
    at = seasons(community.history.at // DAY)

    assert (season > 0).sum() > 50
    assert (at == season)[season > 0].mean() > 2 * (at[season == 0] > 0).mean()


def test_histories_follow_from_the_hidden_themes(community: SampleCommunity) -> None:
    fit = community.truth.affinities()
    took = fit[community.history.member, community.history.item].mean()

    assert took > 3 * fit.mean()


def test_a_class_makes_its_follower_likely_and_not_the_reverse(community: SampleCommunity) -> None:
    history, links = community.history, community.truth.links
    same = history.member[1:] == history.member[:-1]
    here, there = history.item[:-1][same], history.item[1:][same]

    assert not ((links > 0) & (links.T > 0)).any()
    assert (links[here, there] > 0).sum() > 5 * (links[there, here] > 0).sum()


def test_weights_of_the_truth_sum_to_one(community: SampleCommunity) -> None:
    np.testing.assert_allclose(community.truth.members.sum(axis=1), 1)
    np.testing.assert_allclose(community.truth.classes.sum(axis=1), 1)


def test_no_members_and_a_day_before_the_community_are_refused() -> None:
    with pytest.raises(DataError, match="at least one member"):
        generate(0, 0, AS_OF)
    with pytest.raises(DataError, match="choose 2021-04-06 or a later day"):
        generate(10, 0, date(2020, 5, 1))
