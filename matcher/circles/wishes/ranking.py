"""Who is taken where there are fewer places than members who would like one."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from matcher.circles.wishes.parts import Part, Share, number, one_of, whole
from matcher.domain.advice import wrong
from matcher.domain.values import ABOUT_LENGTH, text

CRITERIA = ("goals", "waited", "many_classes", "few_classes", "joined_earlier")
"""What counts, each from 0 to 1; `matcher.circles.ranking` says how."""

QUOTAS = ("outside_java", "beginners", "waited")
"""Groups that a share of the places can be kept for."""

Criterion = Annotated[str, one_of(CRITERIA)]
Quota = Annotated[str, one_of(QUOTAS)]
About = Annotated[str, BeforeValidator(partial(text, limit=ABOUT_LENGTH))]


class Ranking(Part):
    """Places, and the order in which members are taken. What she dreams of being is no criterion.

    Attributes:
        places: members who are taken; whoever leads or is a mentor takes none of them.
        weights: of the criteria; only their ratios count. Left out it is who waited before, and
            twice as much whose goals are close, where it is told to what.
        about: what `goals` is close to, such as the aim of a scholarship.
        at_least: shares of the places that are kept for a group.

    """

    places: Annotated[int, whole(1, 1_000_000)]
    weights: Mapping[Criterion, Share]
    about: About = ""
    at_least: Mapping[Quota, Annotated[float, number(0, 1)]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _as_usual(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        usual = {"goals": 2.0, "waited": 1.0} if given.get("about") else {"waited": 1.0}
        return {"weights": usual, **given}

    @model_validator(mode="after")
    def _can_be_ranked(self) -> Self:
        if not sum(self.weights.values()):
            raise wrong("nothing_counts")
        if self.weights.get("goals") and not self.about:
            raise wrong("goals_about_nothing")
        return self
