"""How good a ranking is: full-catalogue metrics of what members took next.

All metrics are means over the members who had something to find. They measure agreement with what
members *did*, not what was best for them: a class somebody would have loved but never saw counts
as a miss (Cañamares & Castells 2018, "Should I follow the crowd?").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from features.arrays import Bool, Float64, Int32, Int64
from models.base import Histories, Queries, Recommender
from models.histories import take, take_queries, taken
from models.ranking import top_k

CHUNK = 4096
"""Members scored at once, so that memory stays at CHUNK × catalogue."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over members.

    Attributes:
        members: how many had something to find.
        values: metric, such as ``recall@10``, to a fraction; 0 where `members` is 0.
        segments: the same for each group that was asked for.

    """

    members: int
    values: dict[str, float]
    segments: "dict[str, Metrics]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Recommended lists beside what was taken.

    Attributes:
        rows: (b,) which queries they answer.
        items: (b, k) best first, -1 where the list is shorter.
        hits: (b, k) whether each was taken.
        wanted: (b,) how many there were to find, at least 1.

    """

    rows: Int64
    items: Int32
    hits: Bool
    wanted: Int64

    def select(self, keep: Bool) -> "Ranked":
        """The lists where `keep` (b,) is true."""
        return Ranked(self.rows[keep], self.items[keep], self.hits[keep], self.wanted[keep])


def evaluate(
    model: Recommender,
    queries: Queries,
    targets: Histories,
    *,
    candidates: Bool | None = None,
    k: int = 10,
    segments: Mapping[str, Bool] | None = None,
) -> Metrics:
    """Rank the whole catalogue for each query and compare the first k with the targets.

    Args:
        model: anything that scores.
        queries: b members at the moment of asking; what they took already is masked.
        targets: what each of them took afterwards.
        candidates: (n,) or (b, n) what may be recommended at all, None for everything; a target
            outside it stays a target, so a wrong rule costs recall.
        k: length of the list.
        segments: name to (b,) which members belong to that group.

    """
    ranked, n_candidates = _rank(model, queries, targets, candidates, k)
    groups = {
        name: ranked.select(belongs[ranked.rows]) for name, belongs in (segments or {}).items()
    }
    return Metrics(
        members=len(ranked.rows),
        values=summary(ranked, n_candidates),
        segments={
            name: Metrics(len(group.rows), summary(group, n_candidates))
            for name, group in groups.items()
        },
    )


def summary(ranked: Ranked, n_candidates: int) -> dict[str, float]:
    """Means over the lists of `ranked`, each by its formula.

    With hits h_1 … h_k (0 or 1), m targets and discounts d_i = 1 / log2(i + 1):

    - recall@k = Σ h_i / m
    - phr@k = 1 if any h_i ("personal hit ratio": the share of members with a hit)
    - ndcg@k = Σ h_i d_i / Σ_{i ≤ min(m, k)} d_i (Järvelin & Kekäläinen 2002, the ideal list
      cut at k like the list itself)
    - mrr@k = 1 / (rank of the first hit), 0 without one
    - coverage@k = the share of candidates that appear in any list
    """
    k = ranked.items.shape[1]
    names = [f"{metric}@{k}" for metric in ("recall", "phr", "ndcg", "mrr")]
    rank = np.arange(1, k + 1)
    discount = 1 / np.log2(rank + 1)
    ideal = np.cumsum(discount)[np.minimum(ranked.wanted, k) - 1]
    means: Float64 = np.zeros(len(names))
    if len(ranked.rows):
        means = np.array(
            [
                (ranked.hits.sum(axis=1) / ranked.wanted).mean(),
                ranked.hits.any(axis=1).mean(),
                ((ranked.hits @ discount) / ideal).mean(),
                (ranked.hits / rank).max(axis=1).mean(),
            ]
        )
    shown = len(np.unique(ranked.items[ranked.items >= 0]))
    values = dict(zip(names, means.tolist(), strict=True))
    return values | {f"coverage@{k}": shown / max(n_candidates, 1)}


def _rank(
    model: Recommender, queries: Queries, targets: Histories, candidates: Bool | None, k: int
) -> tuple[Ranked, int]:
    """The lists of all queries with something to find, and how many items could be in one."""
    asked = np.flatnonzero(targets.lengths() > 0)
    parts: list[Ranked] = []
    reachable: set[int] = set()
    for start in range(0, max(len(asked), 1), CHUNK):
        rows = asked[start : start + CHUNK]
        chunk = take_queries(queries, rows)
        scores = model.scores(chunk)
        seen = taken(chunk.histories, scores.shape[1])
        wanted = taken(take(targets, rows), scores.shape[1]) & ~seen
        allowed = np.ones_like(seen) if candidates is None else _rows_of(candidates, rows, seen)
        items = top_k(scores, seen | ~allowed, k)
        hits = np.take_along_axis(wanted, np.maximum(items, 0), axis=1) & (items >= 0)
        part = Ranked(rows, items, hits, wanted.sum(axis=1))
        parts.append(part.select(part.wanted > 0))
        reachable |= set(np.flatnonzero(allowed.any(axis=0)).tolist())
    ranked = Ranked(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Ranked.__slots__)
    )
    return ranked, len(reachable)


def _rows_of(candidates: Bool, rows: Int64, like: Bool) -> Bool:
    """The candidates (n,) or (b, n) of the members `rows`, in the shape of `like`."""
    return np.broadcast_to(candidates if candidates.ndim == 1 else candidates[rows], like.shape)
