"""`lingkar circles places` and `swaps` as a person runs them."""

import re

import pytest

from tests.cli.conftest import EN, Console, told


def test_places_are_told_in_words_and_the_first_can_be_made(lingkar: Console, plan_id: str) -> None:
    said = told(lingkar("circles", "places", "fitri", "--plan", plan_id, *EN))
    moves = re.findall(r"fitri \(elsewhere\): from the waiting list to (Lingkar \d)\.", said)
    assert moves[0] == "Lingkar 2"
    assert "Lingkar 2: 2 members before, 3 after." in said
    assert f"lingkar circles move fitri --plan {plan_id} --to N" in said
    told(lingkar("circles", "move", "fitri", "--plan", plan_id, "--to", "2", *EN))
    again = told(lingkar("circles", "places", "fitri", "--plan", plan_id, *EN))
    assert "to Lingkar 2." not in again


def test_swaps_are_told_or_that_none_is_worth_it(lingkar: Console, plan_id: str) -> None:
    said = told(lingkar("circles", "swaps", "ayu", "--plan", plan_id, *EN))
    none = "No change of places would be worth more" in said
    assert none != (f"lingkar circles swap ayu OTHER --plan {plan_id}" in said)
    assert none != bool(re.search(r"ayu \(\S.*\): from Lingkar 1 to Lingkar 2\.", said))


@pytest.mark.parametrize("command", ["places", "swaps"])
def test_whoever_or_whatever_is_not_there_is_told_kindly(
    lingkar: Console, plan_id: str, command: str
) -> None:
    assert "nobody" in told(lingkar("circles", command, "nobody", "--plan", plan_id, *EN), 1)
    assert "none" in told(lingkar("circles", command, "ayu", "--plan", "none", *EN), 1)


def test_whoever_sits_nowhere_cannot_change_places(lingkar: Console, plan_id: str) -> None:
    said = told(lingkar("circles", "swaps", "fitri", "--plan", plan_id, *EN), 1)
    assert "Member fitri sits in no circle." in said
