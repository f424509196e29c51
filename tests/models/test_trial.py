from collections.abc import Mapping

import numpy as np

from features.arrays import Bool, Int64, Time
from features.tables import ClassTable, EnrolmentLog
from models.base import Catalogue, Queries
from models.histories import from_log
from models.segments import by_history, flat
from models.trial import Trial, open_at, run

N_MEMBERS, N_ITEMS = 120, 6
DAY = np.timedelta64(1, "D")
START = np.datetime64("2026-01-01T00:00:00", "s")


def classes(starts_at: list[str], held: list[int]) -> ClassTable:
    n = len(starts_at)
    return ClassTable(
        ids=tuple(f"k-{i}" for i in range(n)), title=("",) * n, description=("",) * n,
        programme=("",) * n, topic_names=(), topics=np.zeros((n, 0), dtype=np.bool_),
        level=np.full(n, -1, dtype=np.int8), prerequisites=((),) * n,
        capacity=np.full(n, -1, dtype=np.int32),
        starts_at=np.array(starts_at, dtype="datetime64[s]"),
        format=np.array(held, dtype=np.int8), province=np.full(n, -1, dtype=np.int16),
        language=("id",) * n, active=np.ones(n, dtype=np.bool_),
    )  # fmt: skip


def test_open_is_what_has_not_begun_or_can_be_joined_at_any_time() -> None:
    online, recorded = 0, 2
    table = classes(
        ["2026-01-01", "2026-03-01", "NaT", "2026-01-01"], [online, online, online, recorded]
    )
    at = np.datetime64("2026-02-01T00:00:00", "s")
    assert open_at(table, at).tolist() == [False, True, True, True]


def test_the_product_learns_order_and_words_where_its_peers_see_neither() -> None:
    trial = ladder()
    own = trial.metrics["lingkar"].values["mrr@10"]
    for name, found in trial.metrics.items():
        if name != "lingkar":
            assert own > 1.1 * found.values["mrr@10"], name


def test_every_model_is_asked_for_the_same_members() -> None:
    trial = ladder()
    assert set(trial.metrics) == {"lingkar", "popularity", "item-knn", "ease"} == set(trial.seconds)
    assert {found.members for found in trial.metrics.values()} == {trial.members}
    lengths = [trial.metrics["lingkar"].segments[f"history: {n}"].members for n in ("0", "1")]
    assert sum(lengths) == trial.members
    assert min(lengths) > 0


def test_the_cut_leaves_a_fifth_of_the_enrolments_for_after_it() -> None:
    log = ladder_log()
    assert np.mean(log.at >= ladder().at) == 0.2


def test_scores_of_what_was_taken_later_are_higher_than_of_the_rest() -> None:
    trial = ladder()
    assert len(trial.taken_scores) == len(trial.other_scores) > 0
    assert trial.taken_scores.mean() > trial.other_scores.mean()


def test_the_same_seed_gives_the_same_figures() -> None:
    one, two = ladder(), ladder()
    assert one.metrics == two.metrics
    np.testing.assert_array_equal(one.other_scores, two.other_scores)


def ladder_log() -> EnrolmentLog:
    """Half the members climb 0, 1, 2 and half 3, 4, 5; later members have come less far."""
    member = np.repeat(np.arange(N_MEMBERS), 2)
    step = np.tile([0, 1], N_MEMBERS)
    item = 3 * (member % 2) + step + (member // 2) % 2
    at: Time = START + (member + 30 * step) * DAY
    return EnrolmentLog(
        member.astype(np.int32), item.astype(np.int32), at,
        np.ones(len(item), dtype=np.int8), np.full(len(item), "NaT", dtype="datetime64[s]"),
        np.full(len(item), np.nan, dtype=np.float32),
    )  # fmt: skip


def ladder_tables() -> tuple[Catalogue, Queries]:
    """That community's classes and members, whose words say which half they belong to."""
    halves = np.eye(2, dtype=np.float32)
    catalogue = Catalogue(halves[[0, 0, 0, 1, 1, 1]], np.zeros((N_ITEMS, 0), dtype=np.bool_))
    histories = from_log(ladder_log(), N_MEMBERS)
    topics = np.zeros((N_MEMBERS, 0), dtype=np.bool_)
    return catalogue, Queries(histories, halves[np.arange(N_MEMBERS) % 2], topics)


def ladder() -> Trial:
    """The trial of that community."""

    def group(taken: Int64) -> Mapping[str, Bool]:
        return flat({"history": by_history(taken)})

    any_time = classes(["NaT"] * N_ITEMS, [0] * N_ITEMS)
    return run(*ladder_tables(), ladder_log(), any_time, group)
