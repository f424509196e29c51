"""Enrolments and classes: create, read, replace, change."""

from tests.api.service import Caller

ADDRESS = "/v1/members/m0001/enrolments"
NEW = {"member_id": "m0001", "class_id": "baru", "enrolled_at": "2026-11-24T10:00:00+07:00"}


def test_a_member_is_enrolled_once(editor: Caller) -> None:
    editor("POST", "/v1/classes", json={"class_id": "baru", "title": "Kelas baru"})
    made = editor("POST", ADDRESS, json=NEW)
    assert made.status_code == 201
    assert editor("POST", ADDRESS, json=NEW).status_code == 409
    assert editor("GET", made.headers["Location"]).json == made.json
    listed = editor("GET", ADDRESS).json["items"]
    assert listed[-1] == made.json


def test_the_ids_in_the_address_are_enough_to_enrol(editor: Caller) -> None:
    editor("PUT", "/v1/classes/baru", json={"title": "Kelas baru"})
    put = editor("PUT", f"{ADDRESS}/baru", json={"enrolled_at": NEW["enrolled_at"]})
    assert put.status_code == 201
    assert (put.json["member_id"], put.json["class_id"]) == ("m0001", "baru")
    sent = {"class_id": "baru", "enrolled_at": NEW["enrolled_at"]}
    posted = editor("POST", "/v1/members/m0002/enrolments", json=sent)
    assert posted.status_code == 201
    assert posted.json == put.json | {"member_id": "m0002"}


def test_ids_in_the_body_must_be_those_of_the_address(editor: Caller) -> None:
    editor("PUT", "/v1/classes/baru", json={"title": "Kelas baru"})
    other = NEW | {"member_id": "m0002", "class_id": "menulis-0"}
    put = editor("PUT", f"{ADDRESS}/baru?x=1", json=other)
    assert put.status_code == 422
    pointers = [error["pointer"] for error in put.json["errors"]]
    assert pointers == ["/query", "/body/member_id", "/body/class_id"]
    posted = editor("POST", ADDRESS, json=NEW | {"member_id": "m0002"})
    assert [error["pointer"] for error in posted.json["errors"]] == ["/body/member_id"]
    assert editor("GET", f"{ADDRESS}/baru").status_code == 404


def test_an_id_that_cannot_be_one_is_said_of_the_address_only(editor: Caller) -> None:
    answer = editor("PUT", "/v1/members/a;b/enrolments/baru", json={"enrolled_at": "2026-01-01"})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/path/member_id"]


def test_finishing_a_class_is_one_patch(editor: Caller) -> None:
    editor("POST", "/v1/classes", json={"class_id": "baru", "title": "Kelas baru"})
    editor("PUT", f"{ADDRESS}/baru", json=NEW)
    done = {"status": "completed", "completed_at": "2026-12-20", "rating": 5}
    after = editor("PATCH", f"{ADDRESS}/baru", json=done).json
    assert (after["status"], after["rating"]) == ("completed", 5.0)


def test_what_contradicts_itself_is_refused_and_nothing_is_written(editor: Caller) -> None:
    editor("POST", "/v1/classes", json={"class_id": "baru", "title": "Kelas baru"})
    editor("PUT", f"{ADDRESS}/baru", json=NEW)
    answer = editor("PATCH", f"{ADDRESS}/baru", json={"completed_at": "2026-12-20"})
    assert answer.status_code == 422
    assert editor("GET", f"{ADDRESS}/baru").json["completed_at"] is None


def test_enrolling_in_a_class_that_is_not_there_is_404(editor: Caller) -> None:
    assert editor("POST", ADDRESS, json=NEW).status_code == 404


def test_a_class_reads_back_as_it_was_put_with_its_new_programme(editor: Caller) -> None:
    sent = {"class_id": "baru", "title": "Kelas baru", "programme": "Program baru", "capacity": 20}
    put = editor("PUT", "/v1/classes/baru", json=sent)
    assert put.status_code == 201
    assert sent.items() <= put.json.items()
    assert editor("GET", "/v1/classes/baru").json == put.json


def test_a_class_cannot_come_before_itself(editor: Caller) -> None:
    sent = {"class_id": "baru", "title": "Kelas baru", "prerequisites": ["baru"]}
    assert editor("PUT", "/v1/classes/baru", json=sent).status_code == 422
