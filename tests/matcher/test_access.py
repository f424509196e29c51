"""Keys of the API: made, verified, revoked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from matcher.access import SHAPE, KeyRole, create_key, list_keys, recognise, revoke, verify
from matcher.errors import NotFound
from matcher.store.schema import ApiKey, AuditEntry
from matcher.store.session import Store

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_key_that_was_made_is_known_again(any_store: Store) -> None:
    with any_store.begin() as session:
        key = create_key(session, KeyRole.EDITOR, "forum", NOW)
    with any_store.read() as session:
        found = verify(session, key)
    assert found is not None
    assert (found.role, found.label, found.key_id) == (KeyRole.EDITOR, "forum", key.split("_")[1])


def test_an_altered_key_is_not(store: Store) -> None:
    with store.begin() as session:
        key = create_key(session, KeyRole.ADMIN, "x", NOW)
        other = create_key(session, KeyRole.READER, "y", NOW)
        swapped = key[:16] + other[16:]
        last = "A" if key[-1] != "A" else "B"
        for altered in (swapped, key[:-1] + last, key[:-1], key + "A", key.upper(), f" {key}", ""):
            assert verify(session, altered) is None


def test_a_revoked_key_is_known_no_more_and_revoking_twice_is_fine(store: Store) -> None:
    with store.begin() as session:
        key = create_key(session, KeyRole.READER, "x", NOW)
        key_id = key.split("_")[1]
        revoke(session, key_id, NOW)
        revoke(session, key_id, NOW)
        assert verify(session, key) is None
        assert [one.revoked_at for one in list_keys(session)] == [NOW]


def test_a_key_is_revoked_by_itself_or_by_its_id(store: Store) -> None:
    with store.begin() as session:
        for by_itself in (True, False):
            key = create_key(session, KeyRole.READER, "x", NOW)
            key_id = key.split("_")[1]
            assert recognise(session, key) == verify(session, key)
            assert revoke(session, key if by_itself else key_id, NOW) == key_id
            assert verify(session, key) is None
            known = recognise(session, key)
            assert known is not None
            assert (known.key_id, known.revoked_at) == (key_id, NOW)


def test_only_the_whole_of_a_revoked_key_is_known_as_one(store: Store) -> None:
    with store.begin() as session:
        key = create_key(session, KeyRole.ADMIN, "x", NOW)
        revoke(session, key, NOW)
        last = "A" if key[-1] != "A" else "B"
        for altered in (key[:-1] + last, key[:-1], key.split("_")[1], ""):
            assert recognise(session, altered) is None


def test_revoking_an_unknown_key_says_so(store: Store) -> None:
    for unknown in ("000000000000", f"lk_000000000000_{'A' * 43}"):
        with store.begin() as session, pytest.raises(NotFound, match="keys list"):
            revoke(session, unknown, NOW)


def test_the_store_holds_no_secret(store: Store) -> None:
    with store.begin() as session:
        secret = create_key(session, KeyRole.READER, "x", NOW).split("_", 2)[2]
        row = session.scalars(select(ApiKey)).one()
        entries = session.scalars(select(AuditEntry)).all()
        assert secret not in str(vars(row)) + str([vars(entry) for entry in entries])


def test_making_and_revoking_a_key_is_audited(store: Store) -> None:
    with store.begin() as session:
        key_id = create_key(session, KeyRole.READER, "x", NOW).split("_")[1]
        revoke(session, key_id, NOW, actor="admin-1")
        session.flush()
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id)).all()
    assert [(e.actor, e.action, e.subject) for e in entries] == [
        ("cli", "key.create", key_id),
        ("admin-1", "key.revoke", key_id),
    ]


def test_each_role_includes_those_before_it() -> None:
    order = [KeyRole.READER, KeyRole.EDITOR, KeyRole.ADMIN]
    for i, role in enumerate(order):
        assert [role.includes(other) for other in order] == [j <= i for j in range(3)]


@given(st.text())
def test_only_a_key_has_the_shape_of_one(text: str) -> None:
    if SHAPE.fullmatch(text):
        assert text.isascii()
        assert len(text) == 59
