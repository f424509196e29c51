"""Whoever waits for a worker is told if none seems to be there."""

from datetime import timedelta

from matcher.store.session import Store
from matcher.work import jobs
from tests.matcher.circles.women import NOW


def test_work_waits_unheard_once_no_worker_took_it_soon_and_none_is_busy(any_store: Store) -> None:
    later = NOW + jobs.SOON + timedelta(seconds=1)
    with any_store.begin() as session:
        assert not jobs.unheard(session, later)
        jobs.add(session, "circles.form", "plan:a", NOW, args={}, actor="cli")
        assert not jobs.unheard(session, NOW)
        assert jobs.unheard(session, later)
        assert jobs.take(session, ["circles.form"], NOW) is not None
        jobs.add(session, "circles.form", "plan:b", NOW, args={}, actor="cli")
        assert not jobs.unheard(session, later)
        assert jobs.unheard(session, NOW + jobs.LEASE + timedelta(seconds=1))
