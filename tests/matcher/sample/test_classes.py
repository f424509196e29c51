"""What the generated classes are: the programmes, their ladder, their words."""

import re
from collections import Counter

import pytest

from features.vocabulary import TOPICS, Format, Level
from matcher.sample import SampleCommunity
from matcher.sample.catalogue import BATCHES

from .conftest import AS_OF

PROGRAMMES = {
    "Ibu untuk Ibu",
    "Kembali ke Diri",
    "Jika Ibu Menjadi",
    "Comeback Journey",
    "Kelas Ibu Pebisnis",
    "Tanya Ibu Peri",
    "Liburan Bersama Anak",
    "Kelas Alumni",
    "Happy Hour",
    "Beasiswa Bisnis",
}


def test_there_are_340_classes_with_different_titles_and_ids(community: SampleCommunity) -> None:
    assert len(community.classes) == 340
    assert len({one.title.lower() for one in community.classes}) == 340
    assert len({one.class_id for one in community.classes}) == 340


def test_all_programmes_of_the_study_are_there(community: SampleCommunity) -> None:
    assert {one.programme for one in community.classes} == PROGRAMMES


def test_every_topic_level_and_format_occurs(community: SampleCommunity) -> None:
    topics = {topic for one in community.classes for topic in one.topics}

    assert topics == set(TOPICS)
    assert {one.level for one in community.classes} == {level.value for level in Level}
    assert {one.format for one in community.classes} == {form.value for form in Format}


def test_each_region_has_its_meeting_and_meets_offline(community: SampleCommunity) -> None:
    meetings = [one for one in community.classes if one.programme == "Happy Hour"]

    assert len({one.province for one in meetings}) == len(meetings) == 31
    assert all(one.format == "offline" for one in meetings)
    assert all(not one.province for one in community.classes if one.format != "offline")


def test_scholarship_batches_hold_15_to_20_and_only_the_last_is_open(
    community: SampleCommunity,
) -> None:
    batches = [one for one in community.classes if one.programme == "Beasiswa Bisnis"]

    assert len(batches) == BATCHES
    assert all(one.capacity is not None and 15 <= one.capacity <= 20 for one in batches)
    assert [one.active for one in batches] == [False] * (BATCHES - 1) + [True]


def test_prerequisites_lead_up_the_ladder_of_the_same_theme(community: SampleCommunity) -> None:
    by_id = {one.class_id: one for one in community.classes}
    steps = [(by_id[p], one) for one in community.classes for p in one.prerequisites]

    assert steps
    for before, after in steps:
        assert (before.level, after.level) in {("starter", "intensive"), ("intensive", "alumni")}
        assert before.theme == after.theme
        assert before.launched <= after.launched <= AS_OF


def test_no_class_speaks_down_to_mothers(community: SampleCommunity) -> None:
    unkind = re.compile(r"\b(kamu|\w+mu|anda|salah|gagal|malas|harusnya)\b", re.IGNORECASE)
    fine = {"ilmu", "temu", "bertemu", "tamu", "semu", "jamu", "bumbu"}
    for one in community.classes:
        found = {word.lower() for word in unkind.findall(f"{one.title}. {one.description}")}
        assert found <= fine, (one.title, one.description)


def test_descriptions_say_something_and_end_as_sentences(community: SampleCommunity) -> None:
    for one in community.classes:
        assert 5 <= len(one.description.split()) <= 60, one.description
        assert one.description.endswith((".", "?", "!")), one.description
        assert "  " not in one.description
        assert not re.search(r"[\[\]{}|]", one.title + one.description), one.title


def test_descriptions_are_not_one_text_for_all(community: SampleCommunity) -> None:
    commonest = Counter(one.description for one in community.classes).most_common(1)[0][1]

    assert commonest <= BATCHES  # the batches of the scholarship share theirs


@pytest.mark.parametrize("word", ["Penulis", "Kreator Konten", "Asisten Virtual", "Pembawa Acara"])
def test_jika_ibu_menjadi_tries_professions(community: SampleCommunity, word: str) -> None:
    tried = [one.title for one in community.classes if one.programme == "Jika Ibu Menjadi"]

    assert any(title.startswith(f"Jika Ibu Menjadi {word}: ") for title in tried)
