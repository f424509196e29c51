import numpy as np

from features.regions import PROVINCES
from features.tables import MemberTable
from models.segments import by_history, by_region, by_stage, flat, segments

CODES = [province.code for province in PROVINCES]


def members() -> MemberTable:
    """On Java with a baby and a teen, in Papua, and abroad."""
    stages = np.zeros((3, 6), dtype=np.bool_)
    stages[0, [1, 5]] = True
    province = np.array([CODES.index("ID-JB"), CODES.index("ID-PA"), -1], dtype=np.int16)
    none = np.zeros((3, 0), dtype=np.bool_)
    text = ("", "", "")
    return MemberTable(
        ids=("a", "b", "c"), goals=text, background=text, offers=text, vision=text,
        province=province, topic_names=(), topics=none, stages=stages, languages=((), (), ()),
        availability=np.zeros((3, 168), dtype=np.bool_), role=np.zeros(3, dtype=np.int8),
        joined_at=np.full(3, "NaT", dtype="datetime64[s]"), consent=np.ones((3, 3), dtype=np.bool_),
    )  # fmt: skip


def test_every_history_length_is_in_exactly_one_group() -> None:
    groups = by_history(np.arange(20))
    assert np.sum(list(groups.values()), axis=0).tolist() == [1] * 20
    assert [int(who.sum()) for who in groups.values()] == [1, 1, 3, 15]


def test_everybody_lives_somewhere() -> None:
    groups = by_region(members())
    assert {name: who.tolist() for name, who in groups.items()} == {
        "Jawa": [True, False, False],
        "other islands": [False, True, False],
        "abroad or unknown": [False, False, True],
    }


def test_a_mother_may_be_in_two_stages_and_may_keep_it_to_herself() -> None:
    groups = by_stage(members())
    assert groups["baby"].tolist() == groups["teen"].tolist() == [True, False, False]
    assert groups["not told"].tolist() == [False, True, True]


def test_flat_names_keep_groups_apart() -> None:
    names = flat(segments(members(), np.zeros(3, dtype=np.int64)))
    assert "history: 2–4" in names
    assert "stage: pregnant" in names
    assert len(names) == 4 + 3 + 7
