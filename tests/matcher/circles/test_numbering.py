"""Circles told by number: from 1 without gaps, as their names have it, within their plan."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.circles import numbering
from matcher.circles.form import form
from matcher.circles.formation import formation
from matcher.circles.wishes import read_wishes
from matcher.errors import DataError, NotFound
from matcher.store.session import Store
from models.encoder import shipped
from tests.matcher.circles.drafted import small_plan
from tests.matcher.circles.women import agree


def test_circles_just_formed_are_numbered_without_gaps_though_one_of_the_problem_is_empty(
    generated_store: Store,
) -> None:
    with generated_store.read() as session:
        formed = form(session, read_wishes({"seconds": 1, "seed": 1}), shipped())
    quality = {tuple(sorted(one.members)): one.quality for one in formed.circles}
    emptied = formed.circles[1]
    rows = formed.roster.member
    circle = np.where(np.isin(rows, emptied.members), np.int32(-1), formed.solution.circle)
    again = formation(
        formed.wishes, formed.roster, formed.built, replace(formed.solution, circle=circle)
    )
    assert [one.number for one in again.circles] == list(range(len(again.circles)))
    whole = [one for one in again.circles if tuple(sorted(one.members)) in quality]
    assert len(whole) > len(again.circles) // 2
    assert all(one.quality == quality[tuple(sorted(one.members))] for one in whole)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Circle 1", "Circle 12", "Circle 2"], [1, 12, 2]),
        (["Circle 1", "Circle 1"], [1, 2]),
        (["Circle 1", "Melati"], [1, 2]),
        ([], []),
    ],
)
def test_a_number_is_that_of_the_name_where_names_tell_circles_apart(
    names: list[str], told: list[int]
) -> None:
    assert numbering.numbers(names) == told


def test_a_circle_is_found_by_number_within_its_plan_or_by_id(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        plan_id = small_plan(session, "ayu bela", "cici dewi eka")
    second = f"{plan_id}-00001"
    with any_store.read() as session:
        assert numbering.find(session, "2", plan_id).circle_id == second
        assert numbering.find(session, second, plan_id).circle_id == second
        assert numbering.find(session, second).circle_id == second
        for told, plan in (("3", plan_id), ("nope", None), ("2", "noplan")):
            with pytest.raises(NotFound):
                numbering.find(session, told, plan)
        with pytest.raises(DataError, match="within its plan"):
            numbering.find(session, "2")
