"""The use case: rules → scores → choice → reasons."""

from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from features.arrays import Bool, Float32, Int32
from features.profile import Profile
from features.tables import ClassTable
from features.vocabulary import Format
from matcher.classes.answer import Answer, Suggestion
from matcher.classes.asker import Asker, in_order, province_index, stored
from matcher.classes.history import Taken
from matcher.classes.reasons import Witness
from matcher.classes.rules import Case, withheld
from matcher.store import catalogue, enrolments
from matcher.store.tables import read_classes
from models.base import Queries
from models.engine import Engine
from models.ranking import top_k

_shelf: dict[str, tuple[str, ClassTable]] = {}
_shelf_lock = Lock()
_FORMATS = list(Format)


def recommend_for_member(
    session: Session, engine: Engine, member_id: str, *, now: datetime, k: int = 10
) -> Answer:
    """Next classes of a member in the store, as far as she agreed to be known.

    Raises:
        NotFound: there is no such member.

    """
    return _recommend(session, engine, stored(session, member_id), now, k)


def recommend_for_profile(
    session: Session,
    engine: Engine,
    profile: Profile,
    history: Sequence[Taken],
    *,
    province: str | None = None,
    languages: tuple[str, ...] = (),
    now: datetime,
    k: int = 10,
) -> Answer:
    """Next classes for somebody who is not in the store; nothing of it is kept.

    Classes of `history` that the catalogue does not have are passed over.
    """
    asker = Asker(profile, in_order(history), province_index(province), languages)
    return _recommend(session, engine, asker, now, k)


def _recommend(session: Session, engine: Engine, asker: Asker, now: datetime, k: int) -> Answer:
    classes = _classes(session)
    items = _items(classes, engine)
    case = Case(asker, classes, items, _seats(session, classes), now)
    kept_back, counts = withheld(case)
    query = engine.queries([asker.profile], asker.histories(engine))
    scores = _scores(engine, query, items)
    row_of = {class_id: row for row, class_id in enumerate(classes.ids)}
    witness = Witness(asker, classes, row_of, engine, query)
    chosen = [int(row) for row in _top(scores, kept_back, k)]
    suggestions = tuple(_suggestion(classes, row, scores[row], witness) for row in chosen)
    return Answer(suggestions, asker.known, counts)


def _top(scores: Float32, kept_back: Bool, k: int) -> Int32:
    rows = top_k(scores[None, :], kept_back, k)[0] if len(scores) else np.zeros(0, np.int32)
    return rows[rows >= 0]


def _scores(engine: Engine, query: Queries, items: Int32) -> Float32:
    """(n,) the score of each class of today; the lowest for those the models do not know."""
    by_item = engine.model.scores(query)[0]
    scores = np.full(len(items), by_item.min(initial=0.0), dtype=np.float32)
    known = items >= 0
    scores[known] = by_item[items[known]]
    return scores


def _suggestion(classes: ClassTable, row: int, score: np.float32, witness: Witness) -> Suggestion:
    starts_at = classes.starts_at[row]
    dated = not np.isnat(starts_at)
    return Suggestion(
        class_id=classes.ids[row],
        title=classes.title[row],
        programme=classes.programme[row],
        starts_at=starts_at.astype(datetime).replace(tzinfo=UTC) if dated else None,
        format=_FORMATS[classes.format[row]],
        score=float(score),
        reasons=witness.reasons(row),
    )


def _classes(session: Session) -> ClassTable:
    """The catalogue of today, read again only when it changed."""
    store = str(session.get_bind())
    revision = catalogue.revision(session)
    with _shelf_lock:
        known = _shelf.get(store)
    if known is not None and known[0] == revision:
        return known[1]
    classes = read_classes(session)
    with _shelf_lock:
        _shelf[store] = (revision, classes)
    return classes


def _items(classes: ClassTable, engine: Engine) -> Int32:
    index = engine.item_index
    return np.array([index.get(class_id, -1) for class_id in classes.ids], dtype=np.int32)


def _seats(session: Session, classes: ClassTable) -> Int32:
    taken = enrolments.seats_taken(session)
    return np.array([taken.get(class_id, 0) for class_id in classes.ids], dtype=np.int32)
