"""Mentors and their mentees: seats, both sides' wishes, and who walks beside whom.

What counts is what a mentor and a mentee are to each other: her need and what the mentor can offer,
weighed as the wishes say for the mentee, and as `mentors_prefer` says for the mentor. What two
mentees are to each other does not count. One to one, each rule is about a mentor and a mentee, and
the answer is the best there is, or a stable one. As a circle, a mentor and all her mentees share
the hour and the rules: where the best answer for each two does not keep them, a search starts from
it, and it stays the bound.
"""

from matcher.circles.mentoring.problem import build
from matcher.circles.mentoring.search import search
from matcher.circles.mentoring.seating import seat

__all__ = ["build", "search", "seat"]
