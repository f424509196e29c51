"""Rows of the data formats, validated and normalised: what CSV import and HTTP API both accept.

The fields are the columns of `docs/data-formats.md`. An optional field that is blank or null takes
its default. Times come out as aware UTC, lists as tuples, provinces as codes. What cannot be used
raises a pydantic `ValidationError` whose errors `matcher.domain.advice.explain` puts in words.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from features.vocabulary import (
    CircleKind,
    CircleLife,
    Format,
    Level,
    Purpose,
    Role,
    SeatRole,
    Stage,
    Status,
    Tie,
    Visibility,
)
from matcher.domain import values
from matcher.domain.advice import wrong
from matcher.domain.choices import choice, choices
from matcher.domain.meetings import meeting
from matcher.domain.times import time


def _text(limit: int) -> BeforeValidator:
    return BeforeValidator(partial(values.text, limit=limit))


def _filled(limit: int) -> BeforeValidator:
    return BeforeValidator(partial(values.filled_text, limit=limit), json_schema_input_type=str)


def _listed(read: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(read, json_schema_input_type=list[str] | str)


def _one_of(kind: type[StrEnum]) -> BeforeValidator:
    return BeforeValidator(partial(choice, kind=kind), json_schema_input_type=str)


def _some_of(kind: type[StrEnum]) -> BeforeValidator:
    return _listed(partial(choices, kind=kind))


Id = Annotated[str, BeforeValidator(values.identifier), Field(min_length=1, max_length=64)]
Ids = Annotated[tuple[str, ...], _listed(values.identifiers)]
Name = Annotated[str, _text(200), Field(max_length=200)]
Title = Annotated[str, _filled(300), Field(min_length=1, max_length=300)]
Text = Annotated[str, _text(4_000), Field(max_length=4_000)]
Description = Annotated[str, _text(8_000), Field(max_length=8_000)]
Body = Annotated[str, _filled(20_000), Field(min_length=1, max_length=20_000)]
Topics = Annotated[tuple[str, ...], _listed(values.topics)]
Stages = Annotated[tuple[Stage, ...], _some_of(Stage)]
Purposes = Annotated[tuple[Purpose, ...], _some_of(Purpose)]
Availability = Annotated[tuple[str, ...], _listed(values.availability)]
Language = Annotated[str, BeforeValidator(values.language)]
Languages = Annotated[tuple[str, ...], _listed(values.languages)]
Province = Annotated[str, BeforeValidator(values.province)]
Time = Annotated[datetime, BeforeValidator(time, json_schema_input_type=str)]
Seats = Annotated[int, BeforeValidator(values.seats)]
Rating = Annotated[
    float,
    BeforeValidator(partial(values.number, least=1, most=5), json_schema_input_type=float | str),
]
Meets = Annotated[str, BeforeValidator(meeting, json_schema_input_type=str)]
YesNo = Annotated[bool, BeforeValidator(values.yes_or_no, json_schema_input_type=bool | str)]


class Row(BaseModel):
    """A row of one of the files, or the body of a request that writes one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_means_default(cls, row: object) -> object:
        """Leave out the optional fields that hold nothing, so that they take their defaults."""
        if not isinstance(row, dict):
            return row
        optional = _optional(cls)
        return {
            name: value
            for name, value in row.items()
            if name not in optional or not _is_blank(value)
        }


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


@cache
def _optional(row: type[Row]) -> frozenset[str]:
    return frozenset(name for name, field in row.model_fields.items() if not field.is_required())


class MemberRow(Row):
    """A line of members.csv."""

    member_id: Id
    display_name: Name = ""
    province: Province | None = None
    goals: Text
    background: Text = ""
    offers: Text = ""
    topics: Topics = ()
    stage: Stages = ()
    vision: Text = ""
    languages: Languages = ()
    availability: Availability = ()
    role: Annotated[Role, _one_of(Role)] = Role.MEMBER
    joined_at: Time | None = None
    consent: Purposes = ()


class ClassRow(Row):
    """A line of classes.csv."""

    class_id: Id
    title: Title
    description: Description = ""
    programme: Name = ""
    topics: Topics = ()
    level: Annotated[Level, _one_of(Level)] | None = None
    prerequisites: Ids = ()
    capacity: Seats | None = None
    starts_at: Time | None = None
    format: Annotated[Format, _one_of(Format)] = Format.ONLINE
    province: Province | None = None
    language: Language = "id"
    active: YesNo = True

    @field_validator("prerequisites")
    @classmethod
    def _not_before_itself(cls, ids: tuple[str, ...], row: ValidationInfo) -> tuple[str, ...]:
        if row.data.get("class_id") in ids:
            raise wrong("own_prerequisite")
        return ids


class EnrolmentRow(Row):
    """A line of enrolments.csv."""

    member_id: Id
    class_id: Id
    enrolled_at: Time
    status: Annotated[Status, _one_of(Status)] = Status.ENROLLED
    completed_at: Time | None = None
    rating: Rating | None = None

    @field_validator("completed_at")
    @classmethod
    def _completed_after_enrolled(cls, at: datetime | None, row: ValidationInfo) -> datetime | None:
        if at is None:
            return at
        if row.data.get("status", Status.COMPLETED) != Status.COMPLETED:
            raise wrong("completed_but_not")
        # A day of slack: one of the two may be a bare date, read as its midnight.
        if "enrolled_at" in row.data and at < row.data["enrolled_at"] - timedelta(days=1):
            raise wrong("completed_before_enrolled")
        return at


class StoryRow(Row):
    """A line of stories.csv."""

    story_id: Id
    author_id: Id | None = None
    title: Title
    body: Body
    topics: Topics = ()
    created_at: Time | None = None
    visibility: Annotated[Visibility, _one_of(Visibility)] = Visibility.MEMBERS
    language: Language = "id"


class TieRow(Row):
    """A line of ties.csv; the two ids come out sorted, so that a pair has one form."""

    member_a: Id
    member_b: Id
    kind: Annotated[Tie, _one_of(Tie)]
    since: Time | None = None

    @field_validator("member_b")
    @classmethod
    def _two_members(cls, member_b: str, row: ValidationInfo) -> str:
        if member_b == row.data.get("member_a"):
            raise wrong("tie_to_herself")
        return member_b

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = sorted((self.member_a, self.member_b))
        self.__dict__.update(member_a=low, member_b=high)
        return self


class CircleRow(Row):
    """A line of circles.csv: a member's seat in a circle, and what every seat of it says alike."""

    circle_id: Id
    name: Name = ""
    kind: Annotated[CircleKind, _one_of(CircleKind)] = CircleKind.CIRCLES
    status: Annotated[CircleLife, _one_of(CircleLife)] = CircleLife.RUNNING
    meets: Meets = ""
    member_id: Id
    role: Annotated[SeatRole, _one_of(SeatRole)] = SeatRole.MEMBER
    joined_at: Time | None = None
    left_at: Annotated[Time | None, Field(validate_default=True)] = None

    @field_validator("left_at")
    @classmethod
    def _left_in_order(cls, at: datetime | None, row: ValidationInfo) -> datetime | None:
        if at is None and row.data.get("status") is CircleLife.CLOSED:
            raise wrong("closed_but_there")
        if at is not None and "joined_at" in row.data:
            joined = row.data["joined_at"]
            if joined is None or at < joined:
                raise wrong("left_before_joined")
        return at
