from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from features.encoder import CacheError
from features.vocabulary import Purpose
from matcher import audit, privacy
from matcher.errors import NotFound
from matcher.store import people
from matcher.store.schema import (
    AuditEntry,
    Base,
    CircleMember,
    Consent,
    Enrolment,
    Member,
    MemberTie,
    Story,
)
from matcher.store.session import Store
from matcher.store.tables import read_tables
from tests.matcher.kept import keep_vectors, kept_files
from tests.matcher.store.community import NOW, fill

LATER = NOW + timedelta(days=1)
BUNDLES = Path("no-such-folder")


@pytest.fixture
def filled(any_store: Store) -> Store:
    with any_store.begin() as session:
        fill(session)
    return any_store


def trail(store: Store) -> list[AuditEntry]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id)))


def test_consent_is_given_and_withdrawn_a_purpose_at_a_time(filled: Store) -> None:
    with filled.begin() as session:
        assert privacy.consents(session, "sari") == {Purpose.RECOMMEND, Purpose.STORIES}
        privacy.withdraw(session, "sari", Purpose.STORIES, LATER)
        privacy.grant(session, "sari", Purpose.MATCH, LATER)
        assert privacy.consents(session, "sari") == {Purpose.RECOMMEND, Purpose.MATCH}
        assert privacy.consents(session, "nobody") == frozenset()


def test_a_withdrawn_consent_stays_with_its_times_and_can_be_given_again(filled: Store) -> None:
    with filled.begin() as session:
        privacy.withdraw(session, "sari", Purpose.RECOMMEND, LATER)
        consent = session.get_one(Consent, ("sari", "recommend"))
        assert (consent.granted_at, consent.withdrawn_at) == (NOW, LATER)
        privacy.grant(session, "sari", Purpose.RECOMMEND, LATER + timedelta(days=1))
        assert Purpose.RECOMMEND in privacy.consents(session, "sari")


def test_each_change_of_consent_is_on_record_once(filled: Store) -> None:
    before = len(trail(filled))
    with filled.begin() as session:
        privacy.set_consents(session, "sari", [Purpose.RECOMMEND], LATER, actor="cli")
        privacy.set_consents(session, "sari", [Purpose.RECOMMEND], LATER, actor="cli")
    (entry,) = trail(filled)[before:]
    assert (entry.actor, entry.action, entry.subject, entry.facts, entry.at) == (
        "cli",
        "consent.withdraw",
        "member:sari",
        {"purpose": "stories"},
        LATER,
    )


def test_nobody_cannot_consent_or_be_erased(filled: Store) -> None:
    with filled.begin() as session:
        with pytest.raises(NotFound):
            privacy.grant(session, "nobody", Purpose.MATCH, NOW)
        with pytest.raises(NotFound):
            privacy.withdraw(session, "nobody", Purpose.MATCH, NOW)
        with pytest.raises(NotFound):
            privacy.erase_member(session, "nobody", "cli", NOW, bundles=BUNDLES)


def test_erasing_a_member_leaves_nothing_of_hers_and_everything_of_the_others(
    filled: Store,
) -> None:
    with filled.begin() as session:
        erasure = privacy.erase_member(session, "sari", "cli", LATER, bundles=BUNDLES)
    assert (erasure.enrolments, erasure.stories, erasure.ties, erasure.circles) == (2, 1, 1, 1)

    def rows(table: type[Base]) -> int:
        return session.scalars(select(func.count()).select_from(table)).one()

    with filled.read() as session:
        left = {table: rows(table) for table in (Member, Consent, Enrolment, Story)}
        assert left == {Member: 1, Consent: 1, Enrolment: 1, Story: 2}
        assert rows(MemberTie) == rows(CircleMember) == 0
        assert read_tables(session).members.ids == ("wulan",)


def test_the_trail_keeps_that_someone_was_erased_but_not_who(filled: Store) -> None:
    before = trail(filled)
    with filled.begin() as session:
        erasure = privacy.erase_member(session, "sari", "cli", LATER, bundles=BUNDLES)
    after = trail(filled)
    assert len(after) == len(before) + 2  # that she left a draft, and that she was erased
    assert not [entry for entry in after if "sari" in f"{entry.subject}{entry.facts}"]
    assert [entry.subject for entry in after].count(erasure.reference) == 4
    assert after[-1].action == "member.erase"
    assert after[-1].facts == {"enrolments": 2, "stories": 1, "ties": 1, "circles": 1}
    assert [entry for entry in after if entry.subject == audit.member("wulan")]


def test_what_was_erased_is_in_no_file_of_the_database(store: Store, tmp_path: Path) -> None:
    secret = "cerita-yang-hanya-milik-sari " * 400  # long enough for pages of its own
    with store.begin() as session:
        people.upsert(session, "sari", {"goals": secret}, now=NOW)
        people.upsert(session, "wulan", {"goals": "tetap ada"}, now=NOW)
    assert _on_disk(tmp_path, b"hanya-milik-sari")
    with store.begin() as session:
        privacy.erase_member(session, "sari", "cli", LATER, bundles=BUNDLES)
    assert not _on_disk(tmp_path, b"hanya-milik-sari")
    assert _on_disk(tmp_path, b"tetap ada")


def test_a_reader_in_the_way_only_puts_the_scrubbing_off(store: Store, tmp_path: Path) -> None:
    with store.begin() as session:
        people.upsert(session, "sari", {"goals": "hanya-milik-sari"}, now=NOW)
    with store.read() as reader:
        assert people.get(reader, "sari")
        with store.begin() as session:
            privacy.erase_member(session, "sari", "cli", LATER, bundles=BUNDLES)
        assert _on_disk(tmp_path, b"hanya-milik-sari")
    with store.begin() as session:
        people.upsert(session, "wulan", {}, now=LATER)
    assert not _on_disk(tmp_path, b"hanya-milik-sari")


def test_once_she_is_erased_the_kept_vectors_are_gone_and_not_before(
    filled: Store, tmp_path: Path
) -> None:
    file = keep_vectors(tmp_path)
    with filled.begin() as session:
        privacy.erase_member(session, "sari", "cli", LATER, bundles=tmp_path)
        assert file.exists()
    assert kept_files(tmp_path) == []


def test_an_erasure_that_is_rolled_back_leaves_the_kept_vectors(
    filled: Store, tmp_path: Path
) -> None:
    file = keep_vectors(tmp_path)
    with suppress(InterruptedError), filled.begin() as session:
        privacy.erase_member(session, "sari", "cli", LATER, bundles=tmp_path)
        raise InterruptedError
    assert file.exists()
    with filled.read() as session:
        assert people.get(session, "sari")


def test_a_change_after_an_erasure_leaves_the_vectors_kept_since(
    filled: Store, tmp_path: Path
) -> None:
    with filled.begin() as session:
        privacy.erase_member(session, "sari", "cli", LATER, bundles=tmp_path)
    file = keep_vectors(tmp_path)
    with filled.begin() as session:
        people.upsert(session, "wulan", {"goals": "mau menjahit"}, now=LATER)
    assert file.exists()


def test_vectors_that_cannot_be_removed_are_named_and_she_is_erased_all_the_same(
    filled: Store, tmp_path: Path
) -> None:
    (tmp_path / "vectors").symlink_to("vectors")  # a folder that nobody can open, not even root
    with (
        pytest.raises(CacheError, match=f"erased from the store.*{tmp_path}/vectors"),
        filled.begin() as session,
    ):
        privacy.erase_member(session, "sari", "cli", LATER, bundles=tmp_path)
    with filled.read() as session, pytest.raises(NotFound):
        people.get(session, "sari")


def _on_disk(folder: Path, needle: bytes) -> bool:
    return any(needle in file.read_bytes() for file in folder.glob("lingkar.db*"))
