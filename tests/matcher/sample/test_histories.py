"""What the generated members took: in the right order, at possible times, mostly to the end."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta

import numpy as np

from matcher.sample import SampleCommunity
from matcher.sample.histories import SampleEnrolment

from .conftest import AS_OF

NOW = datetime.combine(AS_OF, time(), UTC)


def test_91_percent_of_what_ended_was_completed(community: SampleCommunity) -> None:
    status = Counter(one.status for _, one in community.enrolments)

    assert set(status) == {"completed", "dropped", "enrolled"}
    ended = status["completed"] + status["dropped"]
    assert abs(100 * status["completed"] / ended - 91) <= 1.5


def test_prerequisites_were_finished_before(community: SampleCommunity) -> None:
    row = {one.class_id: i for i, one in enumerate(community.classes)}
    begun: dict[str, dict[int, SampleEnrolment]] = defaultdict(dict)
    for member_id, one in community.enrolments:
        begun[member_id][one.item] = one
    followed = 0
    for taken in begun.values():
        for one in taken.values():
            for before in community.classes[one.item].prerequisites:
                first = taken[row[before]]
                assert first.status == "completed"
                assert first.enrolled_at < one.enrolled_at
                followed += 1

    assert followed > 100


def test_a_class_was_finished_before_the_one_that_builds_on_it_began(
    community: SampleCommunity,
) -> None:
    row = {one.class_id: i for i, one in enumerate(community.classes)}
    ends = {
        (member_id, one.item): one.completed_at
        for member_id, one in community.enrolments
        if one.completed_at is not None
    }
    for member_id, one in community.enrolments:
        for before in community.classes[one.item].prerequisites:
            assert ends[member_id, row[before]] <= one.enrolled_at


def test_nothing_happens_after_the_day_it_is_told(community: SampleCommunity) -> None:
    moments = [row["joined_at"] for row in community.members]
    moments += [row["created_at"] for row in community.stories]
    moments += [one.enrolled_at for _, one in community.enrolments]
    moments += [one.completed_at for _, one in community.enrolments if one.completed_at]

    assert max(moments) <= NOW
    assert all(tie["since"] <= AS_OF for tie in community.ties)


def test_nobody_takes_a_class_before_she_joined_or_before_it_was_launched(
    community: SampleCommunity,
) -> None:
    joined = {row["member_id"]: row["joined_at"] for row in community.members}
    for member_id, one in community.enrolments:
        assert one.enrolled_at >= joined[member_id]
        assert one.enrolled_at.date() >= community.classes[one.item].launched


def test_nobody_takes_a_class_twice(community: SampleCommunity) -> None:
    taken = [(member_id, one.item) for member_id, one in community.enrolments]

    assert len(set(taken)) == len(taken)


def test_what_was_completed_has_its_end_and_only_that_is_rated(
    community: SampleCommunity,
) -> None:
    for _, one in community.enrolments:
        assert (one.completed_at is not None) == (one.status == "completed")
        if one.completed_at is not None:
            assert timedelta() < one.completed_at - one.enrolled_at < timedelta(days=60)
        if one.rating is not None:
            assert one.status == "completed"
            assert 1 <= one.rating <= 5


def test_histories_follow_from_goals(community: SampleCommunity) -> None:
    """Classes of a member's own themes are many times as common as chance would have it."""
    truth = community.truth
    row = {member["member_id"]: i for i, member in enumerate(community.members)}
    pairs = [
        (row[member_id], int(truth.classes[one.item]))
        for member_id, one in community.enrolments
        if truth.classes[one.item] >= 0
    ]
    own = np.mean([truth.members[member, theme] for member, theme in pairs])
    chance = np.mean([truth.members[:, theme].mean() for _, theme in pairs])

    assert own > 4 * chance


def test_most_have_taken_a_few_classes_and_some_none(community: SampleCommunity) -> None:
    taken = Counter(member_id for member_id, _ in community.enrolments)
    counts = np.array([taken[row["member_id"]] for row in community.members])

    assert 0.03 < (counts == 0).mean() < 0.3
    assert 4 < counts.mean() < 10
    assert counts.max() > 20


def test_offline_meetings_are_attended_by_those_who_live_there(
    community: SampleCommunity,
) -> None:
    lives = {row["member_id"]: row["province"] for row in community.members}
    there = [
        (community.classes[one.item].province, lives[member_id])
        for member_id, one in community.enrolments
        if community.classes[one.item].format == "offline"
    ]

    assert there
    assert all(place == home for place, home in there)
