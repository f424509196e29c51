"""Rules that each circle keeps: hard, unless they have a weight."""

from functools import partial
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BeforeValidator, model_validator

from features.meeting import CIVIL
from features.vocabulary import Level, Role, Stage
from matcher.circles.wishes.parts import MOST_MEMBERS, Few, Hour, Part, Weight, whole
from matcher.domain import values
from matcher.domain.advice import wrong
from matcher.domain.choices import choice, choices

Attribute: TypeAlias = Literal["role", "stage", "topic", "level"]
Roles = Annotated[tuple[Role, ...], BeforeValidator(partial(choices, kind=Role))]


class Rule(Part):
    """A rule; hard unless it has a weight."""

    weight: Weight | None = None


class Facilitated(Rule):
    """Every circle has somebody who leads it, and nobody leads more than `capacity` of them."""

    roles: Roles = (Role.VOLUNTEER, Role.FACILITATOR)
    capacity: Annotated[int, whole(1, 20)] = 2


class Spread(Rule):
    """At least, and at most, so many different provinces in a circle."""

    least: Few = 0
    most: Few = MOST_MEMBERS


class Meeting(Rule):
    """A weekly meeting of `hours` between two hours of the day on each member's own clock."""

    hours: Annotated[int, whole(1, 8)] = 1
    opens: Hour = CIVIL[0]
    closes: Hour = CIVIL[1]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.opens + self.hours > self.closes:
            raise wrong("meeting_too_long", hours=self.hours)
        return self


class SharedLanguage(Rule):
    """At least so many languages that all members of a circle speak."""

    least: Annotated[int, whole(1, 10)] = 1


class OfAKind(Rule):
    """At least, and at most, so many of a kind in each circle; with `never_one`, never just one."""

    attribute: Attribute
    value: Annotated[str, BeforeValidator(partial(values.text, limit=values.ID_LENGTH))]
    least: Few = 0
    most: Few = MOST_MEMBERS
    never_one: bool = False

    @model_validator(mode="after")
    def _known(self) -> Self:
        words = {"role": Role, "stage": Stage, "level": Level}
        if self.attribute in words:
            choice(self.value, words[self.attribute])
        if self.least > self.most:
            raise wrong("least_over_most")
        return self
