"""Wishes that cannot all hold: found before the search, explained, and mended most cheaply."""

from matcher.grouping.conflicts.data import Clash, Relaxation
from matcher.grouping.conflicts.explaining import Fault, Move, explain
from matcher.grouping.conflicts.find import conflicts
from matcher.grouping.conflicts.relaxing import relaxed

__all__ = ["Clash", "Fault", "Move", "Relaxation", "conflicts", "explain", "relaxed"]
