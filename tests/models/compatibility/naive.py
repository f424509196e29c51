"""The score of one pair, term by term, in plain Python: what factors must equal."""

from itertools import permutations

import numpy as np

from features.support import Support

REGION_HALF = 0.5


def scores(support: Support, i: int, j: int) -> dict[str, float]:
    """Every term for members `i` and `j`."""
    region = shared(both_places(support), i, j)
    return {
        "goals": stretched(support.goals, support.goals, [(i, j)]),
        "help": stretched(support.need, support.offer, [(i, j), (j, i)]),
        "topics": alike(support.topics, i, j),
        "stage": alike(support.stages, i, j),
        "language": alike(support.languages, i, j),
        "time": alike(told_hours(support), i, j),
        "reach": 1 - region,
        "same_region": region,
        "experience_spread": spread(support, i, j),
    }


def stretched(one: np.ndarray, other: np.ndarray, ways: list[tuple[int, int]]) -> float:
    """½ + (cosine − mean) / 4σ, where mean and σ are over all pairs who told."""
    n = len(one)
    all_pairs = [
        float(np.dot(one[a].astype(float), other[b].astype(float)))
        for a, b in permutations(range(n), 2)
        if one[a].any() and other[b].any()
    ]
    mean, deviation = (np.mean(all_pairs), np.std(all_pairs)) if all_pairs else (0.0, 0.25)
    if deviation < 1e-3:
        deviation = 0.25
    left, right = filled(one), filled(other)
    found = np.mean([np.dot(left[a], right[b]) for a, b in ways])
    return float(0.5 + (found - mean) / (4 * deviation))


def alike(sets: np.ndarray, i: int, j: int) -> float:
    """Cosine of two sets."""
    rows = np.array([row / np.sqrt(row.sum()) if row.any() else row for row in sets.astype(float)])
    return shared(rows, i, j)


def shared(rows: np.ndarray, i: int, j: int) -> float:
    """Product of two rows, unknown ones as the mean."""
    known = filled(rows)
    return float(known[i] @ known[j])


def filled(rows: np.ndarray) -> np.ndarray:
    """Zero rows become the mean of the others."""
    told = np.array([row.any() for row in rows])
    mean = rows[told].astype(float).mean(axis=0) if told.any() else np.zeros(rows.shape[1])
    return np.array([row if ok else mean for row, ok in zip(rows, told, strict=True)], dtype=float)


def told_hours(support: Support) -> np.ndarray:
    return support.hours.free & ~support.hours.unsaid[:, None]


def both_places(support: Support) -> np.ndarray:
    """Province and island group as indicators, each worth half of the product."""
    rows = np.zeros((len(support), 60))
    for i, (province, island) in enumerate(zip(support.province, support.island, strict=True)):
        if province >= 0:
            rows[i, province] = rows[i, 40 + island] = np.sqrt(REGION_HALF)
    return rows


def spread(support: Support, i: int, j: int) -> float:
    """|difference of levels| / 3; an unknown level is the mean of what the known ones score."""
    known = [int(e) for e in support.experience if e >= 0]

    def chances(member: int) -> list[int]:
        level = int(support.experience[member])
        return [level] if level >= 0 else known

    ways = [abs(a - b) / 3 for a in chances(i) for b in chances(j)]
    return float(np.mean(ways)) if ways else 0.5
