"""Settings are checked when they are read."""

import pytest

from matcher.errors import DataError
from matcher.settings import read_settings


@pytest.mark.parametrize("limit", ["many", "600", "600/moon"])
def test_a_limit_that_no_request_could_be_held_to_is_refused_at_the_start(limit: str) -> None:
    with pytest.raises(DataError, match=r"rate_limit.*600/minute"):
        read_settings(rate_limit=limit)


@pytest.mark.parametrize("limit", ["", "5/second", "600/minute;10000/day"])
def test_a_limit_may_be_none_one_or_several(limit: str) -> None:
    assert read_settings(rate_limit=limit).rate_limit == limit
