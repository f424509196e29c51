"""How pairs of past circles went."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.compatibility.past import past_pairs

seats = st.lists(
    st.tuples(st.integers(0, 4), st.booleans(), st.sampled_from([1.0, 3.0, 4.0, 5.0, np.nan])),
    max_size=14,
)


@given(seats)
def test_a_pair_went_well_where_both_stayed_and_rated_well_and_is_left_out_where_unknown(
    told: list[tuple[int, bool, float]],
) -> None:
    circle = np.array([seat[0] for seat in told], dtype=np.int32)
    stayed = np.array([seat[1] for seat in told], dtype=np.bool_)
    rating = np.array([seat[2] for seat in told], dtype=np.float32)
    expected = {}
    for i, j in combinations(range(len(told)), 2):
        if circle[i] != circle[j]:
            continue
        if not (stayed[i] and stayed[j]) or min(rating[i], 9) < 4 or min(rating[j], 9) < 4:
            expected[i, j] = (False, circle[i])
        elif not np.isnan(rating[[i, j]]).any():
            expected[i, j] = (True, circle[i])
    found = past_pairs(circle, stayed, rating)
    rows = zip(found.pairs.tolist(), found.well.tolist(), found.circle.tolist(), strict=True)
    assert {(i, j): (well, where) for (i, j), well, where in rows} == expected
    assert found.pairs.dtype == found.circle.dtype == np.int32
