"""The two endpoints that say which class next."""

from tests.api.service import Caller

HISTORY = [{"class_id": "menulis-0", "status": "completed"}]


def titles(answer: dict) -> list[str]:  # type: ignore[type-arg]
    return [one["class_id"] for one in answer["suggestions"]]


def test_a_stored_member_is_told_her_next_classes_with_reasons(reader: Caller) -> None:
    answer = reader("GET", "/v1/members/m0001/classes?k=3").json
    assert len(answer["suggestions"]) == 3
    assert answer["personal"] is True
    assert all(one["reasons"][0]["text"] for one in answer["suggestions"])


def test_reasons_come_in_the_language_of_the_header_or_of_the_query(reader: Caller) -> None:
    english = reader("GET", "/v1/members/m0001/classes?k=1")
    indonesian = reader("GET", "/v1/members/m0001/classes?k=1&lang=id")
    assert english.json["language"] == "en"
    assert indonesian.json["language"] == "id"
    texts = [one.json["suggestions"][0]["reasons"][0]["text"] for one in (english, indonesian)]
    assert texts[0] != texts[1]


def test_a_new_enrolment_changes_the_next_answer_at_once(reader: Caller, editor: Caller) -> None:
    before = titles(reader("GET", "/v1/members/m0001/classes").json)
    enrolled = editor(
        "POST",
        "/v1/members/m0001/enrolments",
        json={"member_id": "m0001", "class_id": before[0], "enrolled_at": "2026-11-24"},
    )
    assert enrolled.status_code == 201
    after = titles(reader("GET", "/v1/members/m0001/classes").json)
    assert before[0] not in after


def test_withdrawn_consent_makes_the_next_answer_impersonal(reader: Caller, editor: Caller) -> None:
    assert reader("GET", "/v1/members/m0001/classes").json["personal"] is True
    editor("PUT", "/v1/members/m0001/consents", json={"purposes": []})
    assert reader("GET", "/v1/members/m0001/classes").json["personal"] is False


def test_a_profile_is_answered_from_its_history(reader: Caller) -> None:
    answer = reader("POST", "/v1/classes/recommend", json={"history": HISTORY, "k": 5}).json
    assert "menulis-0" not in titles(answer)
    assert "menulis-1" in titles(answer)


def test_a_profile_is_answered_from_its_words_alone(reader: Caller) -> None:
    answer = reader("POST", "/v1/classes/recommend", json={"goals": "pengen menulis cerita"}).json
    assert titles(answer)[0].startswith("menulis")
    assert answer["personal"] is True


def test_an_empty_profile_is_answered_for_everyone(reader: Caller) -> None:
    answer = reader("POST", "/v1/classes/recommend", json={}).json
    assert answer["suggestions"]
    assert answer["personal"] is False


def test_a_class_made_after_the_training_does_not_disturb_the_answer(
    reader: Caller, editor: Caller
) -> None:
    made = editor("POST", "/v1/classes", json={"class_id": "baru", "title": "Kelas baru"})
    assert made.status_code == 201
    assert reader("GET", "/v1/members/m0001/classes?k=50").status_code == 200


def test_a_class_taken_off_the_offer_is_suggested_no_more(reader: Caller, editor: Caller) -> None:
    first = titles(reader("GET", "/v1/members/m0001/classes").json)[0]
    assert editor("PATCH", f"/v1/classes/{first}", json={"active": False}).status_code == 200
    assert first not in titles(reader("GET", "/v1/members/m0001/classes").json)


def test_nobody_is_suggested_more_classes_than_asked_for(reader: Caller) -> None:
    for k in (1, 2, 7):
        assert len(titles(reader("GET", f"/v1/members/m0001/classes?k={k}").json)) <= k
