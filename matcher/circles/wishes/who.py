"""Conditions that a member fits or does not."""

from functools import partial
from typing import Annotated

from pydantic import BeforeValidator

from features.vocabulary import Level
from matcher.circles.wishes.parts import Part, YesOrNo
from matcher.circles.wishes.rules import Roles
from matcher.domain import values
from matcher.domain.choices import choice
from matcher.domain.rows import Ids, Time, Topics


def _provinces(value: object) -> tuple[str, ...]:
    return values.unique(values.province(entry) for entry in values.entries(value))


Provinces = Annotated[tuple[str, ...], BeforeValidator(_provinces)]


class Condition(Part):
    """Members who fit every condition that is set.

    Attributes:
        topics: she chose at least one of them.
        provinces: she lives in one of them.
        roles: hers is one of them.
        joined_since: she came then or later.
        classes: she finished all of them.
        level: she finished a class of that level.

    """

    topics: Topics = ()
    provinces: Provinces = ()
    roles: Roles = ()
    joined_since: Time | None = None
    classes: Ids = ()
    level: Annotated[Level, BeforeValidator(partial(choice, kind=Level))] | None = None


class Who(Condition):
    """Who takes part: all who agreed to be matched and fit every condition that is set.

    Attributes:
        again: also those who are in a circle of this kind that goes on.

    """

    again: YesOrNo = False
