"""The generated community is believable, and its truth explains it."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest

from matcher.errors import DataError
from matcher.sample import SampleCommunity, generate
from tests.matcher.sample.conftest import AS_OF, Rows


def words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().split())


def test_members_live_in_the_31_provinces_and_a_few_abroad(rows: Rows) -> None:
    homes = Counter(row["province"] for row in rows["members"])
    assert len(homes) == 32
    assert 0.02 < homes[""] / len(rows["members"]) < 0.05
    assert homes.most_common(1)[0][0] == "ID-JB"


def test_there_are_340_classes_with_a_title_each(rows: Rows) -> None:
    assert len(rows["classes"]) == 340
    assert len({row["title"] for row in rows["classes"]}) == 340


def test_goals_are_hundreds_of_distinct_phrasings(rows: Rows) -> None:
    goals = [row["goals"] for row in rows["members"]]
    assert all(goals)
    assert len(set(goals)) / len(goals) >= 0.98
    assert len({words(goal)[:4] for goal in goals}) >= 1_000


@pytest.mark.parametrize("column", ["background", "offers", "vision"])
def test_what_else_she_says_is_hundreds_of_phrasings_too(rows: Rows, column: str) -> None:
    said = [row[column] for row in rows["members"] if row[column]]
    assert len(said) > 0.7 * len(rows["members"])
    assert len(set(said)) / len(said) >= 0.8


def test_91_percent_of_what_is_started_is_finished(rows: Rows) -> None:
    status = Counter(row["status"] for row in rows["enrolments"])
    ended = status["completed"] + status["dropped"]
    assert status["completed"] / ended == pytest.approx(0.91, abs=0.01)


def test_members_take_seven_classes_on_average_with_a_heavy_tail(rows: Rows) -> None:
    taken = Counter(row["member_id"] for row in rows["enrolments"])
    counts = np.array([taken[row["member_id"]] for row in rows["members"]])
    assert counts.mean() == pytest.approx(7, abs=0.6)
    assert 0.03 < (counts == 0).mean() < 0.1
    assert counts.max() > 5 * counts.mean()


def test_prerequisites_are_completed_first(rows: Rows) -> None:
    before = {row["class_id"]: row["prerequisites"].split(";") for row in rows["classes"]}
    done = {(row["member_id"], row["class_id"]): row["completed_at"] for row in rows["enrolments"]}
    for row in rows["enrolments"]:
        for wanted in filter(None, before[row["class_id"]]):
            assert "" < done[row["member_id"], wanted] <= row["enrolled_at"]


def test_nothing_happens_before_she_joined_or_after_the_day(rows: Rows) -> None:
    joined = {row["member_id"]: row["joined_at"] for row in rows["members"]}
    for row in rows["enrolments"]:
        assert joined[row["member_id"]] <= row["enrolled_at"] < AS_OF.isoformat()
        assert row["completed_at"] == "" or row["enrolled_at"] < row["completed_at"]
        assert row["completed_at"] < AS_OF.isoformat()
    for row in rows["stories"]:
        assert joined[row["author_id"]] <= row["created_at"] < AS_OF.isoformat()
    assert all(row["since"] < AS_OF.isoformat() for row in rows["ties"])


def test_some_classes_are_ahead_some_are_over_and_some_are_no_longer_offered(rows: Rows) -> None:
    starts = [row["starts_at"] for row in rows["classes"]]
    assert 60 < sum(start == "" for start in starts) < 280
    assert sum(start > AS_OF.isoformat() for start in starts) > 40
    assert sum("" < start < AS_OF.isoformat() for start in starts) > 20
    assert 5 < sum(row["active"] == "false" for row in rows["classes"]) < 60


def test_nobody_completes_a_class_that_has_not_begun(community: SampleCommunity) -> None:
    history = community.history
    windows = [community.classes[item].window for item in history.item]
    begins = np.array([each.starts if each.held_once else -1 for each in windows])
    assert np.all((history.done < 0) | (history.done > begins))


def test_scholarships_are_small(rows: Rows) -> None:
    seats = {
        row["class_id"]: int(row["capacity"])
        for row in rows["classes"]
        if row["programme"] == "Beasiswa Bisnis"
    }
    taken = Counter(row["class_id"] for row in rows["enrolments"])
    assert len(seats) == 7
    assert all(15 <= limit <= 20 and taken[item] <= limit for item, limit in seats.items())


def test_offline_meetings_are_taken_only_by_whoever_lives_there(rows: Rows) -> None:
    home = {row["member_id"]: row["province"] for row in rows["members"]}
    place = {row["class_id"]: row["province"] for row in rows["classes"] if row["province"]}
    there = [row for row in rows["enrolments"] if row["class_id"] in place]
    assert len(there) > 50
    assert all(home[row["member_id"]] == place[row["class_id"]] for row in there)


def test_starters_come_first_and_alumni_classes_last(rows: Rows) -> None:
    level = {row["class_id"]: row["level"] for row in rows["classes"]}
    paths: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows["enrolments"], key=lambda row: row["enrolled_at"]):
        paths[row["member_id"]].append(level[row["class_id"]])
    first = Counter(path[0] for path in paths.values())
    assert first["starter"] > 0.7 * len(paths)
    assert first["alumni"] == 0


def test_stories_are_60_to_200_words_and_heavy_ones_are_few(
    rows: Rows, community: SampleCommunity
) -> None:
    lengths = [len(row["body"].split()) for row in rows["stories"]]
    assert min(lengths) >= 60
    assert max(lengths) <= 200
    assert len({row["body"] for row in rows["stories"]}) == len(lengths)
    names = [community.truth.theme_names[theme] for theme in community.truth.stories]
    hardest = sum(name in {"violence", "dark_thoughts"} for name in names)
    assert 0 < hardest < 0.05 * len(names)


def test_no_goal_speaks_of_violence_or_dark_thoughts(community: SampleCommunity) -> None:
    names = community.truth.theme_names
    told_only = [names.index("violence"), names.index("dark_thoughts")]
    assert not community.truth.members[:, told_only].any()


def test_histories_follow_the_hidden_themes(community: SampleCommunity) -> None:
    fit = community.truth.affinities()
    took = fit[community.history.member, community.history.item].mean()
    assert took > 3 * fit.mean()


def test_a_class_makes_its_follower_likely_and_not_the_reverse(community: SampleCommunity) -> None:
    history, links = community.history, community.truth.links
    assert not ((links > 0) & (links.T > 0)).any()
    same = history.member[1:] == history.member[:-1]
    here, there = history.item[:-1][same], history.item[1:][same]
    assert (links[here, there] > 0).sum() > 5 * (links[there, here] > 0).sum()


def test_truth_weights_sum_to_one(community: SampleCommunity) -> None:
    np.testing.assert_allclose(community.truth.members.sum(axis=1), 1)
    np.testing.assert_allclose(community.truth.classes.sum(axis=1), 1)


def test_only_a_woman_with_a_teenager_longs_for_peace_with_one(rows: Rows) -> None:
    said = [row for row in rows["members"] if "remaja" in row["goals"].lower()]
    assert said
    assert all("teen" in row["stage"] for row in said)


def test_a_small_community_works_too() -> None:
    small = generate(1, 3, AS_OF)
    assert len(small.members) == 1


def test_no_members_and_a_day_before_the_community_are_refused() -> None:
    with pytest.raises(DataError, match="at least one member"):
        generate(0, 0, AS_OF)
    with pytest.raises(DataError, match="choose 2021-04-06 or a later day"):
        generate(10, 0, date(2020, 5, 1))
