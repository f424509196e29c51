"""One community of 3,000 members, generated once, for all tests that look at it."""

from datetime import date

import pytest

from matcher.sample import SampleCommunity, generate

AS_OF = date(2026, 11, 24)
SEED = 7


@pytest.fixture(scope="session")
def community() -> SampleCommunity:
    """3,000 members as of 24 November 2026; not to be changed."""
    return generate(3000, SEED, AS_OF)
