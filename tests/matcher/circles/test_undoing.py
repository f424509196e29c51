"""The last change of a plan is found again and taken back as a whole, or not at all."""

from pathlib import Path

import pytest

from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import life, undoing
from matcher.circles.changes import Change, Move
from matcher.errors import Conflict, NotFound
from matcher.store import plans
from matcher.store.session import Store
from tests.matcher.circles.edited import apply, plan_of, sits
from tests.matcher.circles.women import NOW, TO_PUBLISHED


def undo(store: Store, plan_id: str) -> Change:
    with store.read() as session:
        return undoing.last(session, plan_id)


def test_the_last_change_is_taken_back_and_that_too(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with pytest.raises(Conflict, match="No change"):
        undo(any_store, plan_id)
    with pytest.raises(NotFound):
        undo(any_store, "nope")
    moves = (Move("eka", second), Move("dewi", first))
    apply(any_store, plan_id, Change(moves))
    for inside in (["ayu", "bela", "eka"], ["ayu", "bela", "dewi"]):
        apply(any_store, plan_id, undo(any_store, plan_id))
        assert sits(any_store, first) == inside


def test_what_was_changed_otherwise_since_is_not_taken_back(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    apply(any_store, plan_id, Change((Move("eka", second),)))
    with any_store.begin() as session:
        life.set_lock(session, first, True, NOW, actor="cli")
    with pytest.raises(Conflict, match="otherwise"):
        undo(any_store, plan_id)


def test_nothing_is_taken_back_by_halves_where_somebody_withdrew(any_store: Store) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with any_store.begin() as session:
        for step in TO_PUBLISHED:
            life.advance_all(session, [first, second], step, NOW, actor="cli")
    apply(any_store, plan_id, Change((Move("eka", second), Move("dewi", first))))
    with any_store.begin() as session:
        privacy.withdraw(session, "dewi", Purpose.MATCH, NOW)
    with any_store.read() as session:
        assert "dewi" not in str(plans.get(session, plan_id).result)
    with pytest.raises(Conflict, match="as a whole"):
        undo(any_store, plan_id)


def test_nothing_is_taken_back_once_somebody_of_a_published_circle_is_erased(
    any_store: Store, tmp_path: Path
) -> None:
    plan_id, (first, second) = plan_of(any_store, "ayu bela eka", "cici dewi")
    with any_store.begin() as session:
        for step in TO_PUBLISHED:
            life.advance(session, first, step, NOW, actor="cli")
    apply(any_store, plan_id, Change((Move("fitri", second),)))
    assert undo(any_store, plan_id).moves
    with any_store.begin() as session:
        before = plans.get(session, plan_id).revision
        privacy.erase_member(session, "bela", "cli", NOW, bundles=tmp_path)
    with any_store.read() as session:
        assert plans.get(session, plan_id).revision > before
    with pytest.raises(Conflict, match="changed otherwise"):
        undo(any_store, plan_id)
