"""Who walks beside whom: the wishes of a mentoring."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from features.vocabulary import Role
from matcher.circles.wishes.parts import Part, YesOrNo, one_of, whole
from matcher.circles.wishes.who import Condition
from matcher.domain.advice import wrong
from matcher.domain.rows import Id
from models.compatibility.weights import PRESETS

Meets: TypeAlias = Annotated[
    Literal["one_to_one", "as_a_circle"], one_of(("one_to_one", "as_a_circle"))
]


Preset = Annotated[str, one_of(PRESETS)]


class Mentoring(Part):
    """Mentors with room for several mentees.

    Attributes:
        mentors: who can be one.
        mentees: who would like one; whoever can be a mentor is none.
        capacity: mentees of a mentor at most.
        capacities: of single mentors, where it differs; 0: she has no room this time.
        meets: each mentee alone with her mentor, or a mentor with all of hers.
        stable: nobody would rather be matched with somebody who would rather be matched with her,
            instead of the most for all together.
        mentors_prefer: what matters to mentors; to mentees the preset of the wishes does.

    """

    mentors: Condition = Condition(roles=(Role.VOLUNTEER, Role.FACILITATOR))
    mentees: Condition = Condition(roles=(Role.MEMBER,))
    capacity: Annotated[int, whole(1, 20)] = 3
    capacities: Mapping[Id, Annotated[int, whole(0, 20)]] = Field(default_factory=dict)
    meets: Meets = "one_to_one"
    stable: YesOrNo = False
    mentors_prefer: Preset = "same_goals_first"

    @model_validator(mode="after")
    def _stable_between_two(self) -> Self:
        if self.stable and self.meets == "as_a_circle":
            raise wrong("stable_circle")
        return self
