"""The consent column: given, withdrawn, given again, each time on record."""

from pathlib import Path

from features.vocabulary import Purpose
from matcher import privacy
from matcher.store.session import Store
from matcher.transfer import FileCounts
from tests.matcher.transfer.folders import LATER, audited, consents, contents, load, write_files


def load_consent(store: Store, folder: Path, *members: str, **options: object) -> FileCounts:
    rows = "".join(f"{member}\n" for member in members)
    write_files(folder, members="member_id,goals,consent\n" + rows)
    return load(store, folder, **options).files["members.csv"]


def test_the_column_gives_and_withdraws(any_store: Store, tmp_path: Path) -> None:
    load_consent(any_store, tmp_path, "m1,,recommend;match", "m2,,")
    assert consents(any_store) == {("m1", "match"): True, ("m1", "recommend"): True}

    counts = load_consent(any_store, tmp_path, "m1,,match;stories", "m2,,", now=LATER)
    assert counts == FileCounts(read=2, changed=1, unchanged=1)
    assert consents(any_store) == {
        ("m1", "match"): True,
        ("m1", "recommend"): False,
        ("m1", "stories"): True,
    }
    load_consent(any_store, tmp_path, "m1,,recommend;match;stories", "m2,,")
    assert all(consents(any_store).values())


def test_a_new_consent_marks_its_member_as_changed(any_store: Store, tmp_path: Path) -> None:
    load_consent(any_store, tmp_path, "m1,,", "m2,,")
    load_consent(any_store, tmp_path, "m1,,", "m2,,match", now=LATER)
    stamps = [row["updated_at"] for row in contents(any_store)["members"]]
    assert stamps[0] < stamps[1] == LATER


def test_every_change_is_on_record_and_only_changes_are(any_store: Store, tmp_path: Path) -> None:
    load_consent(any_store, tmp_path, "m1,,match", actor="dewi")
    load_consent(any_store, tmp_path, "m1,,match", actor="dewi")
    load_consent(any_store, tmp_path, "m1,,", actor="rini")
    changes = [entry for entry in audited(any_store) if entry[1] != "import"]
    assert changes == [
        ("dewi", "consent.grant", "member:m1", {"purpose": "match"}),
        ("rini", "consent.withdraw", "member:m1", {"purpose": "match"}),
    ]


def test_the_import_writes_what_the_member_herself_would_have(
    any_store: Store, tmp_path: Path
) -> None:
    load_consent(any_store, tmp_path, "m1,,match;stories", "m2,,")
    with any_store.begin() as session:
        privacy.set_consents(session, "m2", [Purpose.MATCH, Purpose.STORIES], LATER, actor="cli")
    load_consent(any_store, tmp_path, "m1,,stories", "m2,,match;stories", now=LATER)
    with any_store.begin() as session:
        privacy.set_consents(session, "m2", [Purpose.STORIES], LATER, actor="cli")
    by_member = {
        member: [(*entry[:2], entry[3]) for entry in audited(any_store) if entry[2] == member]
        for member in ("member:m1", "member:m2")
    }
    assert by_member["member:m1"] == by_member["member:m2"]
    assert consents(any_store)["m1", "match"] is consents(any_store)["m2", "match"] is False


def test_a_file_without_the_column_leaves_consents_alone(any_store: Store, tmp_path: Path) -> None:
    load_consent(any_store, tmp_path, "m1,,match")
    write_files(tmp_path, members="member_id,goals\nm1,baru\n")
    load(any_store, tmp_path)
    assert consents(any_store) == {("m1", "match"): True}
