import json
from dataclasses import asdict
from pathlib import Path

import pytest

from features.profile import Profile
from features.vocabulary import Status
from matcher.classes import Reason, Suggestion, Taken, recommend_for_profile
from matcher.classes.asker import Asker
from matcher.classes.reasons import AUDIBLE, SENTENCES
from matcher.store import catalogue
from tests.matcher.classes.conftest import Town
from tests.matcher.classes.shelf import NOW

GOLDEN = json.loads(Path(__file__).with_name("reasons.json").read_text("utf-8"))


def asked(town: Town, profile: Profile, *history: Taken) -> list[Suggestion]:
    with town.store.read() as session:
        answer = recommend_for_profile(session, town.engine, profile, history, now=NOW, k=12)
    return list(answer.suggestions)


def named(suggestions: list[Suggestion], class_id: str) -> list[Reason]:
    """The reasons for one class."""
    return [reason for one in suggestions if one.class_id == class_id for reason in one.reasons]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["reason"]["kind"])
def test_every_kind_of_reason_reads_well_in_both_languages(golden: dict) -> None:  # type: ignore[type-arg]
    reason = Reason(**golden["reason"])
    assert {"id": reason.text("id"), "en": reason.text("en")} == golden["text"]


def test_the_golden_file_has_every_kind() -> None:
    assert {golden["reason"]["kind"] for golden in GOLDEN} == set(SENTENCES)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.COMPLETED, "completed"),
        (Status.ENROLLED, "enrolled"),
        (Status.DROPPED, "dropped"),
    ],
)
def test_a_reason_says_how_far_she_came(town: Town, status: Status, kind: str) -> None:
    first = named(asked(town, Profile(), Taken("menulis-0", status)), "menulis-1")[0]
    assert asdict(first) == asdict(Reason(kind, "menulis-0", title="Kenalan menulis"))


def test_the_step_after_is_named_only_where_the_catalogue_says_so(town: Town) -> None:
    history = Taken("menulis-0")
    assert named(asked(town, Profile(), history), "menulis-1")[0].kind == "completed"
    with town.store.begin() as session:
        catalogue.upsert(session, "menulis-1", {"prerequisites": ("menulis-0",)}, now=NOW)
    assert named(asked(town, Profile(), history), "menulis-1")[0].kind == "step"


def test_a_reason_names_only_classes_of_her_own_history(town: Town) -> None:
    history = [Taken("asuh-0"), Taken("bisnis-0", Status.DROPPED), Taken("menulis-1")]
    suggestions = asked(town, Profile(goals="jualan kue"), *history)
    classes = {reason.class_id for one in suggestions for reason in one.reasons} - {""}
    assert classes
    assert classes <= {"asuh-0", "bisnis-0", "menulis-1"}


def test_a_class_she_left_is_named_after_those_she_stayed_in(town: Town) -> None:
    """Though it weighs more: here the one she left is the likelier way to the fourth."""
    history = [Taken("asuh-1", Status.DROPPED), Taken("asuh-0")]
    kinds = [reason.kind for reason in named(asked(town, Profile(), *history), "asuh-3")]
    assert kinds == ["completed", "dropped"]


def test_a_quote_is_in_her_own_words(town: Town) -> None:
    goals = "habis lahiran sering nangis. pengen menulis cerita dan artikel"
    suggestions = asked(town, Profile(goals=goals))
    phrases = {reason.phrase for one in suggestions for reason in one.reasons} - {""}
    assert phrases <= {"pengen menulis cerita", "artikel"}
    assert phrases


def test_words_that_do_not_meet_the_class_are_not_quoted(town: Town) -> None:
    profile = Profile(goals="hobi saya tidur", background="menulis cerita dan artikel")
    reasons = named(asked(town, profile), "menulis-0")
    assert reasons == [Reason("profile")]


def test_evidence_far_weaker_than_the_strongest_stays_silent(town: Town) -> None:
    history = (Taken("menulis-3"), Taken("menulis-0"))
    query = town.engine.queries([Profile()], Asker(history=history).histories(town.engine))
    evidence = town.engine.model.evidence(query, town.engine.item_index["menulis-1"])
    strong, weak = [one.weight for one in evidence if one.kind == "history"]
    assert 0 < weak < AUDIBLE * strong
    reasons = named(asked(town, Profile(), *history), "menulis-1")
    assert [reason.class_id for reason in reasons] == ["menulis-0"]


def test_what_many_take_is_said_only_of_what_many_take(town: Town) -> None:
    suggestions = asked(town, Profile())
    kinds = [one.reasons[0].kind for one in suggestions]
    assert kinds == ["popular"] * kinds.count("popular") + ["open"] * kinds.count("open")
    assert 1 <= kinds.count("popular") <= len(kinds) / 2


def test_without_the_class_that_is_named_the_score_would_be_lower(town: Town) -> None:
    history = (Taken("menulis-0"), Taken("asuh-2"))
    profile = Profile(goals="jualan kue dan mengatur uang usaha")
    resting = [one for one in asked(town, profile, *history) if one.reasons[0].class_id]
    assert resting
    for one in resting:
        rest = [taken for taken in history if taken.class_id != one.reasons[0].class_id]
        scores = {other.class_id: other.score for other in asked(town, profile, *rest)}
        assert scores[one.class_id] < one.score
