"""Who the generated members are: where they live, what they write, what they say of their lives."""

import re
from collections import Counter

import numpy as np
import pytest

from features.regions import PROVINCES
from features.vocabulary import Role, Stage
from matcher.sample import SampleCommunity
from matcher.sample.banks import read

CHILDLESS = {"pregnant"}


def texts(row: dict[str, str]) -> str:
    return " ".join(row[column] for column in ("goals", "background", "offers", "vision")).lower()


def test_members_live_in_31_provinces_and_some_abroad(community: SampleCommunity) -> None:
    lived_in = Counter(row["province"] for row in community.members)
    known = {province.code for province in PROVINCES}

    assert set(lived_in) - {""} <= known
    assert len(set(lived_in) - {""}) == 31
    assert 0.01 < lived_in[""] / len(community.members) < 0.06


def test_provinces_are_as_common_as_their_people_are_many(community: SampleCommunity) -> None:
    lived_in = Counter(row["province"] for row in community.members)
    places = read("places")["province"]
    people = np.array([place["people"] for place in places], dtype=float)
    members = np.array([lived_in[place["code"]] for place in places], dtype=float)

    assert np.corrcoef(people, members)[0, 1] > 0.98
    assert lived_in.most_common(1)[0][0] == "ID-JB"  # West Java has the most people


def test_goals_are_nearly_all_different(community: SampleCommunity) -> None:
    goals = [row["goals"].lower() for row in community.members]

    assert all(goals)
    assert len(set(goals)) >= 0.95 * len(goals)


def test_goals_open_in_at_least_300_ways(community: SampleCommunity) -> None:
    openings = {tuple(row["goals"].lower().split()[:4]) for row in community.members}

    assert len(openings) >= 300


def test_goals_are_not_repeated_within_one_answer(community: SampleCommunity) -> None:
    for row in community.members:
        for column in ("goals", "background", "offers"):
            parts = [part.strip().lower() for part in re.split(r"[.,]", row[column])]
            told = [part for part in parts if len(part.split()) > 3]
            assert len(set(told)) == len(told), row[column]


def test_every_stage_and_role_occurs(community: SampleCommunity) -> None:
    stages = {stage for row in community.members for stage in row["stage"].split(";")}
    roles = {row["role"] for row in community.members}

    assert stages == {stage.value for stage in Stage}
    assert roles >= {Role.MEMBER.value, Role.VOLUNTEER.value, Role.FACILITATOR.value}


def test_most_members_agree_to_be_recommended_to_and_some_do_not(
    community: SampleCommunity,
) -> None:
    agreed = [row for row in community.members if "recommend" in row["consent"].split(";")]

    assert 0.85 < len(agreed) / len(community.members) < 0.99


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        (r"\b(baru lahiran|si bayi|bayiku|dedek bayi|bayi saya|pejuang asi)\b", {"baby"}),
        (r"\b(toddlerku|balitaku)\b", {"toddler", "preschool"}),
        (r"\b(anakku|anak saya) (yang |yg )?kelas [1-6]\b", {"school"}),
        (r"\b(anak remajaku|ibu anak smp|udah abg)\b", {"teen"}),
        (r"\b(lagi hamil|bumil|hamil anak (pertama|kedua|ketiga))\b", {"pregnant"}),
    ],
)
def test_nobody_speaks_of_a_child_she_does_not_have(
    community: SampleCommunity, words: str, stage: set[str]
) -> None:
    speaking = [row for row in community.members if re.search(words, texts(row))]

    assert speaking
    for row in speaking:
        assert stage & set(row["stage"].split(";")), texts(row)


def test_whoever_counts_her_children_counts_them_right(community: SampleCommunity) -> None:
    numbers = {"satu": 1, "1": 1, "dua": 2, "2": 2, "tiga": 3, "3": 3, "empat": 4, "4": 4}
    counted = 0
    for row in community.members:
        found = re.search(r"\b(?:ibu|mama|emak)(?: dari)? (\w+) anak\b", texts(row))
        if found and found[1] in numbers:
            born = [stage for stage in row["stage"].split(";") if stage != "pregnant"]
            assert numbers[found[1]] == len(born), texts(row)
            counted += 1

    assert counted > 20


def test_whoever_raises_children_alone_does_not_speak_of_a_husband(
    community: SampleCommunity,
) -> None:
    alone = r"\b(single mom|single mother|ibu tunggal|orang tua tunggal)\b"
    speaking = [row for row in community.members if re.search(alone, texts(row))]

    assert speaking
    for row in speaking:
        assert not re.search(r"\b(suamiku|suami saya|paksu|pak suami)\b", texts(row)), texts(row)


def test_a_first_pregnancy_has_no_children_yet(community: SampleCommunity) -> None:
    expecting = [row for row in community.members if set(row["stage"].split(";")) == CHILDLESS]

    assert expecting
    for row in expecting:
        told = f"{row['goals']} {row['background']}".lower()
        assert not re.search(r"\b(si kecil|bocil|bocah-bocah|anakku yang)\b", told), told
