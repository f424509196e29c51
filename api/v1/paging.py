"""Cursor pagination: a page says where the next one begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from matcher.i18n import N_

Item = TypeVar("Item")
Row = TypeVar("Row")

BAD_CURSOR = N_("Take `after` from `next` of the page before, unchanged.")


def encode(key: Sequence[str]) -> str:
    """The cursor after the row with this key."""
    return (
        urlsafe_b64encode(json.dumps(list(key), ensure_ascii=False).encode()).decode().rstrip("=")
    )


def decode(cursor: str, parts: int) -> tuple[str, ...]:
    """The key of a cursor.

    Raises:
        PydanticCustomError: it is none of ours.

    """
    try:
        key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        key = None
    well_formed = isinstance(key, list) and len(key) == parts
    if not well_formed or not all(isinstance(part, str) and part.isprintable() for part in key):
        raise PydanticCustomError("bad_cursor", BAD_CURSOR)
    return tuple(key)


def _after(parts: int) -> AfterValidator:
    def checked(cursor: str) -> str:
        decode(cursor, parts)
        return cursor

    return AfterValidator(checked)


Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]
ABOUT_AFTER = "`next` of the page before."


class Paging(BaseModel):
    """Which part of a list, for rows named by one id."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 50
    after: Annotated[str, _after(1)] | None = Field(None, description=ABOUT_AFTER)

    def key(self) -> str | None:
        """The id after which the page begins."""
        return decode(self.after, 1)[0] if self.after else None


class PairPaging(BaseModel):
    """Which part of a list, for rows named by two ids."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 50
    after: Annotated[str, _after(2)] | None = Field(None, description=ABOUT_AFTER)

    def key(self) -> tuple[str, str] | None:
        """The ids after which the page begins."""
        if not self.after:
            return None
        first, second = decode(self.after, 2)
        return first, second


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "description": "A part of a list. `next` is the cursor of the following page, null on "
            "the last."
        }
    )

    items: list[Item]
    next: str | None = None


def cut(
    found: list[Row], limit: int, key: Callable[[Row], Sequence[str]]
) -> tuple[list[Row], str | None]:
    """The first `limit` of `found` and, if it holds more, the cursor after them."""
    kept = found[:limit]
    return kept, encode(key(kept[-1])) if len(found) > limit else None
