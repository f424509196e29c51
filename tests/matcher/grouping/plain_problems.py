"""Small problems without rules, drawn by Hypothesis or made by hand."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from features.arrays import Float64
from matcher.grouping.checking import check
from matcher.grouping.problem import Floor, Matrix, Problem


def scores_of(n: int, seed: int) -> Float64:
    """(n, n) symmetric scores of both signs."""
    values = np.random.default_rng(seed).normal(0.3, 1, (n, n))
    return np.asarray(np.triu(values, 1) + np.triu(values, 1).T)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small and large circles, fixed sizes and sizes with slack, with and without a floor."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 14), st.integers(0, 3)), min_size=1, max_size=4))
    bounds = np.array([(least, least + more) for least, more in sizes], dtype=np.int32)
    n = draw(st.integers(int(bounds[:, 0].sum()), int(bounds[:, 1].sum())))
    floor = draw(st.sampled_from([None, Floor(0.4, 1.5)]))
    counting = draw(st.sampled_from(["pairs", "members"]))
    scores = Matrix(scores_of(n, draw(st.integers(0, 99))))
    return Problem(scores, bounds, floor=floor, counting=counting)  # type: ignore[arg-type]


def best_of_all(problem: Problem) -> float:
    """The optimum, by trying every grouping."""
    groupings = product(range(len(problem.sizes)), repeat=len(problem))
    verdicts = (check(problem, np.array(one, dtype=np.int32)) for one in groupings)
    return max(verdict.objective for verdict in verdicts if verdict.legal)
