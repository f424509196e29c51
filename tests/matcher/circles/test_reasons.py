"""Reasons say what is true of the circles, and repeat nothing heavy."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from features.text import is_heavy
from features.vocabulary import Stage
from matcher.circles.form import form
from matcher.circles.formation import Formation
from matcher.circles.overview import overview
from matcher.circles.placements import Placements, placements
from matcher.circles.reasons import (
    CircleReasons,
    all_themes,
    circle_reasons,
    circle_sentences,
    member_sentences,
)
from matcher.circles.wishes import read_wishes
from matcher.circles.words import province_name
from matcher.store.session import Store
from models.compatibility.helps import Help
from models.encoder import shipped

LOOSE = {"seconds": 2, "facilitator": None, "beginners": None, "provinces": {"least": 2}}


@pytest.fixture(scope="module")
def formed(generated_store: Store) -> Iterator[Formation]:
    with generated_store.read() as session:
        yield form(session, read_wishes(LOOSE), shipped())


@pytest.fixture(scope="module")
def placed(formed: Formation) -> Placements:
    return placements(formed)


def test_a_placement_is_the_mean_score_with_the_others(
    formed: Formation, placed: Placements
) -> None:
    assert len(placed.member) == sum(len(one.members) for one in formed.circles) > 20
    for p, (member, c) in enumerate(zip(placed.member, placed.circle, strict=True)):
        others = formed.circles[c].members
        scores = formed.built.scores.among(others)[others.tolist().index(member)]
        assert placed.score[p] == pytest.approx(scores.sum() / (len(others) - 1), abs=1e-5)


def test_the_mean_of_placements_is_the_quality_of_their_circle(
    formed: Formation, placed: Placements
) -> None:
    for c, circle in enumerate(formed.circles):
        assert placed.score[placed.circle == c].mean() == pytest.approx(circle.quality, abs=1e-5)


def test_the_placements_of_one_circle_are_those_it_has_among_all(
    formed: Formation, placed: Placements
) -> None:
    one, own = placements(formed, 1), placed.circle == 1
    assert own.any()
    assert one.member.tolist() == placed.member[own].tolist()
    assert one.next_circle.tolist() == placed.next_circle[own].tolist()
    assert one.next_score == pytest.approx(placed.next_score[own], nan_ok=True)
    assert one.lift == pytest.approx(placed.lift[own])


def test_no_other_circle_that_could_take_her_is_better_than_the_next_best(
    formed: Formation, placed: Placements
) -> None:
    scores, both = formed.built.scores, (formed.built.free, formed.built.spoken)
    apart = {frozenset(pair) for pair in formed.roster.apart.tolist()}
    for p in range(len(placed.member)):
        member = int(placed.member[p])
        found = [
            float(scores.among(np.array([member, *circle.members]))[0].sum()) / len(circle.members)
            for circle in formed.circles
            if member not in circle.members
            and len(circle.members) < formed.wishes.most
            and all(
                (np.bitwise_and.reduce(bits[circle.members], axis=0) & bits[member]).any()
                for bits in both
            )
            and not any({member, one} in apart for one in circle.members.tolist())
        ]
        assert (placed.next_circle[p] >= 0) == bool(found)
        if found:
            assert placed.next_score[p] == pytest.approx(max(found), abs=1e-5)


def test_the_weakest_are_shown_the_weakest_first(formed: Formation, placed: Placements) -> None:
    whole = overview(formed, placed)
    weakest = placed.score[list(whole.weakest)]
    assert len(weakest) == 10
    assert weakest.tolist() == sorted(placed.score.tolist())[:10]


def test_groups_are_of_java_and_outside_and_of_stages(
    formed: Formation, placed: Placements
) -> None:
    whole = overview(formed, placed)
    assert {"java", "outside"} <= set(whole.regions) <= {"java", "outside", "unknown"}
    assert set(whole.stages) <= {str(stage) for stage in Stage}
    assert min(whole.regions.values()) <= whole.score <= max(whole.regions.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_reasons_are_sentences_that_repeat_nothing_heavy(
    formed: Formation, placed: Placements, language: str
) -> None:
    encoder, told = shipped(), all_themes(formed)
    for circle, themes in zip(formed.circles, told, strict=True):
        why = circle_reasons(formed, circle, themes, encoder)
        assert {row for one in why.helps for row in (one.giver, one.taker)} <= set(circle.members)
        sentences = list(circle_sentences(formed, circle, why, language))
        assert len(sentences) >= 2
        quoted = [*why.themes, *(text for one in why.helps for text in (one.offer, one.need))]
        assert not [text for text in quoted if is_heavy(text)]
    for place in range(len(placed.member)):
        assert list(member_sentences(formed, placed, place, language))


def test_a_stage_is_told_where_two_thirds_are_in_it(formed: Formation) -> None:
    circle = formed.circles[0]
    stages = formed.roster.members.stages.copy()
    stages[circle.members] = False
    stages[circle.members[:2], 0] = True
    why = CircleReasons(circle.number, (), ())
    few = replace(formed.roster, members=replace(formed.roster.members, stages=stages))
    stages_of_all = stages.copy()
    stages_of_all[circle.members, 1] = True
    all_of_them = replace(few, members=replace(few.members, stages=stages_of_all))
    said = [
        "\n".join(circle_sentences(replace(formed, roster=roster), circle, why, "en"))
        for roster in (few, all_of_them)
    ]
    assert "Most of them are mothers with a baby." in said[1]
    assert "Most of them" not in said[0]
    two = replace(circle, members=circle.members[:2])
    of_two = "\n".join(circle_sentences(replace(formed, roster=few), two, why, "en"))
    assert "Both are mothers expecting a child." in of_two


def test_two_who_are_called_alike_are_told_apart_by_where_they_live(formed: Formation) -> None:
    circle = formed.circles[0]
    one, other = circle.members[:2].tolist()
    names = list(formed.roster.names)
    names[one] = names[other] = "Rina"
    alike = replace(formed, roster=replace(formed.roster, names=tuple(names)))
    why = CircleReasons(circle.number, (), (Help(one, other, 1.0, "resep mpasi", "menu mpasi"),))
    (told,) = [line for line in circle_sentences(alike, circle, why, "en") if "can help" in line]
    homes = [province_name(int(formed.roster.members.province[who]), "en") for who in (one, other)]
    assert told.startswith(f"Rina ({homes[0]}) can help Rina ({homes[1]})")
