"""Parallel tempering for large circles: groupings at fixed temperatures that change places.

Annealing freezes where it happens to be: runs on the same problem end up to .7 % apart. Here one
quick cooling finds the temperatures between which the search freezes, and a ladder of groupings is
kept between them; neighbours on it change places by the Metropolis rule, so that what is stuck
warms up again while the best move down (Swendsen and Wang 1986, "Replica Monte Carlo simulation of
spin glasses"; Hukushima and Nemoto 1996, "Exchange Monte Carlo method and application to spin glass
simulations").
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from features.arrays import Int32
from matcher.grouping.plain.engines import Engine
from matcher.grouping.plain.record import Record
from matcher.grouping.solution import Found

PILOT: Final = 0.1
"""Share of the time for the cooling that finds the temperatures."""
STEP: Final = 0.9
"""From one temperature of it to the next."""
STEPS: Final = 40
BUSY, FROZEN = 0.015, 2e-4
"""The ladder goes from where this share of the proposals is taken to where only this one is."""
RUNG: Final = 1.0
"""Between neighbours of the ladder: the difference of their usual objectives, times that of their
inverse temperatures. Then about four exchanges in ten are taken."""
WIDEST: Final = 1.2
"""At most, from one temperature of the ladder to the next."""
QUENCH: Final = 0.98
"""Share of the time after which only what is better is taken."""
PATIENCE: Final = 40_000
"""Proposals without anything better, by n², after which it stops."""


class Look(NamedTuple):
    """What the first cooling saw at a temperature.

    Attributes:
        heat: the temperature.
        taken: share of the proposals that were taken.
        value: the mean objective.
        circle: (n,) int32 the grouping at the end.

    """

    heat: float
    taken: float
    value: float
    circle: Int32


def tempered(engine: Engine, record: Record, seed: int) -> Found:
    """The best grouping of a ladder, over the time there is.

    Args:
        engine: holds a grouping to start from.
        record: of the search.
        seed: of the random numbers of the exchanges.

    """
    looks = _cooled(engine, record)
    if looks is None:
        return record.found("cancelled")
    heats = ladder(looks)
    rungs = [engine.twin(seed + 1 + k) for k in range(len(heats))]
    for heat, rung in zip(heats, rungs, strict=True):
        rung.place(min(looks, key=lambda look: abs(np.log(look.heat / heat))).circle)
    dice, odd = np.random.default_rng(seed), False
    while record.used() < QUENCH:
        for heat, rung in zip(heats, rungs, strict=True):
            record.run(rung, heat)
        if not record.told():
            return record.found("cancelled")
        if record.done - record.found_at > PATIENCE * len(record.best) ** 2:
            return record.found("stagnation")
        _exchange(heats, rungs, dice, odd)
        odd = not odd
    return _quenched(engine, rungs, record)


def ladder(looks: list[Look]) -> list[float]:
    """Temperatures from hot to cold so that neighbours often change places.

    Args:
        looks: of a cooling, from hot to cold.

    """
    heat = np.array([look.heat for look in looks])
    value = np.maximum.accumulate([look.value for look in looks])
    taken = np.array([look.taken for look in looks])
    first = int(np.argmax(taken <= BUSY)) if (taken <= BUSY).any() else len(looks) - 1
    last = max(int(np.flatnonzero(taken >= FROZEN)[-1]) if (taken >= FROZEN).any() else 0, first)
    fine = np.geomspace(heat[first], heat[last], 400)
    usual = np.interp(-np.log(fine), -np.log(heat), value)
    found = [0]
    for k in range(1, len(fine)):
        above = found[-1]
        apart = (usual[k] - usual[above]) * (1 / fine[k] - 1 / fine[above])
        if apart >= RUNG or fine[above] / fine[k] >= WIDEST:
            found.append(k)
    return [float(fine[k]) for k in found]


def _cooled(engine: Engine, record: Record) -> list[Look] | None:
    """One quick cooling; None if it was ended."""
    looks: list[Look] = []
    for step in range(STEPS):
        heat = engine.heats.hot * STEP**step
        values: list[float] = []
        taken, before = 0, record.done
        while not values or record.used() < PILOT * (step + 1) / STEPS:
            taken += record.run(engine, heat)
            values.append(engine.worth())
            if not record.told():
                return None
        usual = float(np.mean(values[len(values) // 3 :]))
        looks.append(Look(heat, taken / (record.done - before), usual, engine.circle()))
    return looks


def _exchange(
    heats: list[float], rungs: list[Engine], dice: np.random.Generator, odd: bool
) -> None:
    """Let every second pair of neighbours change places by the Metropolis rule."""
    pairs = list(pairwise(range(len(heats))))[int(odd) :: 2]
    for warm, cold in pairs:
        gain = sum(
            (rungs[other].worth_at(heats[here]) - rungs[here].worth_at(heats[here])) / heats[here]
            for here, other in ((warm, cold), (cold, warm))
        )
        if np.log(dice.random()) < gain:
            rungs[warm], rungs[cold] = rungs[cold], rungs[warm]


def _quenched(engine: Engine, rungs: list[Engine], record: Record) -> Found:
    """Only what is better, from the best and then from the coldest."""
    engine.place(record.best)
    frozen = 1e-4 * engine.heats.cold
    for rung in [engine, *reversed(rungs)]:
        until = record.used() + (1 - QUENCH) / 4
        while record.used() < min(until, 1):
            record.run(rung, frozen)
            if not record.told():
                return record.found("cancelled")
    return record.found("time")
