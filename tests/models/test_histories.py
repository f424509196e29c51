"""Histories from logs and lists, and how they are cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.tables import EnrolmentLog
from features.vocabulary import Status
from models.base import Histories
from models.histories import from_lists, from_log, keep, ordinals, owners, take, taken
from models.splits import cut_each, leave_last, moment, time_split, validation_cut

lists = st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=9)


def log(member: list[int], item: list[int], day: list[int], status: Status) -> EnrolmentLog:
    m = len(member)
    return EnrolmentLog(
        np.array(member, dtype=np.int32),
        np.array(item, dtype=np.int32),
        np.array(day, dtype="datetime64[D]").astype("datetime64[s]"),
        np.full(m, list(Status).index(status), dtype=np.int8),
        np.full(m, np.datetime64("NaT"), dtype="datetime64[s]"),
        np.full(m, np.nan, dtype=np.float32),
    )


def as_lists(histories: Histories) -> list[list[int]]:
    bounds = zip(histories.offsets[:-1], histories.offsets[1:], strict=True)
    return [histories.items[start:end].tolist() for start, end in bounds]


LOG = log([0, 0, 2, 2, 2], [5, 6, 1, 2, 3], [10, 20, 5, 15, 25], Status.COMPLETED)


def test_members_without_enrolments_have_empty_histories() -> None:
    histories = from_log(LOG, 4)
    assert as_lists(histories) == [[5, 6], [], [1, 2, 3], []]
    assert histories.days.tolist() == [10, 20, 5, 15, 25]


def test_a_dropped_class_weighs_less_than_a_finished_one() -> None:
    finished = from_log(LOG, 3).weights
    dropped = from_log(log([0], [1], [1], Status.DROPPED), 1).weights
    assert dropped[0] < finished[0] == 1


def test_a_community_without_enrolments_has_histories_too() -> None:
    assert as_lists(from_log(log([], [], [], Status.ENROLLED), 2)) == [[], []]


@given(lists)
def test_lists_come_back_as_they_were(rows: list[list[int]]) -> None:
    assert as_lists(from_lists(rows)) == rows


@given(lists, st.data())
def test_taking_members_takes_their_histories(rows: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=5) if rows else st.just([]))
    picked = take(from_lists(rows), np.array(chosen, dtype=np.int64))
    assert as_lists(picked) == [rows[i] for i in chosen]


@given(lists)
def test_owners_and_ordinals_address_every_enrolment(rows: list[list[int]]) -> None:
    histories = from_lists(rows)
    where = zip(owners(histories), ordinals(histories), strict=True)
    assert [rows[i][j] for i, j in where] == histories.items.tolist()


@given(lists)
def test_what_is_kept_and_what_is_not_make_the_whole(rows: list[list[int]]) -> None:
    histories = from_lists(rows)
    early = ordinals(histories) < 2
    kept, rest = as_lists(keep(histories, early)), as_lists(keep(histories, ~early))
    assert [a + b for a, b in zip(kept, rest, strict=True)] == rows


def test_taken_marks_what_each_member_took() -> None:
    assert taken(from_lists([[0, 2], []]), 3).tolist() == [[True, False, True], [False] * 3]


def test_a_time_split_puts_the_moment_itself_into_the_future() -> None:
    before, after = time_split(LOG, np.datetime64("1970-01-16"))
    assert before.item.tolist() == [5, 1]
    assert after.item.tolist() == [6, 2, 3]


def test_the_moment_leaves_the_asked_share_after_it() -> None:
    _, after = time_split(LOG, moment(LOG, 0.4))
    assert len(after) == 2


def test_leaving_the_last_out_keeps_the_only_class_of_a_member() -> None:
    before, last = leave_last(log([0, 0, 1], [5, 6, 7], [1, 2, 3], Status.ENROLLED))
    assert (before.item.tolist(), last.item.tolist()) == ([5, 7], [6])


def test_leaving_the_last_out_of_nothing_leaves_nothing() -> None:
    before, last = leave_last(log([], [], [], Status.ENROLLED))
    assert len(before) == len(last) == 0


def test_a_validation_cut_asks_new_members_with_an_empty_history() -> None:
    cut = validation_cut(from_log(LOG, 3), held_out=0.4)
    assert as_lists(cut.past) == [[5], [], [1, 2]]
    assert as_lists(cut.future) == [[6], [], [3]]
    late = log([0, 0, 1], [5, 6, 7], [1, 2, 90], Status.ENROLLED)
    assert as_lists(validation_cut(from_log(late, 2), held_out=0.3).past) == [[5, 6], []]


def test_without_dates_the_end_of_each_history_is_asked_for() -> None:
    undated = from_log(log([0, 0, 1], [5, 6, 7], [3, 3, 3], Status.ENROLLED), 2)
    cut = validation_cut(undated)
    assert (as_lists(cut.past), as_lists(cut.future)) == ([[5], [7]], [[6], []])


@given(lists)
def test_cutting_each_history_asks_for_its_end_but_never_for_all_of_it(
    rows: list[list[int]],
) -> None:
    cut = cut_each(from_lists(rows))
    for row, past, future in zip(rows, as_lists(cut.past), as_lists(cut.future), strict=True):
        assert past + future == row
        assert bool(past) == bool(row)
        assert bool(future) == (len(row) > 1)
