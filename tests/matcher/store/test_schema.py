from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from matcher.store.schema import Member
from matcher.store.session import Store

CODE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=";\0"), min_size=1, max_size=9
)
ZONE = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIME = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONE)  # noqa: DTZ001


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(topics=st.lists(CODE, max_size=4).map(tuple), joined=TIME)
def test_codes_and_times_come_back_as_they_went_in(
    any_store: Store, topics: tuple[str, ...], joined: datetime
) -> None:
    now = datetime.now(UTC)
    with any_store.begin() as session:
        session.merge(Member(member_id="m", topics=topics, joined_at=joined, updated_at=now))
    with any_store.read() as session:
        member = session.scalars(select(Member)).one()
    assert member.topics == topics
    assert member.joined_at == joined
    assert member.joined_at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="must have a zone"), store.begin() as session:
        session.add(Member(member_id="m", updated_at=datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.parametrize("code", ["", "a;b"])
def test_a_code_that_would_come_back_as_another_is_refused(store: Store, code: str) -> None:
    now = datetime.now(UTC)
    with pytest.raises(StatementError, match="semicolon"), store.begin() as session:
        session.add(Member(member_id="m", topics=(code,), updated_at=now))
