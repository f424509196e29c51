"""Types of columns: times are UTC; lists of codes are kept as ``;``-joined text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator

ID_LENGTH = 64
"""The most characters of an id."""


class Codes(TypeDecorator[tuple[str, ...]]):
    """A tuple of short codes as ``a;b;c``: readable in the database and equal to the CSV form."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        """Join; None becomes the empty list; refuse what would come back as other codes."""
        if any(not code or ";" in code for code in value or ()):
            raise ValueError("a code in the store is not empty and holds no semicolon")
        return ";".join(value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Split; the empty text is the empty list."""
        return tuple(value.split(";")) if value else ()


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC datetime on databases with and without time zones, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; refuse a naive time, which could mean any zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the store must have a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives naive values back: they are UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Coded(TypeDecorator[Any]):
    """JSON of numbers, codes and opaque ids: a longer text is refused, for it may be a member's.

    A member is named by her id as a whole text, as a key or in a list, so that
    `matcher.circles.forgetting` finds her.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Refuse texts that are longer than an id."""
        if any(len(text) > ID_LENGTH for text in texts(value)):
            raise ValueError(f"a code or an id in the store has at most {ID_LENGTH} characters")
        return value


class Wished(Coded):
    """As `Coded`, but that a ranking is `about` something is told in an admin's own words."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Refuse other texts that are longer than an id."""
        super().process_bind_param(codes(value), dialect)
        return value


def codes(wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The wishes of a plan without what their ranking is `about`."""
    ranking = wishes.get("ranking")
    if not isinstance(ranking, Mapping):
        return wishes
    return {**wishes, "ranking": {key: one for key, one in ranking.items() if key != "about"}}


def texts(value: object) -> Iterator[str]:
    """All texts in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from texts(part)
