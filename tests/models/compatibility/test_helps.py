"""Who of a circle can help whom, with what, in her own words."""

import numpy as np
import pytest

from features.encoder import Encoder
from features.support import read_support
from models.compatibility.helps import Help, all_helps, helps
from models.compatibility.terms import spreads
from models.encoder import shipped
from tests.features.people import Person, table
from tests.models.compatibility.groups import sample

CIRCLE = [
    Person(goals="ingin belajar menulis novel", offers="resep mpasi, boleh tanya"),
    Person(goals="anak susah makan, bingung resep mpasi", offers="belajar menulis novel"),
    Person(goals="ingin jualan baju", offers="boleh tanya, malam aja 😊"),
    Person(goals="ingin menulis novel", offers="menulis novel", consent=("recommend",)),
]
OTHERS = [
    Person(goals=goal, offers=offer)
    for goal, offer in (
        ("cari kerja kantor", "desain poster"),
        ("mengatur keuangan", "doa dan semangat"),
        ("belajar bahasa Inggris", "menjahit baju"),
        ("anak tantrum", "review cv"),
    )
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shipped()


@pytest.fixture(scope="module")
def found(encoder: Encoder) -> list[Help]:
    members = table(CIRCLE + OTHERS)
    return helps(read_support(members, encoder), members, [3, 2, 1, 0], encoder)


def test_who_offers_what_another_needs_is_told_with_both_phrases(found: list[Help]) -> None:
    told = {(one.giver, one.taker): (one.offer, one.need) for one in found}
    assert told[1, 0] == ("menulis novel", "menulis novel")
    assert told[0, 1] == ("resep mpasi", "bingung resep mpasi")


def test_the_closest_help_comes_first(found: list[Help]) -> None:
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.5


def test_nobody_is_quoted_who_did_not_agree_to_be_matched(found: list[Help]) -> None:
    assert 3 not in {row for one in found for row in (one.giver, one.taker)}


def test_an_offer_that_names_nothing_is_not_quoted(found: list[Help]) -> None:
    assert found
    assert 2 not in {one.giver for one in found}


def test_a_circle_of_one_has_nobody_to_help(encoder: Encoder) -> None:
    members = table(CIRCLE)
    assert helps(read_support(members, encoder), members, [0], encoder) == []


def test_every_phrase_is_hers_and_told_once(encoder: Encoder) -> None:
    members = sample(400, 4)
    support = read_support(members, encoder)
    circles = [list(range(start, start + 20)) for start in range(0, 400, 20)]
    told = [helps(support, members, circle, encoder, top=9) for circle in circles]
    assert sum(map(len, told)) > 5
    for circle in told:
        assert len({(one.giver, one.offer) for one in circle}) == len(circle)
        assert len({(one.taker, one.need) for one in circle}) == len(circle)
        for one in circle:
            assert one.offer in " ".join(members.offers[one.giver].split())
            assert one.need in " ".join(members.goals[one.taker].split())


def test_many_circles_at_once_are_helped_as_they_are_one_by_one(encoder: Encoder) -> None:
    members = sample(200, 4)
    support, dice = read_support(members, encoder), np.random.default_rng(5)
    circles = [dice.choice(200, size=8, replace=False).tolist() for _ in range(300)]
    usual = spreads(support)
    alone = [helps(support, members, one, encoder, usual=usual, top=3) for one in circles]
    assert all_helps(support, members, circles, encoder, top=3) == alone
    assert sum(map(len, alone)) > 20
