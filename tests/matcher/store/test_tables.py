import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert

from features.regions import PROVINCES
from features.vocabulary import Level, Purpose, Stage, Status
from matcher import privacy
from matcher.store import enrolments
from matcher.store.schema import Class, Consent, Enrolment, Member, Story
from matcher.store.session import Store
from matcher.store.tables import Community, read_classes, read_tables
from tests.matcher.store.community import NOW, fill


def tables(store: Store, purpose: Purpose | None = None) -> Community:
    with store.begin() as session:
        fill(session)
    with store.read() as session:
        return read_tables(session, purpose)


def test_an_empty_store_gives_empty_tables(any_store: Store) -> None:
    with any_store.read() as session:
        community = read_tables(session)
    assert len(community.members) == len(community.classes) == len(community.stories) == 0
    assert len(community.enrolments) == 0
    assert community.members.availability.shape == (0, 168)
    assert community.enrolments.at.dtype == np.dtype("datetime64[s]")


def test_members_come_as_columns(any_store: Store) -> None:
    members = tables(any_store).members
    assert members.ids == ("sari", "wulan")
    assert members.goals == ("ingin menulis lagi", "jualan kue online")
    assert [PROVINCES[i].code if i >= 0 else None for i in members.province] == ["ID-JB", None]
    assert members.stages[:, list(Stage).index(Stage.BABY)].all()
    assert members.stages.sum() == 2
    assert members.availability.sum(axis=1).tolist() == [5, 0]
    assert np.isnat(members.joined_at).all()
    assert members.consent.tolist() == [[True, False, True], [False, True, False]]


def test_prerequisites_outside_the_catalogue_are_left_out(any_store: Store) -> None:
    classes = tables(any_store).classes
    assert classes.ids == ("first", "writer")
    assert classes.prerequisites == ((), (0,))
    assert classes.capacity.tolist() == [-1, 20]
    assert classes.level.tolist() == [list(Level).index(Level.STARTER), -1]


def test_the_log_is_sorted_by_member_then_time(any_store: Store) -> None:
    log = tables(any_store).enrolments
    assert log.member.tolist() == [0, 0, 1]
    assert log.item.tolist() == [0, 1, 0]
    assert log.at[0] == np.datetime64((NOW + timedelta(days=1)).replace(tzinfo=None), "s")
    assert [list(Status)[i] for i in log.status] == ["completed", "enrolled", "dropped"]
    assert np.isnan(log.rating).all()


@pytest.mark.parametrize(
    ("purpose", "members", "stories"),
    [
        (Purpose.RECOMMEND, ("sari",), ()),
        (Purpose.MATCH, ("wulan",), ()),
        (Purpose.STORIES, ("sari",), ("s-nobody", "s-sari")),
    ],
)
def test_only_what_she_agreed_to_is_used(
    any_store: Store, purpose: Purpose, members: tuple[str, ...], stories: tuple[str, ...]
) -> None:
    community = tables(any_store, purpose)
    assert community.members.ids == members
    assert community.stories.ids == stories
    assert len(community.enrolments) == {"sari": 2, "wulan": 1}[members[0]]
    assert len(community.classes) == 2


def test_a_withdrawn_consent_takes_her_out_at_once(any_store: Store) -> None:
    tables(any_store)
    with any_store.begin() as session:
        privacy.withdraw(session, "sari", Purpose.RECOMMEND, NOW)
        assert len(read_tables(session, Purpose.RECOMMEND).members) == 0


def test_times_before_1970_and_fractions_round_down(any_store: Store) -> None:
    with any_store.begin() as session:
        fill(session)
        early = datetime(1969, 12, 31, 23, 59, 58, 500000, tzinfo=UTC)
        enrolments.upsert(session, "sari", "first", {"enrolled_at": early})
        log = read_tables(session).enrolments
    assert log.at[0] == np.datetime64("1969-12-31T23:59:58")


def test_a_whole_community_is_read_in_seconds(store: Store) -> None:
    rng = np.random.default_rng(0)
    with store.begin() as session:
        _fill_large(session, rng)
    start = time.process_time()
    with store.read() as session:
        community = read_tables(session, Purpose.RECOMMEND)
    seconds = time.process_time() - start
    assert len(community.members) == 15_000
    assert len(community.enrolments) == 110_000
    print(f"read_tables: {seconds:.2f} CPU seconds")
    assert seconds < 6  # twice the target of 3: other programs share the machine
    with store.read() as session:
        assert len(read_classes(session)) == 340


def _fill_large(session, rng: np.random.Generator) -> None:  # type: ignore[no-untyped-def]
    text = "ingin punya usaha kue dari rumah sambil jaga anak, masih bingung mulai dari mana"
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    parts = ("morning", "noon", "afternoon", "night")
    members = [
        {
            "member_id": f"m{i:05}",
            "goals": text,
            "background": text,
            "topics": ("parenting", "finance")[: i % 3],
            "stage": ("baby", "school")[: i % 3],
            "availability": tuple(f"{days[d]}-{parts[d % 4]}" for d in rng.choice(7, 3)),
            "joined_at": NOW,
            "updated_at": NOW,
        }
        for i in range(15_000)
    ]
    classes = [{"class_id": f"c{i:03}", "title": text, "updated_at": NOW} for i in range(340)]
    pairs = rng.choice(15_000 * 340, 110_000, replace=False)
    log = [
        {
            "member_id": f"m{pair // 340:05}",
            "class_id": f"c{pair % 340:03}",
            "enrolled_at": NOW - timedelta(minutes=int(pair)),
            "status": "completed",
            "completed_at": NOW,
            "rating": 5.0,
        }
        for pair in pairs.tolist()
    ]
    stories = [
        {"story_id": f"s{i}", "title": text, "body": text * 5, "updated_at": NOW}
        for i in range(3_000)
    ]
    consents = [
        {"member_id": row["member_id"], "purpose": "recommend", "granted_at": NOW}
        for row in members
    ]
    for table, rows in (
        (Member, members),
        (Class, classes),
        (Enrolment, log),
        (Story, stories),
        (Consent, consents),
    ):
        session.execute(insert(table), rows)
