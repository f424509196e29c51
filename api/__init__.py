"""Everything HTTP: the service, its reference pages and the command line."""

from typing import TYPE_CHECKING

from matcher.settings import Settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings | None = None) -> "Flask":
    """The service; see `api.factory.create_app`, which is only loaded when it is needed."""
    from api import factory  # noqa: PLC0415 (the command line starts faster without the service)

    return factory.create_app(settings)


__all__ = ["create_app"]
