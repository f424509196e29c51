"""What an admin wishes of circles: as JSON, as options of the command line, checked and complete.

Each rule is hard, and never broken, unless it has a `weight`: then a broken unit costs so much. A
rule that is null is not asked for; one that is left out is as `DEFAULTS` has it for the kind.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from features.meeting import CIVIL
from features.vocabulary import Level, Role, Stage
from matcher.domain import values
from matcher.domain.advice import explain, wrong
from matcher.domain.choices import choice, choices
from matcher.domain.rows import Id, Ids, Time, Topics
from matcher.errors import DataError
from matcher.i18n import N_, translator
from models.compatibility.weights import PRESETS, TERMS, Weights

MOST_MEMBERS = 100
"""Of a circle."""

Kind: TypeAlias = Literal["circles", "cohorts", "meetups"]
Attribute: TypeAlias = Literal["role", "stage", "topic", "level"]


def _number(least: float, most: float) -> BeforeValidator:
    read = partial(values.number, least=least, most=most)
    return BeforeValidator(read, json_schema_input_type=float | str)


def _whole(least: int, most: int) -> BeforeValidator:
    def read(value: object) -> int:
        found = values.number(value, least, most)
        if not found.is_integer():
            raise wrong("not_a_whole_number")
        return int(found)

    return BeforeValidator(read, json_schema_input_type=int | str)


def _provinces(value: object) -> tuple[str, ...]:
    return values.unique(values.province(entry) for entry in values.entries(value))


Roles = Annotated[tuple[Role, ...], BeforeValidator(partial(choices, kind=Role))]
Provinces = Annotated[tuple[str, ...], BeforeValidator(_provinces)]
Weight = Annotated[float, _number(0.001, 1000)]
Size = Annotated[int, _whole(2, MOST_MEMBERS)]
Share = Annotated[float, _number(0, 1000)]
Few = Annotated[int, _whole(0, MOST_MEMBERS)]
Hour = Annotated[int, _whole(0, 24)]


class _Part(BaseModel):
    """A part of the wishes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """A rule; hard unless it has a weight."""

    weight: Weight | None = None


class Facilitated(Rule):
    """Every circle has somebody who leads it, and nobody leads more than `capacity` of them."""

    roles: Roles = (Role.VOLUNTEER, Role.FACILITATOR)
    capacity: Annotated[int, _whole(1, 20)] = 2


class Spread(Rule):
    """At least, and at most, so many different provinces in a circle."""

    least: Few = 0
    most: Few = MOST_MEMBERS


class Meeting(Rule):
    """A weekly meeting of `hours` between two hours of the day on each member's own clock."""

    hours: Annotated[int, _whole(1, 8)] = 1
    opens: Hour = CIVIL[0]
    closes: Hour = CIVIL[1]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.opens + self.hours > self.closes:
            raise wrong("meeting_too_long", hours=self.hours)
        return self


class SharedLanguage(Rule):
    """At least so many languages that all members of a circle speak."""

    least: Annotated[int, _whole(1, 10)] = 1


class OfAKind(Rule):
    """At least, and at most, so many of a kind in each circle; with `never_one`, never just one."""

    attribute: Attribute
    value: str
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


class Who(_Part):
    """Who takes part: all who agreed to be matched and fit every condition that is set.

    Attributes:
        topics: she chose at least one of them.
        provinces: she lives in one of them.
        roles: hers is one of them.
        joined_since: she came then or later.
        classes: she finished all of them.
        level: she finished a class of that level.
        again: also those who are in a circle of this kind that goes on.

    """

    topics: Topics = ()
    provinces: Provinces = ()
    roles: Roles = ()
    joined_since: Time | None = None
    classes: Ids = ()
    level: Annotated[Level, BeforeValidator(partial(choice, kind=Level))] | None = None
    again: Annotated[bool, BeforeValidator(values.yes_or_no)] = False


DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "circles": {
        "least": 5,
        "most": 8,
        "preset": "balanced",
        "facilitator": {},
        "provinces": {"least": 3},
        "beginners": {},
        "meeting": {},
        "languages": {},
        "met": {"weight": 1},
        "together": {},
    },
    "cohorts": {
        "least": 15,
        "most": 20,
        "preset": "same_goals_first",
        "meeting": {},
        "languages": {},
        "together": {},
    },
    "meetups": {
        "least": 4,
        "most": 12,
        "preset": "same_region",
        "provinces": {"most": 1},
        "meeting": {"hours": 2},
        "together": {},
    },
}


class Wishes(_Part):
    """All that is asked for.

    Attributes:
        kind: what is formed.
        least: members of a circle; most: likewise.
        preset: of compatibility; weights: of its terms, where they are to differ.
        facilitator: somebody leads.
        provinces: how far a circle reaches.
        beginners: nobody who has finished no class is the only one such.
        meeting: the weekly hour.
        languages: that all share.
        met: who shared a circle before does not meet again.
        together: who is tied together sits together. Who is to be apart always is.
        counts: further rules about kinds of members.
        pinned: circle (from 0) of members who stay there.
        who: takes part.
        seconds: the search may take; seed and workers: of it.

    """

    kind: Annotated[Kind, Field()] = "circles"
    least: Size
    most: Size
    preset: str = "balanced"
    weights: Mapping[str, Share] = Field(default_factory=dict)
    facilitator: Facilitated | None = None
    provinces: Spread | None = None
    beginners: Rule | None = None
    meeting: Meeting | None = None
    languages: SharedLanguage | None = None
    met: Rule | None = None
    together: Rule | None = None
    counts: tuple[OfAKind, ...] = ()
    pinned: Mapping[Id, Annotated[int, _whole(0, 1_000_000)]] = Field(default_factory=dict)
    who: Who = Field(default_factory=Who)
    seconds: Annotated[float, _number(0.1, 86_400)] = 30
    seed: Annotated[int, _whole(0, 2**31 - 1)] = 0
    workers: Annotated[int, _whole(1, 256)] = 1

    @model_validator(mode="before")
    @classmethod
    def _as_usual(cls, given: object) -> object:
        """What is left out is as usual for the kind; a small circle reaches as far as it can."""
        if not isinstance(given, Mapping):
            return given
        usual = DEFAULTS.get(str(given.get("kind", "circles")), DEFAULTS["circles"])
        most, reach = str(given.get("most", "")), dict(usual.get("provinces", {}))
        if most.isdecimal() and int(most) < reach.get("least", 0):
            usual = {**usual, "provinces": {**reach, "least": int(most)}}
        return {**usual, **given}

    @field_validator("kind", mode="before")
    @classmethod
    def _known_kind(cls, kind: object) -> object:
        if kind not in DEFAULTS:
            raise wrong("unknown_choice", choices=", ".join(DEFAULTS))
        return kind

    @field_validator("preset", mode="before")
    @classmethod
    def _known_preset(cls, preset: object) -> object:
        if preset not in PRESETS:
            raise wrong("unknown_choice", choices=", ".join(PRESETS))
        return preset

    @field_validator("weights")
    @classmethod
    def _known_terms(cls, weights: Mapping[str, float]) -> Mapping[str, float]:
        if not set(weights) <= set(TERMS):
            raise wrong("unknown_choice", choices=", ".join(TERMS))
        return weights

    @property
    def compatibility(self) -> Weights:
        """How much each term of a pair's score counts."""
        return replace(PRESETS[self.preset], **self.weights)

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if self.least > self.most:
            raise wrong("least_over_most")
        reach = self.provinces
        if reach and reach.weight is None and reach.least > self.most:
            raise wrong("more_provinces_than_members", most=self.most)
        return self


def read_wishes(given: Mapping[str, object], language: str = "en") -> Wishes:
    """The wishes, complete.

    Args:
        given: as JSON has them.
        language: the reason of an error is told in.

    Raises:
        DataError: one of them cannot be used; says which, why and how to mend it.

    """
    try:
        return Wishes.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason, mend = explain(first, translator(language))
        raise DataError(
            N_("The wish `{name}` cannot be used. {reason} {mend}"),
            name=".".join(str(part) for part in first["loc"]) or "circles",
            reason=reason,
            mend=mend,
        ) from None
