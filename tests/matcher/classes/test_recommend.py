from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from features.profile import Profile
from features.vocabulary import Format, Purpose, Status
from matcher import privacy
from matcher.classes import Answer, Taken, recommend_for_member, recommend_for_profile
from matcher.errors import NotFound
from matcher.store import catalogue, enrolments, people
from matcher.store.schema import Class, Enrolment
from tests.matcher.classes.conftest import Town
from tests.matcher.classes.shelf import NOW

WRITER = Profile(goals="pengen menulis cerita")
TOWN = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def ids(answer: Answer) -> list[str]:
    return [one.class_id for one in answer.suggestions]


def told(
    town: Town, profile: Profile = WRITER, history: tuple[Taken, ...] = (), **more: Any
) -> Answer:
    with town.store.read() as session:
        return recommend_for_profile(session, town.engine, profile, history, now=NOW, **more)


def of_member(town: Town, member_id: str, k: int = 10) -> Answer:
    with town.store.read() as session:
        return recommend_for_member(session, town.engine, member_id, now=NOW, k=k)


def change(town: Town, class_id: str, now: datetime = NOW, **values: object) -> None:
    with town.store.begin() as session:
        catalogue.upsert(session, class_id, values, now=now)


def with_history(town: Town) -> str:
    """A member who has taken four classes."""
    query = select(Enrolment.member_id).group_by(Enrolment.member_id).having(func.count() == 4)
    with town.store.read() as session:
        return session.scalars(query.order_by(Enrolment.member_id)).first() or ""


def test_somebody_nobody_has_seen_is_answered_from_her_words(town: Town) -> None:
    answer = told(town)
    assert ids(answer)[0].startswith("menulis")
    assert answer.personal


def test_somebody_who_tells_nothing_is_answered_from_her_history(town: Town) -> None:
    answer = told(town, Profile(), (Taken("bisnis-0"), Taken("bisnis-1")))
    assert ids(answer)[0] == "bisnis-2"
    assert answer.personal


def test_somebody_of_whom_nothing_is_known_is_answered_like_everyone(town: Town) -> None:
    answer = told(town, Profile(), province="ID-JB")
    assert answer.suggestions
    assert not answer.personal
    assert ids(answer) == ids(told(town, Profile()))


def test_the_same_question_has_the_same_answer(town: Town) -> None:
    member_id = with_history(town)
    assert of_member(town, member_id) == of_member(town, member_id)


def test_a_member_and_her_profile_are_answered_alike(town: Town) -> None:
    member_id = with_history(town)
    with town.store.read() as session:
        member = people.get(session, member_id)
        taken = tuple(
            Taken(row.class_id, Status(row.status), row.enrolled_at)
            for row in enrolments.of_member(session, member_id)
        )
    profile = Profile(member.goals, member.background, member.vision, member.topics)
    assert told(town, profile, taken[::-1], province=member.province) == of_member(town, member_id)


def test_fewer_suggestions_are_the_best_of_more(town: Town) -> None:
    assert ids(told(town, k=3)) == ids(told(town, k=9))[:3]


def test_scores_fall_from_first_to_last(town: Town) -> None:
    scores = [one.score for one in told(town, k=12).suggestions]
    assert scores == sorted(scores, reverse=True)


def test_nobody_by_that_id_is_told_so(town: Town) -> None:
    with pytest.raises(NotFound, match="There is no member nobody"):
        of_member(town, "nobody")


def test_an_enrolment_changes_the_next_answer_at_once(town: Town) -> None:
    member_id = with_history(town)
    first = ids(of_member(town, member_id))[0]
    with town.store.begin() as session:
        enrolments.upsert(session, member_id, first, {"enrolled_at": NOW, "status": "completed"})
    answer = of_member(town, member_id)
    assert first not in ids(answer)
    named = {reason.class_id for one in answer.suggestions for reason in one.reasons}
    assert first in named


def test_without_consent_nothing_of_hers_is_used(town: Town) -> None:
    member_id = with_history(town)
    with town.store.begin() as session:
        privacy.withdraw(session, member_id, Purpose.RECOMMEND, NOW)
    answer = of_member(town, member_id)
    assert answer == told(town, Profile())
    assert not answer.personal
    assert {reason.kind for one in answer.suggestions for reason in one.reasons} <= {
        "popular",
        "open",
    }


def test_a_change_of_the_catalogue_counts_at_once(town: Town) -> None:
    first = ids(told(town))[0]
    change(town, first, NOW + timedelta(seconds=1), active=False)
    assert first not in ids(told(town))
    change(town, first, NOW + timedelta(seconds=2), active=True, title="Judul baru")
    assert told(town).suggestions[0].title == "Judul baru"


def test_a_class_newer_than_the_training_is_counted_and_not_offered(town: Town) -> None:
    change(town, "baru", title="Menulis cerita yang baru")
    answer = told(town, k=50)
    assert "baru" not in ids(answer)
    assert answer.withheld["untrained"] == 1


def test_a_class_that_is_gone_from_the_catalogue_is_not_offered(town: Town) -> None:
    with town.store.begin() as session:
        for row in session.scalars(select(Enrolment).where(Enrolment.class_id == "menulis-3")):
            session.delete(row)
        session.delete(session.get(Class, "menulis-3"))
    answer = told(town, Profile(), (Taken("menulis-3"), Taken("menulis-0")), k=50)
    assert "menulis-3" not in ids(answer)
    assert all(
        reason.class_id != "menulis-3" for one in answer.suggestions for reason in one.reasons
    )


def test_a_class_says_when_and_how_it_is_held(town: Town) -> None:
    starts_at = NOW + timedelta(days=8)
    change(town, "menulis-0", starts_at=starts_at, format="recorded", programme="Jika Ibu Menjadi")
    (found,) = [one for one in told(town, k=50).suggestions if one.class_id == "menulis-0"]
    assert (found.starts_at, found.format) == (starts_at, Format.RECORDED)
    assert found.programme == "Jika Ibu Menjadi"


def test_an_empty_catalogue_has_an_empty_answer(town: Town) -> None:
    with town.store.begin() as session:
        for kind in (Enrolment, Class):
            for row in session.scalars(select(kind)):
                session.delete(row)
    assert told(town).suggestions == ()


def test_a_long_history_without_times_is_read_in_its_order(town: Town) -> None:
    steps = [f"{subject}-{step}" for subject in ("asuh", "bisnis") for step in range(4)]
    history = tuple(Taken(class_id) for class_id in [*steps * 6, "menulis-0"])
    assert ids(told(town, Profile(), history))[0] == "menulis-1"


@TOWN
@given(
    history=st.lists(
        st.tuples(
            st.sampled_from(
                [f"{subject}-{i}" for subject in ("asuh", "bisnis", "menulis") for i in range(4)]
            ),
            st.sampled_from(list(Status)),
        ),
        max_size=5,
        unique_by=lambda pair: pair[0],
    ),
    goals=st.sampled_from(["", "pengen menulis cerita", "jualan kue", "😊"]),
    province=st.sampled_from([None, "ID-JB", "ID-PA"]),
    k=st.integers(1, 20),
)
def test_what_a_rule_keeps_back_is_never_suggested(
    town: Town, history: list[tuple[str, Status]], goals: str, province: str | None, k: int
) -> None:
    change(town, "asuh-1", prerequisites=("asuh-0",))
    change(town, "asuh-2", format="offline", province="ID-JB")
    change(town, "bisnis-1", starts_at=NOW - timedelta(days=1))
    change(town, "bisnis-2", capacity=0)
    change(town, "menulis-2", language="en")
    taken = tuple(Taken(class_id, status) for class_id, status in history)
    answer = told(town, Profile(goals=goals), taken, province=province, k=k)
    offered = set(ids(answer))
    finished = {class_id for class_id, status in history if status is Status.COMPLETED}
    assert not offered & {class_id for class_id, _ in history}
    assert not offered & {"bisnis-1", "bisnis-2", "menulis-2"}
    assert "asuh-1" not in offered or "asuh-0" in finished
    assert "asuh-2" not in offered or province == "ID-JB"
    assert len(offered) == len(answer.suggestions) == min(k, 12 - sum(answer.withheld.values()))
    assert all(1 <= len(one.reasons) <= 3 for one in answer.suggestions)
