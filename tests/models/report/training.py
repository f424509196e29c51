"""The facts of a made-up training run."""

import numpy as np

from features.regions import PROVINCES
from features.tables import MemberTable
from models.base import JsonValue
from models.report import Facts
from models.segments import flat, segments
from models.trial import run
from tests.models import test_trial as ladder

N = ladder.N_MEMBERS


def members() -> MemberTable:
    """Most on Java, four in Papua, the rest unknown; each stage but one told by many."""
    codes = [province.code for province in PROVINCES]
    province = np.full(N, codes.index("ID-JB"), dtype=np.int16)
    province[:4], province[4:12] = codes.index("ID-PA"), -1
    stages = np.zeros((N, 6), dtype=np.bool_)
    stages[np.arange(N), 1 + np.arange(N) % 5] = True
    return MemberTable(
        ids=tuple(f"m-{i}" for i in range(N)), goals=("",) * N, background=("",) * N,
        offers=("",) * N, vision=("",) * N, province=province, topic_names=(),
        topics=np.zeros((N, 0), dtype=np.bool_), stages=stages, languages=((),) * N,
        availability=np.zeros((N, 168), dtype=np.bool_), role=np.zeros(N, dtype=np.int8),
        joined_at=np.full(N, "NaT", dtype="datetime64[s]"), consent=np.ones((N, 3), dtype=np.bool_),
    )  # fmt: skip


def facts(**settings: JsonValue) -> Facts:
    """A run on the two ladders of the trial's tests."""
    who = members()
    catalogue, queries = ladder.ladder_tables()
    classes = ladder.classes(["NaT"] * ladder.N_ITEMS, [0] * ladder.N_ITEMS)
    log = ladder.ladder_log()
    return Facts(
        version="20261124T104012-123456-9f3a",
        created_at="2026-11-24T10:40:12+00:00",
        members=who,
        classes=classes,
        log=log,
        trial=run(catalogue, queries, log, classes, lambda taken: flat(segments(who, taken))),
        encoder={"name": "fitted", "dim": 2},
        settings={"seed": 0, "parts": settings},
        fingerprint="0123456789abcdef" * 4,
    )
