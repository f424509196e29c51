"""What circles are formed by, read from members and what they learned."""

import numpy as np
import pytest

from features.arrays import Float32
from features.encoder import Encoder
from features.support import Learned, Support, read_support
from features.tables import ClassTable, EnrolmentLog
from models.encoder import shipped
from tests.features.people import Person, table

PEOPLE = [
    Person(
        goals="ingin menulis buku",
        background="susah tidur",
        offers="resep kue",
        province="ID-JB",
        languages=("id", "su"),
    ),
    Person(goals="ingin jualan kue", offers="", vision="toko kue", languages=("id",)),
    Person(goals="", background="guru", offers="menulis buku", province="ID-PA"),
    Person(offers="", consent=("recommend",), province="ID-JB"),
    Person(offers="", consent=("match",), province="ID-JB"),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shipped()


@pytest.fixture(scope="module")
def support(encoder: Encoder) -> Support:
    return read_support(table(PEOPLE), encoder, Learned(log(), classes()))


def classes() -> ClassTable:
    return ClassTable(
        ids=("k0", "k1"),
        title=("Menulis buku", "Jualan kue"),
        description=("", ""),
        programme=("", ""),
        topic_names=(),
        topics=np.zeros((2, 0), dtype=np.bool_),
        level=np.zeros(2, dtype=np.int8),
        prerequisites=((), ()),
        capacity=np.full(2, -1, dtype=np.int32),
        starts_at=np.full(2, "NaT", dtype="datetime64[s]"),
        format=np.zeros(2, dtype=np.int8),
        province=np.full(2, -1, dtype=np.int16),
        language=("id", "id"),
        active=np.ones(2, dtype=np.bool_),
    )


def log() -> EnrolmentLog:
    """p3 and p4 completed k0, p4 twice and k1 as well; p1 only enrolled."""
    rows = np.array([[1, 0, 0], [3, 0, 1], [4, 0, 1], [4, 0, 1], [4, 1, 1]])
    return EnrolmentLog(
        member=rows[:, 0].astype(np.int32),
        item=rows[:, 1].astype(np.int32),
        at=np.zeros(5, dtype="datetime64[s]"),
        status=rows[:, 2].astype(np.int8),
        completed_at=np.zeros(5, dtype="datetime64[s]"),
        rating=np.full(5, np.nan, dtype=np.float32),
    )


def closeness(one: Float32, other: Float32) -> float:
    return float(one @ other)


def test_goals_and_vision_say_what_she_wants_and_troubles_what_she_needs(
    support: Support, encoder: Encoder
) -> None:
    wants, needs = encoder.encode(["ingin menulis buku", "ingin menulis buku. susah tidur"])
    assert closeness(support.goals[0], wants) == pytest.approx(1, abs=1e-5)
    assert closeness(support.need[0], needs) == pytest.approx(1, abs=1e-5)
    assert closeness(support.goals[1], support.need[1]) < 0.999  # her vision is no need


def test_who_told_nothing_has_a_zero_row(support: Support) -> None:
    assert not support.goals[2].any()
    assert support.need[2].any()
    assert not support.offer[1].any()


def test_a_class_completed_is_an_offer_only_of_who_agreed_to_be_matched(
    support: Support, encoder: Encoder
) -> None:
    assert not support.offer[3].any()
    assert closeness(support.offer[4], encoder.encode(["Menulis buku"])[0]) > 0.5


def test_her_own_words_count_more_than_a_class(encoder: Encoder) -> None:
    people = [Person(offers="resep kue")]
    done = np.zeros(1, dtype=np.int32)
    once = log().select(np.array([False, True, False, False, False]))
    mine = EnrolmentLog(done, once.item, once.at, once.status, once.completed_at, once.rating)
    offer = read_support(table(people), encoder, Learned(mine, classes())).offer[0]
    own, learned = encoder.encode(["resep kue", "Menulis buku"])
    assert closeness(offer, own) > closeness(offer, learned) > 0


def test_experience_grows_with_classes_completed_each_counted_once(support: Support) -> None:
    assert support.experience.tolist() == [0, 0, 0, 1, 2]


def test_without_a_record_nobodys_experience_is_known(encoder: Encoder) -> None:
    assert (read_support(table(PEOPLE), encoder).experience == -1).all()


def test_places_and_languages_are_those_told(support: Support) -> None:
    assert (support.province < 0).tolist() == [False, True, False, False, False]
    assert ((support.island < 0) == (support.province < 0)).all()
    assert support.island[0] == support.island[3] != support.island[2]
    assert support.language_names == ("id", "su")
    assert support.languages.tolist() == [
        [True, True],
        [True, False],
        [False, False],
        [False, False],
        [False, False],
    ]


def test_a_community_of_nobody_has_empty_arrays(encoder: Encoder) -> None:
    nobody = read_support(table([]), encoder)
    assert len(nobody) == 0
    assert nobody.goals.shape == (0, encoder.dim)
