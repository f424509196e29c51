"""What an admin can wish of circles, cohorts, meetups, pairs and mentoring."""

from matcher.circles.wishes.asked import Wishes, read_wishes
from matcher.circles.wishes.kinds import DEFAULTS, OF_TWO
from matcher.circles.wishes.mentors import Mentoring
from matcher.circles.wishes.ranking import Ranking
from matcher.circles.wishes.rules import OfAKind
from matcher.circles.wishes.who import Condition, Who

__all__ = [
    "DEFAULTS",
    "OF_TWO",
    "Condition",
    "Mentoring",
    "OfAKind",
    "Ranking",
    "Who",
    "Wishes",
    "read_wishes",
]
