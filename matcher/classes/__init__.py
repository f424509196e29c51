"""The next class: rules before scores, a choice, and the reasons for it."""

from matcher.classes.answer import Answer, Suggestion
from matcher.classes.history import Taken
from matcher.classes.reasons import Reason
from matcher.classes.recommend import recommend_for_member, recommend_for_profile

__all__ = [
    "Answer",
    "Reason",
    "Suggestion",
    "Taken",
    "recommend_for_member",
    "recommend_for_profile",
]
