"""Buddies: the matching of greatest weight among pairs that may be made, with its proof.

Edmonds (1965), "Maximum matching and a polyhedron with 0,1-vertices": maximise Σ w·x so that each
member is in one pair at most and each odd set B of members holds (|B| − 1) / 2 pairs at most; the
corners of that are the matchings. Both the pairs and the odd sets are far too many to write down,
so a linear programme over each member's best pairs is solved, and grown until it is the whole one:

* pairs left out whose worth exceeds the prices of their two members come in ("pricing"; Applegate
  and Cook 1993, "Solving large-scale matching problems");
* odd sets that its answer breaks come in (Grötschel and Holland 1985, "Solving matching problems
  with linear programming").

The prices are a proof of optimality at any moment: their sum, plus half of what each member could
still gain over them, is worth at least as much as any matching. What stays fractional is settled
by branch and bound over all pairs that a matching better than the one at hand could hold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from features.arrays import Bool, Float64, Int32, Int64
from matcher.grouping.edges import Allowed, Costs, Edges, Worthy, merged, top
from matcher.grouping.problem import WAITING, ProblemError, Scores

BEST = 12
"""Pairs of each member that the first programme knows."""

NEW = 4
"""Pairs of a member that may come in at one time."""

MANY = 40
"""Pairs of each member up to which branch and bound is asked for a proof."""

TOLERANCE = 1e-6
"""To what share of the largest worth the linear programmes are solved."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Buddies.

    Attributes:
        partner: (n,) int32 of each member, -1 whoever waits.
        objective: scores of the pairs, less what waiting costs.
        bound: no matching is worth more.
        exact: whether the two are equal, to the precision of the linear programmes.

    """

    partner: Int32
    objective: float
    bound: float
    exact: bool


def best_pairs(
    scores: Scores,
    *,
    allowed: Allowed | None = None,
    waiting: Float64 | None = None,
    costs: Costs | None = None,
    rounds: int = 40,
    go_on: Callable[[], bool] = lambda: True,
    seconds: float = np.inf,
) -> Pairs:
    """Pair members so that the sum of the scores, less what waiting costs, is greatest.

    Args:
        scores: of pairs.
        allowed: who may sit with whom, alike from both sides: (n, n) bool, or a function from
            (m,) int32 members to their (m, n) rows. None: everybody with everybody.
        waiting: (n,) float64 what it costs to leave a member alone. None: nothing, so that only
            pairs with a score above 0 are made.
        costs: what is taken from scores, such as what soft rules cost. None: nothing.
        rounds: linear programmes to solve, from 1; with fewer than are needed the answer is still
            a matching and the bound still holds.
        go_on: asked after each of them; False has the same effect as no more rounds, and no proof
            is looked for.
        seconds: that branch and bound may take, where it is needed at all.

    Raises:
        ProblemError: an array of another length, or who may sit with whom differs with the side.

    """
    alone = np.zeros(len(scores)) if waiting is None else waiting.astype(np.float64)
    edges = Edges(scores, allowed, alone, costs)
    programme = _Programme(edges)
    told = True
    for _ in range(rounds):
        programme.solve()
        grew, told = programme.price() or programme.cut(), go_on()
        if not grew or not told:
            break
    first, second = programme.whole(seconds, prove=told)
    partner, objective = _paired(edges, first, second)
    bound = max(programme.bound - float(alone.sum()), objective)
    exact = bound - objective <= TOLERANCE * programme.scale * len(scores)
    return Pairs(partner, objective, bound, exact)


class _Programme:
    """The linear programme over the pairs and the odd sets known so far.

    Attributes:
        bound: the least proven so far; `scale`: the largest worth of a pair.

    """

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.bound = np.inf
        self._know(edges.best(BEST))
        self.scale = float(self.worth.max(initial=0))
        graph = csr_array((self.worth, (self.first, self.second)), shape=(len(edges), len(edges)))
        _, part = connected_components(graph, directed=False)
        sizes = np.bincount(part)
        odd = np.flatnonzero((sizes % 2 == 1) & (sizes > 1))
        self.sets: list[Int64] = [np.flatnonzero(part == one) for one in odd]

    def solve(self) -> None:
        """Find shares of pairs, prices of members, and prices of odd sets."""
        n_members = len(self.edges)
        self.solved, self.share = self.codes, np.zeros(len(self.codes))
        self.prices, self.set_prices = np.zeros(n_members), np.zeros(len(self.sets))
        if not len(self.codes):
            return
        rows, limits = self._rows()
        found = linprog(  # type: ignore[call-overload] # the stubs know no sparse A_ub
            -self.worth / self.scale, A_ub=rows, b_ub=limits, method="highs-ipm"
        )
        prices = np.maximum(-found.ineqlin.marginals * self.scale, 0)
        self.share = found.x
        self.prices, self.set_prices = prices[:n_members], prices[n_members:]

    def _rows(self) -> tuple[csc_array, Float64]:
        """Each member once; each odd set as many pairs as it can hold."""
        n_members, each = len(self.edges), np.arange(len(self.codes))
        rows, columns = [self.first, self.second], [each, each]
        inside = np.zeros(n_members, dtype=np.bool_)
        for k, members in enumerate(self.sets):
            inside[members] = True
            within = np.flatnonzero(inside[self.first] & inside[self.second])
            inside[members] = False
            rows.append(np.full(len(within), n_members + k))
            columns.append(within)
        row, column = np.concatenate(rows), np.concatenate(columns)
        shape = (n_members + len(self.sets), len(self.codes))
        held = np.array([(len(one) - 1) // 2 for one in self.sets], dtype=np.float64)
        limits = np.concatenate([np.ones(n_members), held])
        return coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsc(), limits

    def price(self) -> bool:
        """Bring in pairs worth more than their prices; returns whether there were any.

        On the way the bound is brought down: prices raised by half of what each member could gain
        over them are prices over which no pair gains.
        """
        gain_of, found = np.zeros(len(self.edges)), []
        for rows, worth, gains in self._gains():
            gain_of[rows] = np.maximum(gains.max(axis=1), 0)
            found.append(top(rows, worth, gains, NEW, TOLERANCE * self.scale))
        self.bound = min(self.bound, self._priced() + float(gain_of.sum()) / 2)
        return self._bring_in(found)

    def _gains(self) -> Iterator[tuple[Int32, Float64, Float64]]:
        """Some members at a time, (m, n) what their pairs are worth, and it above their prices."""
        for rows, worth in self.edges.blocks():
            gains = worth - (self.prices[rows, None] + self.prices)
            for members, price in self._priced_sets():
                within = members[(members >= rows[0]) & (members <= rows[-1])]
                gains[np.ix_(within - rows[0], members)] -= price
            yield rows, worth, gains

    def _bring_in(self, found: list[Worthy]) -> bool:
        before = len(self.codes)
        self._know(merged([Worthy(self.codes, self.worth), *found]))
        return len(self.codes) > before

    def _know(self, pairs: Worthy) -> None:
        self.codes, self.worth = pairs
        self.first, self.second = np.divmod(self.codes, len(self.edges))

    def _priced(self) -> float:
        """What all prices come to."""
        held = sum((len(members) - 1) // 2 * price for members, price in self._priced_sets())
        return float(self.prices.sum()) + held

    def _priced_sets(self) -> list[tuple[Int64, float]]:
        prices = self.set_prices.tolist()  # the newest sets have none yet
        return [(s, p) for s, p in zip(self.sets, prices, strict=False) if p > 0]

    def cut(self) -> bool:
        """Bring in odd sets that the shares break; returns whether there were any."""
        open_ = self._open()
        n_members, known = len(self.edges), {tuple(one) for one in self.sets}
        ends = (self.first[open_], self.second[open_])
        graph = csr_array((self.share[open_], ends), shape=(n_members, n_members))
        _, part = connected_components(graph, directed=False)
        inside = np.bincount(part[ends[0]], self.share[open_], part.max(initial=0) + 1)
        sizes = np.bincount(part)
        broken = (sizes > 1) & (sizes % 2 == 1) & (inside > (sizes - 1) // 2 + TOLERANCE)
        new = [np.flatnonzero(part == one) for one in np.flatnonzero(broken)]
        new = [one for one in new if tuple(one) not in known]
        self.sets += new
        return bool(new)

    def whole(self, seconds: float, *, prove: bool) -> tuple[Int64, Int64]:
        """(p,) and (p,) members of the best matching that is found.

        A pair that gains less than what a matching is short of the bound is in no better one: with
        all others brought in, the best of branch and bound is the best of all. Nothing is proven
        where a member has too many such pairs.
        """
        if len(self.share) == len(self.codes) and not self._open().any():
            return self.first[self.share > 0.5], self.second[self.share > 0.5]
        chosen, optimal = self._branch(seconds)
        if prove and optimal:
            short = self._priced() - float(self.worth[chosen].sum())
            near = self._near(-short - TOLERANCE * self.scale)
            if near is not None:
                self._bring_in(near)
                chosen, optimal = self._branch(seconds)
                if optimal:
                    self.bound = min(self.bound, float(self.worth[chosen].sum()))
        return self.first[chosen], self.second[chosen]

    def _near(self, least: float) -> list[Worthy] | None:
        """The pairs that gain more than `least`; None where they are too many."""
        found = []
        for rows, worth, gains in self._gains():
            if (gains > least).sum(axis=1).max() > MANY:
                return None
            found.append(top(rows, worth, gains, MANY, least))
        return found

    def _open(self) -> Bool:
        """(e,) shares that are neither none nor all."""
        return (self.share > TOLERANCE) & (self.share < 1 - TOLERANCE)

    def _branch(self, seconds: float) -> tuple[Bool, bool]:
        """(e,) the pairs of the best matching found among those known; whether none is better."""
        rows, limits = self._rows()
        found = milp(
            -self.worth / self.scale,
            integrality=np.ones(len(self.codes), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(rows, ub=limits),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        greedy = self._greedy()
        if found.x is None:
            return greedy, False
        chosen = np.asarray(found.x, dtype=np.float64) > 0.5
        better = float(self.worth[chosen].sum()) >= float(self.worth[greedy].sum())
        return (chosen if better else greedy), found.status == 0

    def _greedy(self) -> Bool:
        """(e,) pairs one by one, those with the largest shares first, then those worth most."""
        share = np.zeros(len(self.codes))
        share[np.searchsorted(self.codes, self.solved)] = self.share
        chosen = np.zeros(len(self.codes), dtype=np.bool_)
        free = [True] * len(self.edges)
        first, second = self.first.tolist(), self.second.tolist()
        for k in np.lexsort((-self.worth, -share)).tolist():
            if free[first[k]] and free[second[k]]:
                chosen[k] = True
                free[first[k]] = free[second[k]] = False
        return chosen


def _paired(edges: Edges, first: Int64, second: Int64) -> tuple[Int32, float]:
    """The partner of each, and what the matching is worth, from the scores themselves."""
    partner = np.full(len(edges), WAITING, dtype=np.int32)
    partner[first], partner[second] = second, first
    values, mirrored = edges.of(first, second), edges.of(*_sorted(second, first))
    if not (np.isfinite(values).all() and np.isfinite(mirrored).all()):
        raise ProblemError("Who may sit with whom must be the same seen from both sides.")
    return partner, float(values.sum() - edges.waiting.sum())


def _sorted(first: Int64, second: Int64) -> tuple[Int64, Int64]:
    order = np.argsort(first, kind="stable")
    return first[order], second[order]
