from datetime import timedelta

import pytest

from matcher.errors import Conflict, NotFound
from matcher.store import catalogue, enrolments, people
from matcher.store.counts import Counts, count
from matcher.store.rows import Change
from matcher.store.session import Store
from tests.matcher.store.community import NOW, fill

LATER = NOW + timedelta(days=1)


def test_writing_the_same_twice_changes_nothing(any_store: Store) -> None:
    values = {"goals": "menulis", "topics": ("finance", "parenting"), "joined_at": NOW}
    with any_store.begin() as session:
        assert people.upsert(session, "m", values, now=NOW) is Change.NEW
    with any_store.begin() as session:
        assert people.upsert(session, "m", values, now=LATER) is Change.UNCHANGED
        assert people.get(session, "m").updated_at == NOW
        assert people.upsert(session, "m", {"goals": "menari"}, now=LATER) is Change.CHANGED
    with any_store.read() as session:
        member = people.get(session, "m")
    assert (member.goals, member.topics, member.updated_at) == (
        "menari",
        ("finance", "parenting"),
        LATER,
    )


def test_an_update_resting_on_an_old_state_is_refused(any_store: Store) -> None:
    with any_store.begin() as session:
        fill(session)
        seen = people.get(session, "sari").updated_at
        people.update(session, "sari", {"goals": "a"}, now=LATER, expected=seen)
    with pytest.raises(Conflict), any_store.begin() as session:
        people.update(session, "sari", {"goals": "b"}, now=LATER, expected=seen)
    with any_store.read() as session:
        assert people.get(session, "sari").goals == "a"


def test_what_is_not_there_is_named(any_store: Store) -> None:
    with any_store.begin() as session:
        fill(session)
        with pytest.raises(NotFound, match="no member nobody"):
            people.update(session, "nobody", {}, now=NOW)
        with pytest.raises(NotFound, match="no class nothing"):
            catalogue.get(session, "nothing")
        with pytest.raises(NotFound, match="no member nobody"):
            enrolments.upsert(session, "nobody", "first", {"enrolled_at": NOW})
        with pytest.raises(NotFound, match="no class nothing"):
            enrolments.upsert(session, "sari", "nothing", {"enrolled_at": NOW})
        with pytest.raises(NotFound, match="wulan is not enrolled in class writer"):
            enrolments.get(session, "wulan", "writer")


def test_pages_hold_everybody_once(any_store: Store) -> None:
    names = {f"m{i:02}" for i in range(7)}
    with any_store.begin() as session:
        catalogue.upsert(session, "c1", {"title": "a"}, now=NOW)
        catalogue.upsert(session, "c2", {"title": "b"}, now=NOW)
        for name in names:
            people.upsert(session, name, {}, now=NOW)
            for class_id in ("c1", "c2"):
                enrolments.upsert(session, name, class_id, {"enrolled_at": NOW})
    with any_store.read() as session:
        seen: list[str] = []
        while found := people.page(session, after=seen[-1] if seen else None, limit=3):
            seen += [member.member_id for member in found]
        pairs: list[tuple[str, str]] = []
        while rows := enrolments.page(session, after=pairs[-1] if pairs else None, limit=3):
            pairs += [(row.member_id, row.class_id) for row in rows]
        assert [found.class_id for found in catalogue.page(session, after="c1")] == ["c2"]
    assert sorted(seen) == sorted(names)
    assert sorted(pairs) == sorted((name, class_id) for name in names for class_id in ("c1", "c2"))


def test_enrolments_of_a_member_come_oldest_first(any_store: Store) -> None:
    with any_store.begin() as session:
        fill(session)
        classes = [row.class_id for row in enrolments.of_member(session, "sari")]
        assert enrolments.of_member(session, "nobody") == []
    assert classes == ["first", "writer"]


def test_who_finished_or_dropped_out_frees_her_seat(any_store: Store) -> None:
    with any_store.begin() as session:
        fill(session)
        for class_id in ("first", "writer"):
            enrolments.upsert(session, "sari", class_id, {"status": "enrolled"})
        assert enrolments.seats_taken(session) == {"first": 1, "writer": 1}
        enrolments.upsert(session, "sari", "writer", {"status": "dropped"})
        assert enrolments.seats_taken(session) == {"first": 1}
        enrolments.upsert(session, "sari", "first", {"status": "completed"})
        assert enrolments.seats_taken(session) == {}


def test_a_class_of_a_new_programme_enters_the_programme(any_store: Store) -> None:
    with any_store.begin() as session:
        for class_id in ("a", "b"):
            catalogue.upsert(session, class_id, {"title": "t", "programme": "Kembali"}, now=NOW)
        assert [programme.name for programme in catalogue.programmes(session)] == ["Kembali"]


def test_the_revision_of_the_catalogue_moves_with_every_change_and_with_nothing_else(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        revisions = [catalogue.revision(session)]
        for values in ({"title": "a"}, {"title": "b"}, {"active": False}):
            catalogue.upsert(session, "c", values, now=NOW)
            revisions.append(catalogue.revision(session))
        catalogue.update(session, "c", {"active": False}, now=LATER)
        people.upsert(session, "m", {}, now=LATER)
        assert catalogue.revision(session) == revisions[-1]
    assert len(set(revisions)) == len(revisions)


def test_counts_count(any_store: Store) -> None:
    with any_store.begin() as session:
        assert count(session) == Counts(0, 0, 0, 0, 0)
        fill(session)
        assert count(session) == Counts(members=2, classes=2, enrolments=3, stories=3, ties=1)
