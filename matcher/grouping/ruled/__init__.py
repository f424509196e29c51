"""The search for problems with rules of every kind and a waiting list."""

from matcher.grouping.ruled.search import improve

__all__ = ["improve"]
