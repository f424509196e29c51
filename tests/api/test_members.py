"""Members: create, read, replace, change, erase; consents; what the audit trail keeps."""

from sqlalchemy import select

from api.services import EXTENSION
from matcher.store.schema import AuditEntry
from tests.api.service import Caller, Site
from tests.matcher.kept import keep_vectors, kept_files

SARI = {"member_id": "sari", "goals": "pengen nulis lagi", "province": "Jabar", "stage": ["baby"]}


def audit(caller: Caller) -> list[tuple[str, str, str]]:
    with caller.app.extensions[EXTENSION].store.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.entry_id))
        return [(row.actor, row.action, row.subject) for row in rows]


def test_a_member_is_created_at_an_address_and_reads_back_the_same(editor: Caller) -> None:
    made = editor("POST", "/v1/members", json=SARI)
    assert made.status_code == 201
    read = editor("GET", made.headers["Location"])
    assert read.json == made.json
    assert read.headers["ETag"] == made.headers["ETag"]


def test_values_come_out_normalised(editor: Caller) -> None:
    made = editor("POST", "/v1/members", json=SARI | {"joined_at": "2026-11-24 19:00"}).json
    assert made["province"] == "ID-JB"
    assert made["joined_at"] == "2026-11-24T12:00:00Z"


def test_creating_twice_is_a_conflict_and_changes_nothing(editor: Caller) -> None:
    editor("POST", "/v1/members", json=SARI)
    again = editor("POST", "/v1/members", json=SARI | {"goals": "lain"})
    assert again.status_code == 409
    assert editor("GET", "/v1/members/sari").json["goals"] == SARI["goals"]


def test_put_creates_then_replaces_and_may_be_repeated(editor: Caller) -> None:
    statuses = [editor("PUT", "/v1/members/sari", json=SARI).status_code for _ in range(3)]
    assert statuses == [201, 200, 200]
    actions = [action for _, action, subject in audit(editor) if subject == "member:sari"]
    assert actions == ["member.new"]


def test_put_sets_what_is_left_out_to_its_default_but_not_consents(editor: Caller) -> None:
    editor("PUT", "/v1/members/sari", json=SARI | {"consent": ["recommend"]})
    row = editor("PUT", "/v1/members/sari", json={"member_id": "sari", "goals": "x"}).json
    assert row["province"] is None
    assert row["consent"] == ["recommend"]


def test_put_under_another_id_is_refused(editor: Caller) -> None:
    answer = editor("PUT", "/v1/members/rani", json=SARI)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/body/member_id"


def test_the_id_in_the_address_is_enough(editor: Caller) -> None:
    sent = {name: value for name, value in SARI.items() if name != "member_id"}
    assert editor("PUT", "/v1/members/sari", json=sent).status_code == 201
    assert editor("GET", "/v1/members/sari").json["member_id"] == "sari"


def test_patch_changes_only_what_is_sent(editor: Caller) -> None:
    before = editor("PUT", "/v1/members/sari", json=SARI).json
    after = editor("PATCH", "/v1/members/sari", json={"goals": "", "vision": "warung kue"}).json
    assert after == before | {"goals": "", "vision": "warung kue"}
    assert editor("GET", "/v1/members/sari").json == after


def test_patch_with_null_brings_the_default_back(editor: Caller) -> None:
    editor("PUT", "/v1/members/sari", json=SARI)
    after = editor("PATCH", "/v1/members/sari", json={"province": None, "stage": None}).json
    assert (after["province"], after["stage"]) == (None, [])


def test_a_wrong_value_says_where_and_how_to_mend_it(editor: Caller) -> None:
    answer = editor("PATCH", "/v1/members/m0001", json={"province": "Jawa Barrat"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/body/province"
    assert "Jawa Barat (ID-JB)" in answer.json["errors"][0]["detail"]


def test_all_that_is_wrong_is_said_at_once(editor: Caller) -> None:
    answer = editor(
        "POST", "/v1/members?x=1", json={"member_id": "a;b", "goals": 7, "stage": ["tua"]}
    )
    pointers = {error["pointer"] for error in answer.json["errors"]}
    assert pointers == {"/query", "/body/member_id", "/body/goals", "/body/stage"}


def test_a_change_that_rests_on_an_old_state_is_412_and_changes_nothing(editor: Caller) -> None:
    old = editor("PUT", "/v1/members/sari", json=SARI).headers["ETag"]
    new = editor("PATCH", "/v1/members/sari", json={"goals": "b"}, headers={"If-Match": old})
    assert new.status_code == 200
    for method, sent in (("PATCH", {"goals": "c"}), ("PUT", SARI)):
        late = editor(method, "/v1/members/sari", json=sent, headers={"If-Match": old})
        assert late.status_code == 412
    assert editor("GET", "/v1/members/sari").json["goals"] == "b"


def test_if_match_on_what_is_not_there_is_412(editor: Caller) -> None:
    assert (
        editor("PUT", "/v1/members/sari", json=SARI, headers={"If-Match": '"x"'}).status_code == 412
    )


def test_consents_are_exactly_what_is_put(editor: Caller) -> None:
    address = "/v1/members/m0002/consents"
    assert editor("PUT", address, json={"purposes": ["match", "stories"]}).json == {
        "purposes": ["match", "stories"]
    }
    assert editor("GET", "/v1/members/m0002").json["consent"] == ["match", "stories"]
    assert editor("PUT", address, json={"purposes": []}).json == {"purposes": []}


def test_an_erased_member_is_gone_with_all_that_is_hers(admin: Caller) -> None:
    receipt = admin("DELETE", "/v1/members/m0001")
    assert receipt.status_code == 200
    for path in ("", "/enrolments", "/consents", "/classes"):
        assert admin("GET", f"/v1/members/m0001{path}").status_code == 404
    trail = audit(admin)
    assert ("member.erase", receipt.json["reference"]) in [entry[1:] for entry in trail]
    assert "m0001" not in str(trail)


def test_with_an_erased_member_the_vectors_kept_of_texts_are_gone(
    admin: Caller, site: Site
) -> None:
    bundles = site.settings().bundles
    keep_vectors(bundles)
    assert admin("DELETE", "/v1/members/m0001").status_code == 200
    assert kept_files(bundles) == []
    assert admin("DELETE", "/v1/members/m0002").status_code == 200


def test_an_erasure_that_is_refused_leaves_the_kept_vectors(
    editor: Caller, admin: Caller, site: Site
) -> None:
    file = keep_vectors(site.settings().bundles)
    assert editor("DELETE", "/v1/members/m0001").status_code == 403
    assert admin("DELETE", "/v1/members/nobody").status_code == 404
    assert file.exists()


def test_an_editor_may_not_erase(editor: Caller) -> None:
    assert editor("DELETE", "/v1/members/m0001").status_code == 403
    assert editor("GET", "/v1/members/m0001").status_code == 200


def test_every_write_is_audited_under_the_key_that_made_it(editor: Caller) -> None:
    editor("PUT", "/v1/members/sari", json=SARI)
    editor("PATCH", "/v1/members/sari", json={"goals": "b"})
    editor("PUT", "/v1/classes/k", json={"class_id": "k", "title": "K"})
    enrolment = {"member_id": "sari", "class_id": "k", "enrolled_at": "2026-01-01"}
    editor("POST", "/v1/members/sari/enrolments", json=enrolment)
    entries = audit(editor)[-4:]
    assert [entry[1:] for entry in entries] == [
        ("member.new", "member:sari"),
        ("member.changed", "member:sari"),
        ("class.new", "class:k"),
        ("enrolment.new", "member:sari"),
    ]
    assert {entry[0] for entry in entries} == {editor.key.split("_")[1]}
