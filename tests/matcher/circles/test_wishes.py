"""Wishes are checked, and complete."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.vocabulary import Role
from matcher.circles.wishes import DEFAULTS, read_wishes
from matcher.errors import DataError
from tests.matcher.sentences import ROOT


@pytest.mark.parametrize("kind", DEFAULTS)
def test_a_kind_alone_is_enough(kind: str) -> None:
    wishes = read_wishes({"kind": kind})
    assert (wishes.kind, wishes.least) == (kind, DEFAULTS[kind]["least"])


def test_circles_are_what_is_formed_unless_said_otherwise() -> None:
    wishes = read_wishes({})
    assert (wishes.kind, wishes.least, wishes.most) == ("circles", 5, 8)
    assert wishes.facilitator is not None
    assert wishes.facilitator.weight is None


def test_a_rule_that_is_null_is_not_asked_for() -> None:
    assert read_wishes({"facilitator": None}).facilitator is None


def test_a_weight_makes_a_rule_soft() -> None:
    area = read_wishes({"provinces": {"least": 2, "weight": "0,5"}}).provinces
    assert area is not None
    assert (area.least, area.weight) == (2, 0.5)


def test_words_of_the_data_are_known_in_indonesian_too() -> None:
    assert read_wishes({"who": {"roles": "relawan"}}).who.roles == (Role.VOLUNTEER,)
    assert read_wishes({"who": {"provinces": "Bali;jabar"}}).who.provinces == ("ID-BA", "ID-JB")


@pytest.mark.parametrize(
    ("given", "name", "reason"),
    [
        ({"kind": "choirs"}, "kind", "Use one of: circles, cohorts, meetups, pairs, mentoring."),
        ({"kind": ["pairs"]}, "kind", "Use one of: circles, cohorts, meetups, pairs, mentoring."),
        ({"least": 9}, "circles", "The least is more than the most."),
        ({"provinces": {"least": 9}}, "circles", "A circle of at most 8 members cannot reach"),
        ({"least": 1}, "least", "Use a number from 2 to 100."),
        ({"meeting": {"hours": 9}}, "meeting.hours", "Use a number from 1 to 8."),
        ({"meeting": {"hours": 3, "opens": 20}}, "meeting", "A meeting of 3 hours does not fit"),
        ({"colour": "pink"}, "colour", "No field has that name."),
        ({"who": {"provinces": "Atlantis"}}, "who.provinces", "No province has that name."),
        ({"ranking": {"places": 0}}, "ranking.places", "Use a number from 1"),
        ({"ranking": {"places": 9, "weights": {"waited": 0}}}, "ranking", "Give one of them"),
        ({"ranking": {"places": 9, "weights": {"goals": 1}}}, "ranking", "Write it under `about`"),
        (
            {"ranking": {"places": 9, "weights": {"vision": 1}}},
            "ranking.weights.vision",
            "Use one of: goals",
        ),
        ({"kind": "mentoring", "mentoring": None}, "mentoring", "Fill it in."),
        (
            {"kind": "mentoring", "mentoring": {"stable": True, "meets": "as_a_circle"}},
            "mentoring",
            "What is stable is between two",
        ),
        (
            {"counts": [{"attribute": "stage", "value": "old"}]},
            "counts.0",
            "It is not one of the known words.",
        ),
    ],
)
def test_what_cannot_be_used_is_named_with_a_way_to_mend_it(
    given: dict[str, Any], name: str, reason: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_wishes(given)
    assert str(caught.value).startswith(f"The wish `{name}` cannot be used.")
    assert reason in str(caught.value)


def test_the_reason_is_told_in_the_language_asked_for() -> None:
    with pytest.raises(DataError) as caught:
        read_wishes({"least": 9}, "id")
    assert "lebih besar" in str(caught.value.facts["reason"])


@pytest.mark.parametrize("kind", DEFAULTS)
def test_a_kind_written_out_is_read_back_the_same(kind: str) -> None:
    wishes = read_wishes({"kind": kind, "ranking": {"places": 9}})
    assert read_wishes(wishes.model_dump(mode="json")) == wishes


@pytest.mark.parametrize(
    ("kind", "wish"),
    [
        ("circles", {"trio": True}),
        ("cohorts", {"mentoring": {}}),
        ("pairs", {"most": 3}),
        ("pairs", {"facilitator": {}}),
        ("mentoring", {"beginners": {}}),
    ],
)
def test_a_wish_that_says_nothing_about_the_kind_is_refused(
    kind: str, wish: dict[str, Any]
) -> None:
    with pytest.raises(DataError, match=f"{next(iter(wish))}.*nothing about the kind {kind}"):
        read_wishes({"kind": kind, **wish})


def test_a_rule_that_a_kind_does_not_know_may_be_null() -> None:
    assert read_wishes({"kind": "pairs", "facilitator": None}).facilitator is None


def test_every_example_of_the_documentation_can_be_wished() -> None:
    text = (ROOT / "docs" / "data-formats.md").read_text("utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    examples = [json.loads(block) for block in blocks if '"kind"' in block]
    kinds = {read_wishes(one).kind for one in examples}
    assert kinds >= {"circles", "cohorts", "pairs", "mentoring"}


@given(st.sampled_from(["circles", "cohorts", "meetups"]), st.integers(2, 50), st.integers(0, 50))
def test_wishes_written_out_are_read_back_the_same(kind: str, least: int, more: int) -> None:
    wishes = read_wishes({"kind": kind, "least": least, "most": least + more})
    assert read_wishes(wishes.model_dump(mode="json")) == wishes
