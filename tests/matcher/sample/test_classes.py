"""What the generated classes are: the programmes, their ladder, their words."""

import re
from collections import Counter

import pytest

from features.vocabulary import TOPICS, Format, Level

from .conftest import AS_OF, Rows

TODAY = AS_OF.isoformat()
PROGRAMMES = {
    "Ibu untuk Ibu",
    "Kembali ke Diri",
    "Jika Ibu Menjadi",
    "Comeback Journey",
    "Kelas Ibu Pebisnis",
    "Tanya Ibu Peri",
    "Liburan Bersama Anak",
    "Relawan",
    "Kelas Alumni",
    "Happy Hour",
    "Beasiswa Bisnis",
}


def test_there_are_340_classes_with_different_titles_and_ids(rows: Rows) -> None:
    assert len(rows["classes"]) == 340
    assert len({one["title"].lower() for one in rows["classes"]}) == 340
    assert len({one["class_id"] for one in rows["classes"]}) == 340


def test_all_programmes_of_the_study_are_there(rows: Rows) -> None:
    assert {one["programme"] for one in rows["classes"]} == PROGRAMMES


def test_every_topic_level_and_format_occurs(rows: Rows) -> None:
    topics = {topic for one in rows["classes"] for topic in one["topics"].split(";")}

    assert topics == set(TOPICS)
    assert {one["level"] for one in rows["classes"]} == {level.value for level in Level}
    assert {one["format"] for one in rows["classes"]} == {form.value for form in Format}


def test_each_region_has_its_meeting_and_meets_offline(rows: Rows) -> None:
    meetings = [one for one in rows["classes"] if one["programme"] == "Happy Hour"]

    assert len({one["province"] for one in meetings}) == len(meetings) == 31
    assert all(one["format"] == "offline" for one in meetings)
    assert all(not one["province"] for one in rows["classes"] if one["format"] != "offline")


def test_six_scholarship_batches_are_over_and_the_seventh_is_ahead(rows: Rows) -> None:
    batches = [one for one in rows["classes"] if one["programme"] == "Beasiswa Bisnis"]

    assert all(15 <= int(one["capacity"]) <= 20 for one in batches)
    assert [one["starts_at"] < TODAY for one in batches] == [True] * 6 + [False]


def test_prerequisites_never_lead_down_the_ladder(rows: Rows) -> None:
    levels = list(Level)
    level = {one["class_id"]: levels.index(Level(one["level"])) for one in rows["classes"]}
    steps = [
        (level[before], level[one["class_id"]])
        for one in rows["classes"]
        for before in filter(None, one["prerequisites"].split(";"))
    ]

    assert len(steps) > 80
    assert all(before <= after for before, after in steps)


def test_all_alumni_classes_ask_for_an_intensive_one(rows: Rows) -> None:
    level = {one["class_id"]: one["level"] for one in rows["classes"]}
    alumni = [one for one in rows["classes"] if one["level"] == Level.ALUMNI]

    assert alumni
    assert all(level[one["prerequisites"]] == Level.INTENSIVE for one in alumni)


def test_some_classes_are_ahead_some_over_and_some_no_longer_offered(rows: Rows) -> None:
    starts = [one["starts_at"] for one in rows["classes"]]

    assert 60 < sum(start == "" for start in starts) < 280
    assert sum(start > TODAY for start in starts) > 40
    assert sum("" < start < TODAY for start in starts) > 20
    assert 5 < sum(one["active"] == "false" for one in rows["classes"]) < 60


def test_what_is_recorded_has_no_date(rows: Rows) -> None:
    assert not [one for one in rows["classes"] if one["format"] == "recorded" and one["starts_at"]]


def test_no_class_speaks_down_to_mothers(rows: Rows) -> None:
    unkind = re.compile(r"\b(kamu|\w+mu|anda|salah|gagal|malas|harusnya)\b", re.IGNORECASE)
    fine = {"ilmu", "temu", "bertemu", "tamu", "semu", "jamu", "bumbu"}
    for one in rows["classes"]:
        found = {word.lower() for word in unkind.findall(f"{one['title']}. {one['description']}")}
        assert found <= fine, (one["title"], one["description"])


def test_descriptions_say_something_and_end_as_sentences(rows: Rows) -> None:
    for one in rows["classes"]:
        assert 5 <= len(one["description"].split()) <= 60, one["description"]
        assert one["description"].endswith((".", "?", "!")), one["description"]
        assert not re.search(r"[\[\]{}|]|  ", one["title"] + one["description"]), one
        assert one["title"].count(":") <= 1, one["title"]


def test_descriptions_are_not_one_text_for_all(rows: Rows) -> None:
    commonest = Counter(one["description"] for one in rows["classes"]).most_common(1)[0][1]

    assert commonest <= 5


@pytest.mark.parametrize(
    "word", ["Penulis", "Content Creator", "Financial Planner", "Virtual Assistant", "MC"]
)
def test_jika_ibu_menjadi_tries_professions(rows: Rows, word: str) -> None:
    tried = [one["title"] for one in rows["classes"] if one["programme"] == "Jika Ibu Menjadi"]

    assert sum(title.startswith(f"Jika Ibu Menjadi {word}: ") for title in tried) >= 2
