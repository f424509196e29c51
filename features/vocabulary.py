"""The closed word lists of the data formats: stages, levels, statuses, roles and so on.

Each is an enum whose *values* stand in CSV files and in the API and whose *order* is the index
used in arrays (``list(Stage).index(stage)`` is the column of `MemberTable.stages`).
"""

from enum import StrEnum


class Stage(StrEnum):
    """The life stage of a member's children; a member may be in several."""

    PREGNANT = "pregnant"
    BABY = "baby"
    TODDLER = "toddler"
    PRESCHOOL = "preschool"
    SCHOOL = "school"
    TEEN = "teen"


class Role(StrEnum):
    """What a member does in the community."""

    MEMBER = "member"
    VOLUNTEER = "volunteer"
    FACILITATOR = "facilitator"
    ADMIN = "admin"


class Purpose(StrEnum):
    """What a member may consent to: each is asked for, given and withdrawn on its own."""

    RECOMMEND = "recommend"
    MATCH = "match"
    STORIES = "stories"


class Level(StrEnum):
    """Where a class stands on the ladder."""

    STARTER = "starter"
    INTENSIVE = "intensive"
    ALUMNI = "alumni"


class Format(StrEnum):
    """How a class is held."""

    ONLINE = "online"
    OFFLINE = "offline"
    RECORDED = "recorded"


class Status(StrEnum):
    """How far a member came with a class she enrolled in."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"
    DROPPED = "dropped"


class Visibility(StrEnum):
    """Who may see a story."""

    PUBLIC = "public"
    MEMBERS = "members"
    HIDDEN = "hidden"


class Tie(StrEnum):
    """What binds two members: wish to sit together, must not, or have met before."""

    TOGETHER = "together"
    APART = "apart"
    MET = "met"


class CircleKind(StrEnum):
    """What a circle is for."""

    CIRCLES = "circles"
    COHORTS = "cohorts"
    MEETUPS = "meetups"
    PAIRS = "pairs"
    MENTORING = "mentoring"


class CircleLife(StrEnum):
    """Where a circle stands that its members know of, in the order of its life."""

    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"


class SeatRole(StrEnum):
    """What a member does in a circle."""

    MEMBER = "member"
    FACILITATOR = "facilitator"


TOPICS = ("self-development", "parenting", "finance")
"""The community's three topics. Topics are open: other communities bring their own."""
