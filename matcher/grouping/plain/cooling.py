"""Cooling over the time there is, again from the best where it pays."""

from typing import Final

from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.record import Ending, Record

QUENCH: Final = 0.97
"""Share of a round that cools; the rest takes only what is better."""
PATIENCE: Final = 10
"""Rounds without anything better after which it stops."""


def cooled(engine: Engine, record: Record, *, warm: bool, until: float = 1) -> Ending:
    """Round after round: the first from the engine's grouping, the others from the best so far.

    Returns why it ended.

    Args:
        engine: holds a grouping.
        record: of the search.
        warm: whether that grouping is one to improve on.
        until: share of the time, or of the proposals, that it may use up.

    """
    heats = engine.heats
    used = record.used()
    rounds, stale = 0, 0
    while used < until:
        hot = heats.reheat if warm or rounds else heats.hot
        begin, before = used, record.value
        if not record.done:
            record.run(engine, hot)
        end = min(_end_of_round(record, heats.round), until)
        while used < end:
            phase = (used - begin) / (end - begin) / QUENCH
            record.run(
                engine, hot * (heats.cold / hot) ** phase if phase < 1 else 1e-4 * heats.cold
            )
            if not record.told():
                return "cancelled"
            used = record.used()
        rounds += 1
        stale = 0 if record.value > before else stale + 1
        if stale >= PATIENCE:
            return "stagnation"
        engine.place(record.best)
    return "time"


def _end_of_round(record: Record, proposals: int) -> float:
    """The share that is used up when the round ends, at the speed so far."""
    used = record.used()
    return used + max(1 - used, 1e-9) / max(1, round(record.left() / proposals))
