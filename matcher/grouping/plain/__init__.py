"""The search for problems without rules, where everyone is placed."""

from matcher.grouping.plain.search import fits, improve

__all__ = ["fits", "improve"]
