"""The search for problems with rules of every kind and a waiting list."""

from matcher.grouping.ruled.price import Price, price
from matcher.grouping.ruled.repair import repair
from matcher.grouping.ruled.search import improve

__all__ = ["Price", "improve", "price", "repair"]
