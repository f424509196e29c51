from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from features.profile import Profile
from features.vocabulary import Status
from matcher.classes import Taken
from matcher.classes.asker import NOWHERE, Asker, in_order, province_index
from tests.matcher.classes.conftest import Town

MIDNIGHT = datetime(2026, 11, 24, tzinfo=timezone(timedelta(hours=7)))


def test_a_history_with_times_is_put_in_their_order() -> None:
    later, earlier = (
        Taken("a", enrolled_at=MIDNIGHT),
        Taken("b", enrolled_at=datetime(2020, 1, 1, tzinfo=UTC)),
    )
    assert in_order([later, earlier]) == (earlier, later)


def test_a_history_that_lacks_a_time_keeps_the_order_given() -> None:
    history = (Taken("a", enrolled_at=MIDNIGHT), Taken("b"), Taken("c", enrolled_at=MIDNIGHT))
    assert in_order(history) == history


def test_times_reach_the_models_in_utc(town: Town) -> None:
    history = (Taken("asuh-0", enrolled_at=MIDNIGHT),)
    days = Asker(history=history).histories(town.engine).days
    assert days == pytest.approx(np.datetime64("2026-11-23").astype(int) + 17 / 24, abs=0.01)


def test_without_times_classes_lie_a_day_apart(town: Town) -> None:
    history = tuple(Taken("asuh-0") for _ in range(60))
    assert Asker(history=history).histories(town.engine).days.tolist() == list(range(60))


def test_classes_the_models_do_not_know_are_left_out(town: Town) -> None:
    history = (Taken("baru"), Taken("asuh-0", Status.DROPPED))
    histories = Asker(history=history).histories(town.engine)
    assert [town.engine.item_ids[item] for item in histories.items] == ["asuh-0"]


def test_only_words_topics_and_history_make_her_known() -> None:
    assert not Asker(province=3, languages=("en",)).known
    for asker in (
        Asker(Profile(background="guru")),
        Asker(Profile(topics=("finance",))),
        Asker(history=(Taken("a"),)),
    ):
        assert asker.known


def test_abroad_is_nowhere() -> None:
    assert province_index(None) == province_index("") == NOWHERE
    assert province_index("ID-JB") != NOWHERE


def test_a_class_named_twice_counts_once_as_it_was_named_last() -> None:
    dropped, finished = Taken("a", Status.DROPPED), Taken("a", Status.COMPLETED)
    assert in_order([dropped, Taken("b"), finished]) == (finished, Taken("b"))
