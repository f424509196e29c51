"""A generated community to try Lingkar on: seeded, labelled, and never anybody's real data."""

from matcher.sample.community import SampleCommunity, Truth, generate
from matcher.sample.writing import write_sample

__all__ = ["SampleCommunity", "Truth", "generate", "write_sample"]
