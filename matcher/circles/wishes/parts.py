"""What wishes are made of: numbers within bounds, and parts that know all of their fields."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from matcher.domain import values
from matcher.domain.advice import wrong

MOST_MEMBERS = 100
"""Of a circle."""


def number(least: float, most: float) -> BeforeValidator:
    """A number from `least` to `most`."""
    read = partial(values.number, least=least, most=most)
    return BeforeValidator(read, json_schema_input_type=float | str)


def whole(least: int, most: int) -> BeforeValidator:
    """A whole number from `least` to `most`."""

    def read(value: object) -> int:
        found = values.number(value, least, most)
        if not found.is_integer():
            raise wrong("not_a_whole_number")
        return int(found)

    return BeforeValidator(read, json_schema_input_type=int | str)


def one_of(words: Iterable[str]) -> BeforeValidator:
    """One of some words."""
    known = tuple(words)

    def read(value: object) -> str:
        if value not in known:
            raise wrong("unknown_choice", choices=", ".join(known))
        return str(value)

    return BeforeValidator(read, json_schema_input_type=str)


Weight = Annotated[float, number(0.001, 1000)]
Size = Annotated[int, whole(2, MOST_MEMBERS)]
Share = Annotated[float, number(0, 1000)]
Few = Annotated[int, whole(0, MOST_MEMBERS)]
Hour = Annotated[int, whole(0, 24)]
YesOrNo = Annotated[bool, BeforeValidator(values.yes_or_no)]


class Part(BaseModel):
    """A part of the wishes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
