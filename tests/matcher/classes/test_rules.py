from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.vocabulary import Format, Status
from matcher.classes import Taken
from matcher.classes.rules import RULES, Case, withheld
from tests.matcher.classes.shelf import case

EARLIER, NOW, LATER = "2026-11-24T11:59:59", "2026-11-24T12:00:00", "2026-11-24T12:00:01"


def kept_back(rule: str, given: dict[str, Any], **asker: Any) -> bool:
    """Whether `rule` keeps back a class that differs from an open one as `given`."""
    return bool(RULES[rule](case({"a": given, "b": {}}, **asker))[0])


def test_a_class_that_is_open_to_all_is_kept_back_by_no_rule() -> None:
    kept, counts = withheld(case({"a": {}}))
    assert not kept.any()
    assert set(counts.values()) == {0}


@pytest.mark.parametrize("status", list(Status))
def test_a_class_she_took_is_not_offered_again_however_it_ended(status: Status) -> None:
    assert kept_back("taken", {}, history=(Taken("a", status),))
    assert not kept_back("taken", {}, history=(Taken("b", status),))


def test_a_class_off_the_offer_is_kept_back() -> None:
    assert kept_back("inactive", {"active": False})


@pytest.mark.parametrize(("starts_at", "gone"), [(EARLIER, True), (NOW, True), (LATER, False)])
def test_a_class_is_open_until_it_starts(starts_at: str, gone: bool) -> None:
    assert kept_back("started", {"starts_at": starts_at}) is gone


def test_a_recording_stays_open_after_its_date() -> None:
    assert not kept_back("started", {"starts_at": EARLIER, "format": Format.RECORDED})


@pytest.mark.parametrize(
    ("status", "waits"),
    [(Status.COMPLETED, False), (Status.ENROLLED, True), (Status.DROPPED, True)],
)
def test_what_comes_before_must_be_finished(status: Status, waits: bool) -> None:
    history = (Taken("b", status),)
    assert kept_back("prerequisites", {"before": ["b"]}, history=history) is waits


def test_every_class_that_comes_before_must_be_finished() -> None:
    one_of_two = case({"a": {"before": ["b", "c"]}, "b": {}, "c": {}}, (Taken("b"),))
    assert RULES["prerequisites"](one_of_two).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("capacity", "seats", "no_seat"),
    [(2, 1, False), (2, 2, True), (2, 3, True), (0, 0, True), (-1, 900, False)],
)
def test_a_class_without_a_free_seat_is_kept_back(capacity: int, seats: int, no_seat: bool) -> None:
    assert kept_back("full", {"capacity": capacity, "seats": seats}) is no_seat


@pytest.mark.parametrize(
    ("held_in", "lives_in", "far"),
    [
        ("ID-JB", "ID-JB", False),
        ("ID-JB", "ID-PA", True),
        ("ID-JB", "", True),
        ("", "ID-JB", True),
        ("", "", True),
    ],
)
def test_a_meeting_in_person_is_offered_only_where_she_surely_lives(
    held_in: str, lives_in: str, far: bool
) -> None:
    meeting = {"format": Format.OFFLINE, "province": held_in}
    assert kept_back("elsewhere", meeting, province=lives_in) is far


def test_a_class_online_is_open_wherever_she_lives() -> None:
    assert not kept_back("elsewhere", {"province": "ID-PA"}, province="ID-JB")


@pytest.mark.parametrize(
    ("held_in", "reads", "foreign"),
    [
        ("id", (), False),
        ("en", (), True),
        ("en", ("jv", "en"), False),
        ("id", ("en",), False),
        ("jv", ("en",), True),
    ],
)
def test_a_class_is_in_a_language_she_reads_and_indonesian_is_understood(
    held_in: str, reads: tuple[str, ...], foreign: bool
) -> None:
    assert kept_back("language", {"language": held_in}, languages=reads) is foreign


def test_a_class_newer_than_the_models_waits_for_the_next_training() -> None:
    assert kept_back("untrained", {"item": -1})


def test_a_class_that_breaks_several_rules_counts_under_the_first() -> None:
    _, counts = withheld(case({"a": {"active": False, "starts_at": EARLIER, "item": -1}}))
    assert counts == dict.fromkeys(RULES, 0) | {"inactive": 1}


some_class = st.fixed_dictionaries(
    {
        "capacity": st.sampled_from([-1, 0, 1, 5]),
        "starts_at": st.sampled_from(["NaT", EARLIER, LATER]),
        "format": st.sampled_from(list(Format)),
        "province": st.sampled_from(["", "ID-JB", "ID-PA"]),
        "language": st.sampled_from(["id", "en"]),
        "active": st.booleans(),
        "seats": st.integers(0, 6),
        "item": st.sampled_from([-1, 0]),
    }
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    classes = {f"c{i}": draw(some_class) for i in range(draw(st.integers(0, 6)))}
    names = st.sampled_from(list(classes) or ["c0"])
    for one in classes.values():
        one["before"] = draw(st.lists(names, max_size=2)) if classes else ()
    history = draw(st.lists(st.builds(Taken, names, st.sampled_from(list(Status))), max_size=3))
    province, languages = draw(st.sampled_from(["", "ID-JB"])), draw(st.sampled_from([(), ("en",)]))
    return case(classes, tuple(history), province=province, languages=languages)


@given(cases())
def test_the_counts_add_up_to_what_is_kept_back(given_case: Case) -> None:
    kept, counts = withheld(given_case)
    assert sum(counts.values()) == kept.sum()
    assert (
        kept.tolist()
        == np.logical_or.reduce([rule(given_case) for rule in RULES.values()]).tolist()
    )


@given(st.dictionaries(st.sampled_from("abcdef"), some_class, min_size=1), st.randoms())
def test_the_order_of_the_catalogue_does_not_matter(
    classes: dict[str, dict[str, Any]], chance: Any
) -> None:
    names = list(classes)
    for name in names[1:]:
        classes[name]["before"] = [names[0]]
    shuffled = chance.sample(names, len(names))
    history = (Taken(names[0]),)
    kept, counts = withheld(case(classes, history))
    kept_too, counts_too = withheld(case({name: classes[name] for name in shuffled}, history))
    assert counts == counts_too
    assert dict(zip(names, kept, strict=True)) == dict(zip(shuffled, kept_too, strict=True))
